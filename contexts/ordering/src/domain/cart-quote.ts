import type { OpenedCart } from "./cart.ts";
import { type Quote, type QuoteRefusal, quoteOf } from "./quote.ts";
import { type OrderTaxes, taxRateOf, untaxed } from "./taxes.ts";

/** What a cart says when it cannot be priced: of which article, in the cart's own words. */
export type CartQuoteRefusal =
  | Exclude<QuoteRefusal, { readonly lineId: number }>
  | { readonly code: Extract<QuoteRefusal, { readonly lineId: number }>["code"]; readonly sku: string };

/** Items and what is off them: all that a price is made of. */
export type Priceable = Pick<OpenedCart, "currency" | "discounts" | "items">;

type CartQuoted = { readonly kind: "quoted"; readonly quote: Quote } | { readonly kind: "refused"; readonly refusal: CartQuoteRefusal };

/**
 * What the cart costs now: each item a line, numbered in the order in which it came. An empty cart has no quote. As long as nobody has
 * said where it goes, it is not taxed.
 */
export const cartQuote = ({ currency, items, discounts }: Priceable, taxes: OrderTaxes = untaxed): CartQuoted => {
  const off = new Map(discounts.map(({ sku, amount }) => [sku, amount]));
  const quoted = quoteOf({
    currency,
    pricesIncludeTax: taxes.pricesIncludeTax,
    lines: items.map(({ sku, name, quantity, unitPrice }, index) => ({
      lineId: index + 1,
      sku,
      name,
      quantity,
      unitPrice,
      discount: off.get(sku) ?? 0,
      taxRatePpm: taxRateOf(taxes, sku),
    })),
    // Delivery fees are another context's, which does not speak yet.
    delivery: { fee: 0, taxRatePpm: taxes.usualPpm },
  });
  if (quoted.kind === "quoted") return quoted;
  const { refusal } = quoted;
  if (!("lineId" in refusal)) return { kind: "refused", refusal };
  const { code, lineId } = refusal;
  return { kind: "refused", refusal: { code, sku: items[lineId - 1]?.sku ?? "" } };
};
