import { type CustomerId, type Money, moneyOf, type OrderId, type OutsideUnitPrice, outsideUnitPrice } from "@waybill/contracts/vocabulary";
import type { OpenedCart } from "./cart.ts";
import { cartDeadlineOf } from "./cart-deadlines.ts";
import type { CartStatus } from "./cart-life.ts";
import { cartQuote } from "./cart-quote.ts";
import type { CartRecord } from "./cart-record.ts";
import type { Deadline } from "./order-deadlines.ts";
import type { Quote, QuoteLine } from "./quote.ts";

/** A cart as the API shows it, but that times are instants, which the edge writes as ISO 8601. */
export type CartDocument = Pick<CartRecord, "merchantId" | "openedAt" | "updatedAt" | "version"> & {
  readonly id: CartRecord["cartId"];
  readonly status: CartStatus;
  readonly customerId: CustomerId | null;
  readonly currency: string;
  readonly items: readonly PricedLine[];
  readonly discounts: readonly { readonly sku: string; readonly amount: Money; readonly reason: string | null }[];
  readonly totals: Totals;
  /** The order that came of it, or is about to. */
  readonly orderId: OrderId | null;
  readonly mergedInto: CartRecord["cartId"] | null;
  readonly deadline: Deadline | null;
};

type Totals = { readonly [total in "deliveryFee" | "discount" | "grand" | "items" | "tax"]: Money };

/** What units of one article cost. */
export type PricedLine = {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: OutsideUnitPrice;
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
};

export const cartDocument = ({ cart, cartId, checkout, merchantId, openedAt, updatedAt, version }: CartRecord): CartDocument => {
  const { items, totals } = pricedCart(cart, checkout);
  return {
    id: cartId,
    merchantId,
    status: cart.status,
    customerId: cart.customerId,
    currency: cart.currency,
    items,
    discounts: cart.discounts.map(({ sku, amount, reason }) => ({ sku, amount: moneyOf(amount, cart.currency), reason })),
    totals,
    orderId: cart.status === "CheckingOut" || cart.status === "CheckedOut" ? cart.orderId : null,
    mergedInto: cart.status === "Merged" ? cart.into : null,
    openedAt,
    updatedAt,
    version,
    deadline: cartDeadlineOf(cart),
  };
};

/** What a quote says of each line, and in all. */
export const pricedLines = ({ lines }: Quote): readonly PricedLine[] => lines.map(pricedLine);

export const totalsOf = ({ currency, totals }: Pick<Quote, "currency" | "totals">): Totals => {
  const money = (amount: number) => moneyOf(amount, currency);
  const { items, discount, tax, deliveryFee, grand } = totals;
  return { items: money(items), discount: money(discount), tax: money(tax), deliveryFee: money(deliveryFee), grand: money(grand) };
};

/** Every cart with something in it can be priced: `notPriceable` judges each change. Once it is ordered, it costs what the order does. */
const pricedCart = (
  cart: OpenedCart,
  checkout: CartRecord["checkout"],
): { readonly items: readonly PricedLine[]; readonly totals: Totals } => {
  const isOrdered = cart.status === "CheckingOut" || cart.status === "CheckedOut";
  if (isOrdered && checkout !== null) return { items: pricedLines(checkout.quote), totals: totalsOf(checkout.quote) };
  const priced = cartQuote(cart);
  if (priced.kind === "quoted") return { items: pricedLines(priced.quote), totals: totalsOf(priced.quote) };
  return { items: [], totals: totalsOf({ currency: cart.currency, totals: { items: 0, discount: 0, tax: 0, deliveryFee: 0, grand: 0 } }) };
};

const pricedLine = ({ sku, name, quantity, unitPrice, discount, tax, total }: QuoteLine): PricedLine => ({
  sku,
  name,
  quantity,
  unitPrice: outsideUnitPrice(unitPrice),
  discount: moneyOf(discount, unitPrice.currency),
  tax: moneyOf(tax, unitPrice.currency),
  total: moneyOf(total, unitPrice.currency),
});
