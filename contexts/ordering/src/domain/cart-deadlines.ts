import { instant } from "@waybill/kernel/clock";
import type { Cart } from "./cart.ts";
import type { CartStatus } from "./cart-life.ts";
import type { Deadline, DeadlineOwner } from "./order-deadlines.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * How long a cart may stay in a status after its last change, and whose move it is. A checkout lasts as long as its order may
 * take to be confirmed: placed, awaiting the customer and reserved, each to its end, and some minutes more.
 */
export const cartDeadlines: Readonly<Record<CartStatus, { readonly afterMs: number; readonly owner: DeadlineOwner } | null>> = {
  NotOpened: null,
  Open: { afterMs: 30 * dayMs, owner: "customer" },
  CheckingOut: { afterMs: 60 * minuteMs, owner: "saga" },
  CheckedOut: null,
  Expired: null,
  Merged: null,
};

/** When the cart's status has lasted too long; null at an end. */
export const cartDeadlineOf = (cart: Cart): Deadline | null => {
  const allowed = cartDeadlines[cart.status];
  if (allowed === null || cart.status === "NotOpened") return null;
  return { at: instant(cart.since + allowed.afterMs), owner: allowed.owner };
};
