import {
  type Currency,
  divideHalfEven,
  isAmount,
  isQuantity,
  isUnitPrice,
  priceOfUnits,
  type Sku,
  sumOfAmounts,
  type UnitPrice,
} from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import { orderingLimits } from "./limits.ts";

/** The number of a line within its order, from 1; it stays with the line through every change and is never given to another. */
export type LineId = number;

/** What is asked to be priced. All amounts are whole minor units of `currency`: one order has one currency by construction. */
export type QuoteTerms = {
  readonly currency: Currency;
  /** Whether unit prices, discounts and the delivery fee contain the tax already, as shop prices in Europe do. */
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly LineTerms[];
  readonly delivery: DeliveryTerms;
};
export type LineTerms = {
  readonly lineId: LineId;
  readonly sku: Sku;
  /** As the customer was shown it. */
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: UnitPrice;
  /** Off the whole line. */
  readonly discount: number;
  /** Millionths: 25.5 % is 255,000. */
  readonly taxRatePpm: number;
};
export type DeliveryTerms = { readonly fee: number; readonly taxRatePpm: number };

/** A priced order: stored with it, copied by the invoice, never computed again from prices that have changed since. */
export type Quote = Omit<QuoteTerms, "delivery" | "lines"> & {
  readonly lines: readonly QuoteLine[];
  readonly delivery: DeliveryTerms & Taxed;
  readonly totals: QuoteTotals;
};
export type QuoteLine = LineTerms & Taxed;
/** `total` is what the customer pays, tax included. */
type Taxed = { readonly tax: number; readonly total: number };
/** `items` is before discounts. `grand` = items − discount + deliveryFee, plus tax where prices do not contain it. */
type QuoteTotals = {
  readonly items: number;
  readonly discount: number;
  readonly deliveryFee: number;
  readonly tax: number;
  readonly grand: number;
};

export type QuoteRefusal =
  | { readonly code: "OrderHasNoLines" }
  | { readonly code: "OrderHasTooManyLines"; readonly lines: number; readonly limit: number }
  | { readonly code: "QuoteDoesNotAddUp" }
  | { readonly code: "AmountIsTooLarge" }
  | { readonly code: "DeliveryFeeIsOutOfRange" }
  | { readonly code: LineFault; readonly lineId: LineId };
type LineFault =
  | "CurrencyDiffers"
  | "DiscountExceedsLine"
  | "DiscountIsOutOfRange"
  | "LineIsRepeated"
  | "NameIsTooLong"
  | "PriceIsOutOfRange"
  | "QuantityIsOutOfRange"
  | "TaxRateIsOutOfRange";

type Quoted = { readonly kind: "quoted"; readonly quote: Quote } | { readonly kind: "refused"; readonly refusal: QuoteRefusal };

/**
 * Prices an order: per line unit price × quantity (rounded once, half-even), less its discount, then tax (rounded once);
 * the delivery fee is taxed like a line of its own. Exact; what would be too large to be exact is refused.
 */
export const quoteOf = (terms: QuoteTerms): Quoted => {
  const { currency, pricesIncludeTax, delivery } = terms;
  const refusal = whyNotPrice(terms);
  if (refusal) return reject(refusal);
  const lines = terms.lines.map((line) => quoteLine(terms, line));
  const fee = taxed(delivery.fee, delivery.taxRatePpm, pricesIncludeTax);
  const charged = [...lines.map(({ tax, total }) => ({ tax, total })), fee];
  const items = sumOfAmounts(terms.lines.map(grossOf));
  const grand = sumOfAmounts(charged.map(({ total }) => total));
  if (items === null || grand === null) return reject({ code: "AmountIsTooLarge" });
  const discount = lines.reduce((sum, line) => sum + line.discount, 0);
  const tax = charged.reduce((sum, one) => sum + one.tax, 0);
  const totals = { items, discount, deliveryFee: delivery.fee, tax, grand };
  const chargedDelivery = { fee: delivery.fee, taxRatePpm: delivery.taxRatePpm, tax: fee.tax, total: fee.total };
  return { kind: "quoted", quote: { currency, pricesIncludeTax, lines, delivery: chargedDelivery, totals } };
};

/** The quote, priced once more from its own terms: whoever brings one may be wrong about its totals. */
export const checkedQuote = (claimed: Quote): Quoted => {
  const again = quoteOf(claimed);
  return again.kind === "refused" || sameAmounts(again.quote, claimed) ? again : reject({ code: "QuoteDoesNotAddUp" });
};

const quoteLine = ({ pricesIncludeTax }: QuoteTerms, line: LineTerms): QuoteLine => {
  const { lineId, sku, name, quantity, unitPrice, discount, taxRatePpm } = line;
  const { tax, total } = taxed(grossOf(line) - discount, taxRatePpm, pricesIncludeTax);
  return { lineId, sku, name, quantity, unitPrice, discount, taxRatePpm, tax, total };
};

/** Before discount and tax; only asked once `whyNotLine` has found that there is such an amount. */
const grossOf = (line: LineTerms): number => priceOfUnits(line.unitPrice, line.quantity) ?? 0;

const taxed = (amount: number, ratePpm: number, included: boolean): Taxed => {
  if (ratePpm === 0) return { tax: 0, total: amount };
  const whole = 1_000_000n + (included ? BigInt(ratePpm) : 0n);
  const tax = Number(divideHalfEven(BigInt(amount) * BigInt(ratePpm), whole));
  return { tax, total: included ? amount : amount + tax };
};

const whyNotPrice = ({ currency, lines, delivery }: QuoteTerms): QuoteRefusal | null => {
  if (lines.length === 0) return { code: "OrderHasNoLines" };
  if (lines.length > orderingLimits.orderLines)
    return { code: "OrderHasTooManyLines", lines: lines.length, limit: orderingLimits.orderLines };
  if (!isAmount(delivery.fee) || delivery.fee < 0 || !isTaxRate(delivery.taxRatePpm)) return { code: "DeliveryFeeIsOutOfRange" };
  const seen = new Set<LineId>();
  for (const line of lines) {
    const fault = seen.has(line.lineId) ? "LineIsRepeated" : whyNotLine(currency, line);
    if (fault) return { code: fault, lineId: line.lineId };
    seen.add(line.lineId);
  }
  return null;
};

const whyNotLine = (currency: Currency, line: LineTerms): LineFault | null => {
  if (!isQuantity(line.quantity)) return "QuantityIsOutOfRange";
  if (line.unitPrice.currency !== currency) return "CurrencyDiffers";
  if (line.name.length > orderingLimits.lineNameCharacters) return "NameIsTooLong";
  if (!isTaxRate(line.taxRatePpm)) return "TaxRateIsOutOfRange";
  const gross = isUnitPrice(line.unitPrice) ? priceOfUnits(line.unitPrice, line.quantity) : null;
  if (gross === null) return "PriceIsOutOfRange";
  if (!isAmount(line.discount) || line.discount < 0) return "DiscountIsOutOfRange";
  return line.discount <= gross ? null : "DiscountExceedsLine";
};

const isTaxRate = (ratePpm: number): boolean => Number.isSafeInteger(ratePpm) && ratePpm >= 0 && ratePpm <= orderingLimits.taxRatePpm;

const sameAmounts = (one: Quote, other: Quote): boolean =>
  one.lines.every(({ tax, total }, index) => tax === other.lines[index]?.tax && total === other.lines[index]?.total) &&
  one.delivery.tax === other.delivery.tax &&
  one.delivery.total === other.delivery.total &&
  one.totals.items === other.totals.items &&
  one.totals.discount === other.totals.discount &&
  one.totals.deliveryFee === other.totals.deliveryFee &&
  one.totals.tax === other.totals.tax &&
  one.totals.grand === other.totals.grand;
