import { setTimeout as sleep } from "node:timers/promises";
import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { Clock } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import { type LineTerms, type Quote, quoteOf } from "../domain/quote.ts";
import { type OrderTaxes, orderTaxes, taxRateOf } from "../domain/taxes.ts";
import { orderingEdgeLimits } from "./limits.ts";
import type { OrderedLine } from "./order-lines-body.ts";
import type { OrderingRequestRefusal, PricedProduct, ProductPrices, SaleTerms } from "./ports.ts";

type Priced = { readonly kind: "quoted"; readonly quote: Quote } | { readonly kind: "refused"; readonly refusal: OrderingRequestRefusal };

/** What prices are made of. */
type PricingParts = { readonly prices: ProductPrices; readonly terms: SaleTerms; readonly clock: Clock };

/** Who sells, and where to; null when nobody has said. */
type Sale = { readonly merchant: MerchantId; readonly country: string | null };

/**
 * Prices lines: as they say, else as the catalog says; taxed as billing says for the country. A SKU that is not known yet is waited for
 * a little, because the catalog's news may still be on their way here.
 */
export const price = async (lines: readonly OrderedLine[], sale: Sale, parts: PricingParts): Promise<Priced> => {
  const { merchant, country } = sale;
  const { prices, terms: saleTerms, clock } = parts;
  const needed = [...new Set(lines.filter((line) => line.unitPrice === undefined).map(({ sku }) => sku))];
  const all = [...new Set(lines.map(({ sku }) => sku))];
  const taxed = saleTerms.taxes(merchant, country);
  const [products, taxesThere] = await Promise.all([patiently(needed, clock, () => prices.find(merchant, all)), taxed]);
  const unknown = needed.filter((sku) => !products.has(sku));
  if (unknown.length > 0) return reject({ code: "UnknownSku", skus: unknown });
  const how = orderTaxes(taxesThere, new Map([...products].map(([sku, { taxCategory }]) => [sku, taxCategory])));
  const terms = lines.flatMap((line, index) => termsOf(line, index + 1, { product: products.get(line.sku), taxes: how }) ?? []);
  const stray = terms.find(({ discountCurrency, unitPrice }) => (discountCurrency ?? unitPrice.currency) !== terms[0]?.unitPrice.currency);
  if (stray !== undefined) return reject({ code: "CurrencyDiffers", lineId: stray.lineId });
  const [first] = terms;
  if (first === undefined) return reject({ code: "OrderHasNoLines" });
  return quoteOf({
    currency: first.unitPrice.currency,
    pricesIncludeTax: how.pricesIncludeTax,
    lines: terms.map(({ discountCurrency: _, ...line }) => line),
    delivery: { fee: 0, taxRatePpm: how.usualPpm },
  });
};

/** Looks until every needed SKU is there, or the patience is over. */
const patiently = async (
  needed: readonly Sku[],
  clock: Clock,
  look: () => Promise<ReadonlyMap<Sku, PricedProduct>>,
): Promise<ReadonlyMap<Sku, PricedProduct>> => {
  const untilMs = clock.monotonicMs() + orderingEdgeLimits.unknownSkuWaitMs;
  for (;;) {
    const found = await look();
    if (needed.every((sku) => found.has(sku)) || clock.monotonicMs() >= untilMs) return found;
    await sleep(orderingEdgeLimits.unknownSkuLookMs);
  }
};

const termsOf = (
  line: OrderedLine,
  lineId: number,
  { product, taxes }: { readonly product: PricedProduct | undefined; readonly taxes: OrderTaxes },
) => {
  const unitPrice = line.unitPrice ?? product?.unitPrice;
  if (unitPrice === undefined) return null;
  const terms: LineTerms = {
    lineId,
    sku: line.sku,
    name: line.name ?? product?.name ?? line.sku,
    quantity: line.quantity,
    unitPrice,
    discount: line.discount?.amount ?? 0,
    taxRatePpm: taxRateOf(taxes, line.sku),
  };
  return { ...terms, discountCurrency: line.discount?.currency };
};
