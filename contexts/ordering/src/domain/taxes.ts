import type { Sku } from "@waybill/contracts/vocabulary";

/** How goods are taxed that go to one country, as billing says. */
export type CountryTaxes = {
  /** Whether unit prices, discounts and delivery fees contain the tax already, as shop prices in Europe do. */
  readonly pricesIncludeTax: boolean;
  /** The category of goods that name none, or one that the country does not know; null when there are no rates. */
  readonly usual: string | null;
  /** In millionths: 25.5 % is 255,000. */
  readonly rates: readonly { readonly category: string; readonly ratePpm: number }[];
};

/** How the goods of one order are taxed. What is not named is taxed at the usual rate, and so is the delivery. */
export type OrderTaxes = {
  readonly pricesIncludeTax: boolean;
  readonly usualPpm: number;
  readonly rates: readonly { readonly sku: Sku; readonly ratePpm: number }[];
};

/** Where nobody has said how goods are taxed, prices are what the customer pays. */
export const untaxed: OrderTaxes = { pricesIncludeTax: true, usualPpm: 0, rates: [] };

/** The taxes of goods with these categories; null for one that names none. */
export const orderTaxes = (country: CountryTaxes | null, categories: ReadonlyMap<Sku, string | null>): OrderTaxes => {
  if (country === null) return untaxed;
  const byCategory = new Map(country.rates.map(({ category, ratePpm }) => [category, ratePpm]));
  const usualPpm = byCategory.get(country.usual ?? "") ?? 0;
  const rates = [...categories].map(([sku, category]) => ({ sku, ratePpm: byCategory.get(category ?? "") ?? usualPpm }));
  return { pricesIncludeTax: country.pricesIncludeTax, usualPpm, rates };
};

/** What of a unit's price is tax, or is put upon it, in millionths. */
export const taxRateOf = ({ rates, usualPpm }: OrderTaxes, sku: Sku): number => rates.find((rate) => rate.sku === sku)?.ratePpm ?? usualPpm;
