import type { LocationId, Sku } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

/** Units of one article. */
export type Units = { readonly sku: Sku; readonly quantity: number };

/** What one order has of an article at one location, as far as its work has set it aside; the stock item knows what became of it. */
export type Part = { readonly sku: Sku; readonly location: LocationId; readonly taken: number; readonly awaited: number };

/**
 * Something that is done at several stock items, one after the other. It is recorded before anything of it is done, with all that decides
 * how it goes: whoever does it again, after a death or at the same time, takes the same steps and comes to the same end.
 */
export type Work =
  | {
      readonly kind: "Reserve";
      readonly attempt: number;
      /** In the order of their SKUs, each once, with the locations to ask in turn. */
      readonly articles: readonly (Units & { readonly locations: readonly LocationId[] })[];
      readonly allowPartial: boolean;
      readonly expiresAt: Instant;
      /** Which of them may be waited for. Null until somebody had to know. */
      readonly backorderable: readonly Sku[] | null;
    }
  | { readonly kind: "Commit"; readonly attempt: number }
  | { readonly kind: "Release"; readonly attempt: number; readonly reason: string }
  | { readonly kind: "ReleaseLines"; readonly source: string; readonly lines: readonly PlacedUnits[]; readonly reason: string }
  | { readonly kind: "Consume"; readonly source: string; readonly lines: readonly PlacedUnits[] }
  | { readonly kind: "Return"; readonly source: string; readonly lines: readonly PlacedUnits[]; readonly reason: string };

/** Units at a location; null when it is not said where. */
export type PlacedUnits = Units & { readonly location: LocationId | null };

export type WorkOf<Kind extends Work["kind"]> = Extract<Work, { readonly kind: Kind }>;

/** What an order is told of its reservation. */
export type WorkRefusal =
  | {
      readonly code: "OutOfStock" | "ReservationHasExpired";
      readonly lines: readonly { readonly sku: Sku; readonly requested: number; readonly available: number }[];
    }
  | {
      readonly code: "PartlyReserved";
      readonly lines: readonly { readonly sku: Sku; readonly requested: number; readonly held: number }[];
    }
  | {
      readonly code: "TooFewAreReserved";
      readonly lines: readonly { readonly sku: Sku; readonly requested: number; readonly reserved: number }[];
    }
  | { readonly code: "AlreadyReleased" | "NothingIsReserved" | "ReservationIsCommitted" };

export type WorkOutcome = { readonly kind: "accepted" } | { readonly kind: "refused"; readonly refusal: WorkRefusal };

/** By what a piece of work is known: the same attempt, or the same source, is done once. */
export const keyOfWork = (work: Work): string => ("attempt" in work ? `${work.kind} ${work.attempt}` : `${work.kind} ${work.source}`);

/** The same article on several lines is one, and whoever reserves several takes them in one order. */
export const summed = <Line extends Units & { readonly location?: LocationId | null }>(lines: readonly Line[]): readonly PlacedUnits[] => {
  const byPlace = new Map<string, PlacedUnits>();
  for (const { sku, quantity, location = null } of lines) {
    const place = `${sku}\n${location ?? ""}`;
    byPlace.set(place, { sku, location, quantity: quantity + (byPlace.get(place)?.quantity ?? 0) });
  }
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, units]) => units);
};
