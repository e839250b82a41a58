import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

/** How much there is after an event, as a bank statement tells the balance: who follows needs no history. Units. */
export type Level = {
  readonly onHand: number;
  /** Of it, set aside for orders that are not paid yet … */
  readonly held: number;
  /** … and for those that are. */
  readonly committed: number;
  /** Promised, and not come yet. */
  readonly awaited: number;
  /** What the next order can have. */
  readonly available: number;
};

type OfOrder = { readonly orderId: OrderId };

/** What happened, without what it led to. */
export type StockFact = { readonly at: Instant } & (
  | { readonly type: "StockReceived" | "StockWrittenOff"; readonly quantity: number; readonly reason: string }
  /** `difference` is what was found (above 0) or is missing (below). */
  | { readonly type: "StockCounted"; readonly counted: number; readonly difference: number; readonly reason: string }
  /**
   * History: so many came in (above 0) or were gone (below) elsewhere, where they had been counted. What lies here now was counted
   * after it, so the level stays as it is.
   */
  | {
      readonly type: "StockAdjustmentImported";
      readonly quantity: number;
      readonly source: string;
      readonly reason: string;
      readonly adjustedAt: Instant;
    }
  | ({ readonly type: "StockReturned"; readonly quantity: number; readonly source: string; readonly reason: string } & OfOrder)
  /** `backorderLimit` null: no limit of its own. */
  | { readonly type: "StockPolicySet"; readonly safetyStock: number; readonly backorderLimit: number | null }
  /** The order now has these units set aside, and waits for those; what it had before is counted in. */
  | ({ readonly type: "ReservationHeld"; readonly taken: number; readonly awaited: number; readonly expiresAt: Instant } & OfOrder)
  /** They are the order's own from now on. */
  | ({ readonly type: "ReservationCommitted"; readonly taken: number; readonly awaited: number } & OfOrder)
  /** So many of them were given back, and are no longer waited for; `left` are what the order still has or waits for. */
  | ({
      readonly type: "ReservationReleased";
      readonly taken: number;
      readonly awaited: number;
      readonly left: number;
      readonly reason: string;
    } & OfOrder)
  | ({ readonly type: "ReservationExpired"; readonly taken: number; readonly awaited: number } & OfOrder)
  /**
   * There was less on the shelf than was set aside: the order has lost so many, and still has or waits for `left`. One that was not committed
   * yet finds out when it is, and may have them again by then.
   */
  | ({ readonly type: "ReservationShortened"; readonly quantity: number; readonly left: number; readonly wasCommitted: boolean } & OfOrder)
  /** So many that it waited for have come; it still waits for `awaited`. */
  | ({ readonly type: "BackorderFilled"; readonly quantity: number; readonly awaited: number } & OfOrder)
  /** They left with a parcel. */
  | ({ readonly type: "StockConsumed"; readonly quantity: number; readonly source: string } & OfOrder)
);

// The names are storage format: an event that was renamed is an event that was lost.
export type StockEvent = StockFact & { readonly level: Level };
