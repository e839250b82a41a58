import type { OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

// The names below are storage format: an event that was renamed is an event that was lost.

/** From here on it ends in one of the two below, whoever dies. Attempts count from 1. */
export type GuestErasureStarted = { readonly type: "GuestErasureStarted"; readonly attempt: number; readonly at: Instant };
/** The order was under way, and needs the person. */
export type GuestErasureAbandoned = {
  readonly type: "GuestErasureAbandoned";
  readonly attempt: number;
  readonly orders: readonly OrderId[];
  readonly at: Instant;
};
/** The key is gone. */
export type GuestErased = { readonly type: "GuestErased"; readonly attempt: number; readonly at: Instant };

export type GuestEvent = GuestErased | GuestErasureAbandoned | GuestErasureStarted;
