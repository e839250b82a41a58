import type { Life } from "@waybill/kernel/life";
import type { CartEvent } from "./cart-events.ts";

/** Where a cart stands on its way to an order. What is in it, and what that costs, is read off its items. */
export type CartStatus =
  | "NotOpened"
  /** Being filled. */
  | "Open"
  /** Locked while its order is on the way to a promise. */
  | "CheckingOut"
  /** Its order was confirmed. */
  | "CheckedOut"
  | "Expired"
  /** Its items went into another cart. */
  | "Merged";

export const cartLife: Life<CartStatus, CartEvent["type"]> = {
  NotOpened: { CartOpened: "Open" },
  Open: {
    ItemAdded: "Open",
    ItemQuantityChanged: "Open",
    ItemRemoved: "Open",
    ItemsTakenOver: "Open",
    DiscountAdded: "Open",
    DiscountRemoved: "Open",
    CustomerAssigned: "Open",
    CartRepriced: "Open",
    CheckoutStarted: "CheckingOut",
    CartExpired: "Expired",
    CartMerged: "Merged",
  },
  CheckingOut: {
    CheckoutCompleted: "CheckedOut",
    // The order came to nothing: what was in the cart is still wanted.
    CartReopened: "Open",
  },
  CheckedOut: {},
  Expired: {},
  Merged: {},
};
