import type { CartId, Currency, CustomerId, OrderId, Sku, UnitPrice } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { CartEvent, CartOpened, ItemAdded, ItemPrice, ItemsTakenOver } from "./cart-events.ts";

/** What the next decision about a cart needs to know, and no more. */
export type Cart = { readonly status: "NotOpened" } | OpenedCart;
export type OpenedCart = OpenCart | ExpiredCart | MergedCart | OrderedCart;
type OpenCart = CartFacts & { readonly status: "Open" };
type ExpiredCart = CartFacts & { readonly status: "Expired" };
type OrderedCart = CartFacts & { readonly status: "CheckedOut" | "CheckingOut"; readonly orderId: OrderId };
type MergedCart = CartFacts & { readonly status: "Merged"; readonly into: CartId };

type CartFacts = {
  /** When it was changed last. */
  readonly since: Instant;
  readonly cartId: CartId;
  readonly customerId: CustomerId | null;
  readonly currency: Currency;
  /** One per SKU, in the order in which they came. */
  readonly items: readonly CartItem[];
  /** One per item at most. */
  readonly discounts: readonly Discount[];
  /** How often a checkout was started. */
  readonly attempts: number;
};

export type CartItem = {
  readonly sku: Sku;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: UnitPrice;
  /** Whether staff said the price. */
  readonly priceIsSet: boolean;
  /** When the customer was shown this price first, or again. */
  readonly pricedAt: Instant;
};

/** Off an item's whole line, in minor units. */
export type Discount = { readonly sku: Sku; readonly amount: number; readonly reason: string | null };

export const notOpened: Cart = { status: "NotOpened" };

/** Pure; an event that could not have happened to this cart changes nothing. */
export const evolve = (cart: Cart, event: CartEvent): Cart => {
  if (event.type === "CartOpened") return opened(event);
  return cart.status === "NotOpened" ? cart : evolveOpened(cart, event);
};

const evolveOpened = (cart: OpenedCart, event: Exclude<CartEvent, CartOpened>): OpenedCart => {
  const changed = touched(cart, event.at);
  switch (event.type) {
    case "ItemAdded":
      return { ...changed, items: withPart(cart.items, added(cart.items, event)) };
    case "ItemQuantityChanged":
      return { ...changed, items: cart.items.map((item) => (item.sku === event.sku ? { ...item, quantity: event.quantity } : item)) };
    case "ItemRemoved":
      return { ...changed, items: without(cart.items, event.sku), discounts: without(cart.discounts, event.sku) };
    case "ItemsTakenOver":
      return { ...changed, ...takenOver(cart, event) };
    case "DiscountAdded": {
      const { sku, amount, reason } = event;
      return { ...changed, discounts: withPart(cart.discounts, { sku, amount, reason }) };
    }
    case "DiscountRemoved":
      return { ...changed, discounts: without(cart.discounts, event.sku) };
    case "CustomerAssigned":
      return { ...changed, customerId: event.customerId };
    case "CartRepriced":
      return { ...changed, items: repriced(cart.items, event.prices, event.at) };
    case "CheckoutStarted":
      return { ...changed, status: "CheckingOut", orderId: event.orderId, attempts: event.attempt };
    case "CheckoutCompleted":
      return { ...changed, status: "CheckedOut", orderId: event.orderId };
    case "CartReopened":
      return changed;
    case "CartExpired":
      return { ...changed, status: "Expired" };
    case "CartMerged":
      return { ...changed, status: "Merged", into: event.into };
  }
};

const opened = ({ cartId, customerId, currency, at }: CartOpened): OpenCart => ({
  status: "Open",
  since: at,
  cartId,
  customerId,
  currency,
  items: [],
  discounts: [],
  attempts: 0,
});

/** The same cart, open, changed now. */
const touched = (cart: OpenedCart, since: Instant): OpenCart => ({
  status: "Open",
  since,
  cartId: cart.cartId,
  customerId: cart.customerId,
  currency: cart.currency,
  items: cart.items,
  discounts: cart.discounts,
  attempts: cart.attempts,
});

const added = (items: readonly CartItem[], { sku, name, quantity, unitPrice, priceIsSet, at }: ItemAdded): CartItem => {
  const before = items.find((item) => item.sku === sku)?.quantity ?? 0;
  return { sku, name, quantity: before + quantity, unitPrice, priceIsSet, pricedAt: at };
};

const takenOver = (cart: OpenedCart, { items, discounts }: ItemsTakenOver) => ({
  items: items.reduce<readonly CartItem[]>(withPart, cart.items),
  discounts: discounts.reduce<readonly Discount[]>(withPart, cart.discounts),
});

const repriced = (items: readonly CartItem[], prices: readonly ItemPrice[], pricedAt: Instant): readonly CartItem[] => {
  const bySku = new Map(prices.map((price) => [price.sku, price]));
  return items.map((item) => {
    const price = bySku.get(item.sku);
    return price === undefined ? item : { ...item, name: price.name, unitPrice: price.unitPrice, pricedAt };
  });
};

/** In the place of the one of the same SKU, or at the end. */
const withPart = <Part extends { readonly sku: Sku }>(parts: readonly Part[], part: Part): readonly Part[] =>
  parts.some(({ sku }) => sku === part.sku) ? parts.map((other) => (other.sku === part.sku ? part : other)) : [...parts, part];

const without = <Part extends { readonly sku: Sku }>(parts: readonly Part[], sku: Sku): readonly Part[] =>
  parts.filter((part) => part.sku !== sku);
