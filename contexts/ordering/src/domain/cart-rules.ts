import type { UnitPrice } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { type Cart, evolve, type OpenedCart } from "./cart.ts";
import type { CartEvent, ItemPrice } from "./cart-events.ts";
import type { CartStatus } from "./cart-life.ts";
import { type CartQuoteRefusal, cartQuote } from "./cart-quote.ts";
import { orderingLimits } from "./limits.ts";
import { isMethodReference, type ReasonRefusal } from "./order-rules.ts";

/** Why a cart does not do what it was asked: codes that are true sentences about it. */
export type CartRefusal =
  | CartQuoteRefusal
  | ReasonRefusal
  | { readonly code: `CartIs${CartStatus}` }
  | { readonly code: "ItemIsUnknown"; readonly sku: string }
  | { readonly code: "CartHasTooManyItems"; readonly limit: number }
  | { readonly code: "CartIsEmpty" | "CartsAreTheSame" | "CurrencyDiffers" | "PaymentIsNoReference" }
  /** The customer has not seen what it costs now. */
  | { readonly code: "PricesHaveChanged"; readonly skus: readonly string[] }
  | { readonly code: "AttemptIsOver"; readonly attempt: number }
  | { readonly code: "CheckoutIsOver"; readonly orderId: string };

/** What a rule says: why not, or null. */
export type CartSaid = CartRefusal | null;

/**
 * A cart can be priced at any time, because every change is judged by what it would lead to: one currency, quantities, prices
 * and sums within their limits, no discount above its line.
 */
export const notPriceable = (cart: Cart, event: CartEvent): CartSaid => {
  const next = evolve(cart, event);
  if (next.status === "NotOpened" || next.items.length === 0) return null;
  if (next.items.length > orderingLimits.cartItems) return { code: "CartHasTooManyItems", limit: orderingLimits.cartItems };
  const quoted = cartQuote(next);
  return quoted.kind === "refused" ? quoted.refusal : null;
};

export const itemIsUnknown = ({ items }: OpenedCart, wanted: string): CartSaid =>
  items.some(({ sku }) => sku === wanted) ? null : { code: "ItemIsUnknown", sku: wanted };

/** Items whose price the customer saw so long ago that the catalog must be asked again. What staff said holds. */
export const itemsToReprice = ({ items }: Pick<OpenedCart, "items">, at: Instant): OpenedCart["items"] =>
  items.filter(({ priceIsSet, pricedAt }) => !priceIsSet && at - pricedAt > orderingLimits.priceHoldsMs);

/** Whoever checks out pays what was shown: a price that holds no more must still be the catalog's. */
export const pricesHaveChanged = (cart: OpenedCart, prices: readonly ItemPrice[], at: Instant): CartSaid => {
  const now = new Map(prices.map(({ sku, unitPrice }) => [sku, unitPrice]));
  const skus = itemsToReprice(cart, at)
    .filter(({ sku, unitPrice }) => !isSamePrice(unitPrice, now.get(sku)))
    .map(({ sku }) => sku);
  return skus.length > 0 ? { code: "PricesHaveChanged", skus } : null;
};

const isSamePrice = (one: UnitPrice, other: UnitPrice | undefined): boolean =>
  one.amount === other?.amount && one.decimals === other.decimals && one.currency === other.currency;

export const noMethodReference = (paymentMethod: string): CartSaid =>
  isMethodReference(paymentMethod) ? null : { code: "PaymentIsNoReference" };

/** What is said about an order that is not the cart's present one comes too late. */
export const checkoutIsOver = (cart: Cart, orderId: string): CartSaid => {
  const ofAnother = (cart.status === "CheckingOut" || cart.status === "CheckedOut") && cart.orderId !== orderId;
  return ofAnother ? { code: "CheckoutIsOver", orderId } : null;
};
