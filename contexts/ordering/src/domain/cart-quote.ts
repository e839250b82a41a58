import type { OpenedCart } from "./cart.ts";
import { type Quote, type QuoteRefusal, quoteOf } from "./quote.ts";

/** What a cart says when it cannot be priced: of which article, in the cart's own words. */
export type CartQuoteRefusal =
  | Exclude<QuoteRefusal, { readonly lineId: number }>
  | { readonly code: Extract<QuoteRefusal, { readonly lineId: number }>["code"]; readonly sku: string };

/** Items and what is off them: all that a price is made of. */
export type Priceable = Pick<OpenedCart, "currency" | "discounts" | "items">;

/**
 * What the cart costs now: each item a line, numbered in the order in which it came. An empty cart has no quote.
 */
export const cartQuote = ({
  currency,
  items,
  discounts,
}: Priceable): { readonly kind: "quoted"; readonly quote: Quote } | { readonly kind: "refused"; readonly refusal: CartQuoteRefusal } => {
  const off = new Map(discounts.map(({ sku, amount }) => [sku, amount]));
  const quoted = quoteOf({
    currency,
    // Tax rates and delivery fees are other contexts', which do not speak yet: until then prices are what the customer pays.
    pricesIncludeTax: true,
    lines: items.map(({ sku, name, quantity, unitPrice }, index) => ({
      lineId: index + 1,
      sku,
      name,
      quantity,
      unitPrice,
      discount: off.get(sku) ?? 0,
      taxRatePpm: 0,
    })),
    delivery: { fee: 0, taxRatePpm: 0 },
  });
  if (quoted.kind === "quoted") return quoted;
  const { refusal } = quoted;
  if (!("lineId" in refusal)) return { kind: "refused", refusal };
  const { code, lineId } = refusal;
  return { kind: "refused", refusal: { code, sku: items[lineId - 1]?.sku ?? "" } };
};
