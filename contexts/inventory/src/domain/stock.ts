import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { emptyMap, entriesIn, type SortedMap, valueIn, withEntry, withoutEntry } from "./sorted-map.ts";
import type { Level } from "./stock-events.ts";

/** What one order has of one article at one location. Only while it lasts: what has ended is in the log, not in the state. */
export type Reservation = {
  /** Units set aside from what is on hand. */
  readonly taken: number;
  /** Units to come. */
  readonly awaited: number;
  /** Who came first, counts first: among those that wait, and last among those that lose. */
  readonly arrival: number;
} & (
  | { readonly status: "Held" | "Backordered"; readonly expiresAt: Instant }
  /** Paid: it waits or is there, but it is the order's own. */
  | { readonly status: "Committed" }
);

/** What the next decision about an article at a location needs to know. Plain JSON, because it is kept in snapshots. */
export type Stock = {
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
  readonly awaited: number;
  readonly safetyStock: number;
  readonly backorderLimit: number | null;
  /** Reservations that there ever were. */
  readonly arrivals: number;
  /** By order. */
  readonly reservations: SortedMap<Reservation, OrderId>;
  /** Orders that wait for units, first come first. */
  readonly queue: SortedMap<OrderId>;
  /** Orders whose time will be over, the next one first. */
  readonly expiries: SortedMap<OrderId>;
};

export const noStock: Stock = {
  ...{ onHand: 0, held: 0, committed: 0, awaited: 0, safetyStock: 0, backorderLimit: null, arrivals: 0 },
  ...{ reservations: emptyMap, queue: emptyMap, expiries: emptyMap },
};

/** Units that nobody has, above what is kept back. */
export const availableOf = ({ onHand, held, committed, safetyStock }: Stock): number =>
  Math.max(0, onHand - held - committed - safetyStock);

export const levelOf = (stock: Stock): Level => {
  const { onHand, held, committed, awaited } = stock;
  return { onHand, held, committed, awaited, available: availableOf(stock) };
};

export const reservationOf = ({ reservations }: Stock, orderId: OrderId): Reservation | undefined => valueIn(reservations, orderId);

/** The orders that wait, first come first. */
export const waitingIn = ({ queue }: Stock): Iterable<readonly [string, OrderId]> => entriesIn(queue);

/** The orders whose time is over, in that order. */
export const overdueIn = function* ({ expiries }: Stock, at: Instant): Generator<OrderId> {
  for (const [key, orderId] of entriesIn(expiries)) {
    if (key > expiryKey(at, "~")) return;
    yield orderId;
  }
};

/** The stock with this in the place of what the order had; null when it has nothing any more. */
export const withReservation = (stock: Stock, orderId: OrderId, after: Reservation | null): Stock => {
  const before = reservationOf(stock, orderId) ?? null;
  const kept = after !== null && after.taken + after.awaited > 0 ? after : null;
  return {
    ...stock,
    held: stock.held - (isOpen(before) ? before.taken : 0) + (isOpen(kept) ? kept.taken : 0),
    committed: stock.committed - takenForGood(before) + takenForGood(kept),
    awaited: stock.awaited - (before?.awaited ?? 0) + (kept?.awaited ?? 0),
    reservations: kept === null ? withoutEntry(stock.reservations, orderId) : withEntry(stock.reservations, orderId, kept),
    queue: moved(stock.queue, orderId, { from: queueKey(before), to: queueKey(kept) }),
    expiries: moved(stock.expiries, orderId, { from: expiryKeyOf(before, orderId), to: expiryKeyOf(kept, orderId) }),
  };
};

/** What an order has that has not been paid for. */
export const isOpen = <R extends Reservation>(reservation: R | null): reservation is R & { readonly status: "Held" | "Backordered" } =>
  reservation !== null && reservation.status !== "Committed";

const takenForGood = (reservation: Reservation | null): number => (reservation?.status === "Committed" ? reservation.taken : 0);

const moved = (
  map: SortedMap<OrderId>,
  orderId: OrderId,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): SortedMap<OrderId> => {
  if (from === to) return map;
  const without = from === null ? map : withoutEntry(map, from);
  return to === null ? without : withEntry(without, to, orderId);
};

const queueKey = (reservation: Reservation | null): string | null =>
  reservation === null || reservation.awaited === 0 ? null : inDigits(reservation.arrival);

const expiryKeyOf = (reservation: Reservation | null, orderId: OrderId): string | null =>
  isOpen(reservation) ? expiryKey(reservation.expiresAt, orderId) : null;

const expiryKey = (at: Instant, orderId: string): string => `${inDigits(at)}:${orderId}`;

/** So that the order of texts is that of numbers: sixteen digits hold every safe integer. */
const inDigits = (whole: number): string => String(whole).padStart(16, "0");
