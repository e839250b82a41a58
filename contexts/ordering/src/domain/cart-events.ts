import type { Address, CartId, Contact, Currency, CustomerId, MerchantId, OrderId, Sku, UnitPrice } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { CartItem, Discount } from "./cart.ts";
import type { DeliveryWish } from "./order-events.ts";
import type { PaymentDetails } from "./order-payments.ts";
import type { Quote } from "./quote.ts";

// The names below are storage format: an event that was renamed is an event that was lost.

export type CartOpened = {
  readonly type: "CartOpened";
  readonly cartId: CartId;
  readonly merchantId: MerchantId;
  /** Null for a guest. */
  readonly customerId: CustomerId | null;
  readonly currency: Currency;
  readonly at: Instant;
};

/** So many units more; name and price are the item's from now on, for all of its units. */
export type ItemAdded = {
  readonly type: "ItemAdded";
  readonly sku: Sku;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: UnitPrice;
  /** Whether staff said the price: the catalog has no say in it then. */
  readonly priceIsSet: boolean;
  readonly at: Instant;
};
export type ItemQuantityChanged = {
  readonly type: "ItemQuantityChanged";
  readonly sku: Sku;
  readonly quantity: number;
  readonly at: Instant;
};
export type ItemRemoved = { readonly type: "ItemRemoved"; readonly sku: Sku; readonly at: Instant };

/** From a cart that ends with this: its quantities, prices and discounts win. */
export type ItemsTakenOver = {
  readonly type: "ItemsTakenOver";
  readonly from: CartId;
  readonly items: readonly CartItem[];
  readonly discounts: readonly Discount[];
  readonly at: Instant;
};

/** Off the item's whole line, in minor units of the cart's currency; in the place of the one it had. */
export type DiscountAdded = {
  readonly type: "DiscountAdded";
  readonly sku: Sku;
  readonly amount: number;
  readonly reason: string | null;
  readonly at: Instant;
};
export type DiscountRemoved = { readonly type: "DiscountRemoved"; readonly sku: Sku; readonly at: Instant };

export type CustomerAssigned = { readonly type: "CustomerAssigned"; readonly customerId: CustomerId; readonly at: Instant };

/** What the catalog asks now; the customer sees it before the next checkout. */
export type CartRepriced = { readonly type: "CartRepriced"; readonly prices: readonly ItemPrice[]; readonly at: Instant };
export type ItemPrice = { readonly sku: Sku; readonly name: string; readonly unitPrice: UnitPrice };

/** All that it takes to place the order, so that whoever reads this can finish what was begun. */
export type CheckoutStarted = {
  readonly type: "CheckoutStarted";
  /** Counts the cart's checkouts, from 1. */
  readonly attempt: number;
  readonly orderId: OrderId;
  readonly customerId: CustomerId | null;
  readonly quote: Quote;
  readonly payments: readonly PaymentDetails[];
  readonly allowPartial: boolean;
  readonly delivery: DeliveryWish | null;
  readonly contact: Sealed<Contact> | null;
  readonly address: Sealed<Address> | null;
  readonly note: Sealed<string> | null;
  readonly at: Instant;
};
export type CheckoutCompleted = { readonly type: "CheckoutCompleted"; readonly orderId: OrderId; readonly at: Instant };
export type CartReopened = {
  readonly type: "CartReopened";
  readonly orderId: OrderId;
  /** What became of the order, as a code such as `OutOfStock`. */
  readonly reason: string;
  readonly at: Instant;
};

export type CartExpired = { readonly type: "CartExpired"; readonly at: Instant };
export type CartMerged = { readonly type: "CartMerged"; readonly into: CartId; readonly at: Instant };

export type CartEvent =
  | CartOpened
  | ItemAdded
  | ItemQuantityChanged
  | ItemRemoved
  | ItemsTakenOver
  | DiscountAdded
  | DiscountRemoved
  | CustomerAssigned
  | CartRepriced
  | CheckoutStarted
  | CheckoutCompleted
  | CartReopened
  | CartExpired
  | CartMerged;
