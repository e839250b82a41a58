import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

type At = { readonly at: Instant };
type OfOrder = At & { readonly orderId: OrderId };

/** So many came in (above 0), or were written off (below). */
export type AdjustStock = At & { readonly type: "AdjustStock"; readonly delta: number; readonly reason: string };
/** So many came in or were gone elsewhere: history, which leaves what is here as it is. */
export type ImportStockAdjustment = At & {
  readonly type: "ImportStockAdjustment";
  readonly delta: number;
  readonly source: string;
  readonly reason: string;
  readonly adjustedAt: Instant;
};
/** So many are there: somebody has looked. */
export type CountStock = At & { readonly type: "CountStock"; readonly counted: number; readonly reason: string };
/** All there is to say of how the stock is kept. */
export type SetStockPolicy = At & {
  readonly type: "SetStockPolicy";
  /** Units that no order gets. */
  readonly safetyStock: number;
  /** Units that may be promised before they have come, of an article that may be; null for as many as are wanted. */
  readonly backorderLimit: number | null;
};

/** This is what the order is to have here, all of it or nothing new: what it holds already is counted in. */
export type HoldStock = OfOrder & {
  readonly type: "HoldStock";
  readonly taken: number;
  /** Units to wait for; whoever asks has made sure that the article may be sold before it has arrived. */
  readonly awaited: number;
  readonly expiresAt: Instant;
};
/** Makes the order's own what it holds here. What has expired since is held again, if it is there. */
export type CommitStock = OfOrder & { readonly type: "CommitStock"; readonly taken: number; readonly awaited: number };
/** Gives back so many, first of what is still awaited, or all. */
export type ReleaseStock = OfOrder & { readonly type: "ReleaseStock"; readonly quantity: number | "all"; readonly reason: string };
/** The time of a hold is over. Says which hold it means by its `expiresAt`; what came later in its place stays. */
export type ExpireHold = OfOrder & { readonly type: "ExpireHold"; readonly expiresAt: Instant };
/** So many committed units left. */
export type ConsumeStock = OfOrder & { readonly type: "ConsumeStock"; readonly quantity: number; readonly source: string };
/** So many came back, and are as good as new. */
export type ReturnStock = OfOrder & {
  readonly type: "ReturnStock";
  readonly quantity: number;
  readonly source: string;
  readonly reason: string;
};

export type KeepingCommand = AdjustStock | CountStock | ImportStockAdjustment | ReturnStock | SetStockPolicy;
export type ReservingCommand = HoldStock | CommitStock | ReleaseStock | ExpireHold | ConsumeStock;
export type StockCommand = KeepingCommand | ReservingCommand;

export type StockRefusal =
  /** So many this order could have here, with what it holds already. */
  | { readonly code: "OutOfStock" | "HoldHasExpired"; readonly available: number }
  /** So many more could be waited for. */
  | { readonly code: "BackorderLimitIsReached"; readonly room: number }
  | { readonly code: "ReservationIsCommitted" }
  /** So many of the order are there to be released or consumed. */
  | { readonly code: "TooFewAreReserved"; readonly reserved: number }
  | { readonly code: "TooFewAreOnHand"; readonly onHand: number }
  | { readonly code: "QuantityIsOutOfRange" | "ReasonIsMissing" | "ReasonIsTooLong" | "StockIsTooLarge" };
