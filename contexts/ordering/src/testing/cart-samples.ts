import { CartId, CustomerId, OrderId, parseSku, parseUnitPrice } from "@waybill/contracts/vocabulary";
import type { OpenCart, StartCheckout } from "../domain/cart-commands.ts";
import type {
  CartEvent,
  CartMerged,
  CartOpened,
  CartReopened,
  CheckoutCompleted,
  CheckoutStarted,
  DiscountAdded,
  ItemAdded,
} from "../domain/cart-events.ts";
import type { CartStatus } from "../domain/cart-life.ts";
import { untaxed } from "../domain/taxes.ts";
import { cupLine, GBP, minute, quoted, teaLine } from "./order-samples.ts";

export const cartId = CartId.derive("default", "carts", "sample");
export const guestCartId = CartId.derive("default", "carts", "guest");
export const customerId = CustomerId.derive("sample");
export const orderOfCart = OrderId.derive("default", "checkout", cartId, "1");
export const tea = teaLine.sku;
export const cup = cupLine.sku;
export const salt = parseSku("SALT")!;
export const price = (amount: string) => parseUnitPrice({ amount, currency: "GBP" })!;

const opening = { cartId, merchantId: "default", customerId: null, currency: GBP, at: minute(0) } as const;
export const openIt: OpenCart = { type: "OpenCart", ...opening };
export const opened: CartOpened = { type: "CartOpened", ...opening };

const { name, unitPrice } = teaLine;
export const teaAdded: ItemAdded = { type: "ItemAdded", sku: tea, name, quantity: 3, unitPrice, priceIsSet: false, at: minute(1) };
export const cupAdded: ItemAdded = {
  ...teaAdded,
  ...{ sku: cup, name: cupLine.name, quantity: 2, unitPrice: cupLine.unitPrice, at: minute(2) },
};
export const discounted: DiscountAdded = { type: "DiscountAdded", sku: tea, amount: 100, reason: "a regular", at: minute(3) };
/** Three teas at 2.50 less 1.00, and two cups at 9.90: 26.30 in all. */
export const filled: readonly CartEvent[] = [opened, teaAdded, cupAdded, discounted];
export const cartTotal = 2_630;

const personal = { contact: null, address: { sealed: "YWRkcmVzcw", subject: orderOfCart }, note: null, delivery: null } as const;
export const startCheckout: StartCheckout = {
  type: "StartCheckout",
  ...{
    attempt: 1,
    orderId: orderOfCart,
    paymentMethod: "pm_ok",
    allowPartial: false,
    ...personal,
    prices: [],
    taxes: untaxed,
    at: minute(4),
  },
};
export const checkoutStarted: CheckoutStarted = {
  type: "CheckoutStarted",
  ...{ attempt: 1, orderId: orderOfCart, customerId: null, allowPartial: false, ...personal, at: minute(4) },
  payments: [{ method: "pm_ok", amount: cartTotal }],
  quote: quoted({
    currency: GBP,
    pricesIncludeTax: true,
    lines: [
      { ...teaLine, discount: 100 },
      { ...cupLine, taxRatePpm: 0 },
    ],
    delivery: { fee: 0, taxRatePpm: 0 },
  }),
};
const checkoutCompleted: CheckoutCompleted = { type: "CheckoutCompleted", orderId: orderOfCart, at: minute(5) };
export const reopened: CartReopened = { type: "CartReopened", orderId: orderOfCart, reason: "OutOfStock", at: minute(5) };
export const merged: CartMerged = { type: "CartMerged", into: guestCartId, at: minute(4) };

/** For each status, events that lead there. */
export const cartHistories: Readonly<Record<CartStatus, readonly CartEvent[]>> = {
  NotOpened: [],
  Open: filled,
  CheckingOut: [...filled, checkoutStarted],
  CheckedOut: [...filled, checkoutStarted, checkoutCompleted],
  Expired: [...filled, { type: "CartExpired", at: minute(50_000) }],
  Merged: [...filled, merged],
};
