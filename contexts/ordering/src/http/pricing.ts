import { setTimeout as sleep } from "node:timers/promises";
import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { Clock } from "@waybill/kernel/clock";
import { reject } from "@waybill/kernel/decider";
import { type LineTerms, type Quote, quoteOf } from "../domain/quote.ts";
import { orderingEdgeLimits } from "./limits.ts";
import type { OrderedLine } from "./order-lines-body.ts";
import type { OrderingRequestRefusal, PricedProduct, ProductPrices } from "./ports.ts";

type Priced = { readonly kind: "quoted"; readonly quote: Quote } | { readonly kind: "refused"; readonly refusal: OrderingRequestRefusal };

/**
 * Prices lines: as they say, else as the catalog says. A SKU that is not known yet is waited for a little, because the
 * catalog's news may still be on their way here.
 */
export const price = async (
  lines: readonly OrderedLine[],
  merchant: MerchantId,
  { prices, clock }: { readonly prices: ProductPrices; readonly clock: Clock },
): Promise<Priced> => {
  const needed = [...new Set(lines.filter((line) => line.unitPrice === undefined).map(({ sku }) => sku))];
  const named = [...new Set(lines.filter((line) => line.name === undefined).map(({ sku }) => sku))];
  const products = await patiently(needed, clock, () => prices.find(merchant, [...new Set([...needed, ...named])]));
  const unknown = needed.filter((sku) => !products.has(sku));
  if (unknown.length > 0) return reject({ code: "UnknownSku", skus: unknown });
  const terms = lines.flatMap((line, index) => termsOf(line, index + 1, products.get(line.sku)) ?? []);
  const stray = terms.find(({ discountCurrency, unitPrice }) => (discountCurrency ?? unitPrice.currency) !== terms[0]?.unitPrice.currency);
  if (stray !== undefined) return reject({ code: "CurrencyDiffers", lineId: stray.lineId });
  const [first] = terms;
  if (first === undefined) return reject({ code: "OrderHasNoLines" });
  return quoteOf({
    currency: first.unitPrice.currency,
    // Tax rates are billing's, which does not speak yet: until then prices are what the customer pays.
    pricesIncludeTax: true,
    lines: terms.map(({ discountCurrency: _, ...line }) => line),
    delivery: { fee: 0, taxRatePpm: 0 },
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

const termsOf = (line: OrderedLine, lineId: number, product: PricedProduct | undefined) => {
  const unitPrice = line.unitPrice ?? product?.unitPrice;
  if (unitPrice === undefined) return null;
  const terms: LineTerms = {
    lineId,
    sku: line.sku,
    name: line.name ?? product?.name ?? line.sku,
    quantity: line.quantity,
    unitPrice,
    discount: line.discount?.amount ?? 0,
    taxRatePpm: 0,
  };
  return { ...terms, discountCurrency: line.discount?.currency };
};
