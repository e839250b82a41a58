import { type Currency, portion, type Sku, type UnitPrice } from "@waybill/contracts/vocabulary";

/** What is invoiced: an order's quote as it was agreed, copied. All amounts are minor units of its currency. */
export type InvoiceContent = {
  readonly currency: Currency;
  /** Whether unit prices, discounts and the delivery fee contain the tax. */
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly InvoiceLine[];
  readonly delivery: InvoicedDelivery;
  readonly totals: InvoiceTotals;
};
export type InvoiceLine = Taxed & {
  readonly lineId: number;
  readonly sku: Sku;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: UnitPrice;
  readonly discount: number;
};
export type InvoicedDelivery = Taxed & { readonly fee: number };
/** `total` is what is paid, tax included. A rate is in millionths. */
type Taxed = { readonly taxRatePpm: number; readonly tax: number; readonly total: number };
export type InvoiceTotals = {
  readonly items: number;
  readonly discount: number;
  readonly deliveryFee: number;
  readonly tax: number;
  readonly grand: number;
};

/** Units of lines that are credited, by line, and whether the delivery is. */
export type Credited = { readonly units: { readonly [lineId: string]: number | undefined }; readonly delivery: boolean };
export const nothingCredited: Credited = { units: {}, delivery: false };

export type LineUnits = { readonly lineId: number; readonly quantity: number };

/** Whether its parts add up to what it says: whoever brings one may be wrong about its totals. */
export const addsUp = ({ lines, delivery, totals }: InvoiceContent): boolean =>
  sum(lines, ({ total }) => total) + delivery.total === totals.grand && sum(lines, ({ tax }) => tax) + delivery.tax === totals.tax;

/** Units of each line that are not credited yet. */
export const unitsLeft = ({ lines }: InvoiceContent, { units }: Credited): readonly LineUnits[] =>
  lines.map(({ lineId, quantity }) => ({ lineId, quantity: quantity - (units[lineId] ?? 0) })).filter(({ quantity }) => quantity > 0);

/**
 * What these units, and the delivery, are worth as a credit note. Because each line is portioned from its first unit on, crediting a line bit
 * by bit gives back exactly what it cost.
 */
export const creditedContent = (
  content: InvoiceContent,
  before: Credited,
  wanted: { readonly lines: readonly LineUnits[]; readonly delivery: boolean },
): InvoiceContent => {
  const { currency, pricesIncludeTax } = content;
  const lines = content.lines.flatMap((line) => {
    const quantity = sum(
      wanted.lines.filter(({ lineId }) => lineId === line.lineId),
      (one) => one.quantity,
    );
    return quantity === 0 ? [] : [partOf(line, before.units[line.lineId] ?? 0, quantity)];
  });
  const none: InvoicedDelivery = { fee: 0, taxRatePpm: content.delivery.taxRatePpm, tax: 0, total: 0 };
  const delivery = wanted.delivery && !before.delivery ? content.delivery : none;
  return { currency, pricesIncludeTax, lines, delivery, totals: totalsOf(pricesIncludeTax, lines, delivery) };
};

const partOf = (line: InvoiceLine, from: number, quantity: number): InvoiceLine => {
  const part = (amount: number): number => portion(amount, from + quantity, line.quantity) - portion(amount, from, line.quantity);
  const { lineId, sku, name, unitPrice, taxRatePpm } = line;
  return {
    lineId,
    sku,
    name,
    quantity,
    unitPrice,
    discount: part(line.discount),
    taxRatePpm,
    tax: part(line.tax),
    total: part(line.total),
  };
};

const totalsOf = (pricesIncludeTax: boolean, lines: readonly InvoiceLine[], delivery: InvoicedDelivery): InvoiceTotals => {
  const tax = sum(lines, (line) => line.tax) + delivery.tax;
  const grand = sum(lines, ({ total }) => total) + delivery.total;
  const discount = sum(lines, (line) => line.discount);
  const items = grand - delivery.fee + discount - (pricesIncludeTax ? 0 : tax);
  return { items, discount, deliveryFee: delivery.fee, tax, grand };
};

export const withCredit = (before: Credited, lines: readonly LineUnits[], delivery: boolean): Credited => {
  const units = { ...before.units };
  for (const { lineId, quantity } of lines) units[lineId] = (units[lineId] ?? 0) + quantity;
  return { units, delivery: before.delivery || delivery };
};

/** What is taxed at each rate: net and tax, the lowest rate first. */
export const taxesOf = ({
  lines,
  delivery,
}: InvoiceContent): readonly { readonly taxRatePpm: number; readonly net: number; readonly tax: number }[] => {
  const taxed = [...lines, ...(delivery.total === 0 ? [] : [delivery])];
  const rates = [...new Set(taxed.map(({ taxRatePpm }) => taxRatePpm))].sort((a, b) => a - b);
  return rates.map((taxRatePpm) => {
    const ofRate = taxed.filter((one) => one.taxRatePpm === taxRatePpm);
    const tax = sum(ofRate, (one) => one.tax);
    return { taxRatePpm, net: sum(ofRate, ({ total }) => total) - tax, tax };
  });
};

const sum = <T>(all: readonly T[], amountOf: (one: T) => number): number => all.reduce((total, one) => total + amountOf(one), 0);
