import type { MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { billingLimits } from "./limits.ts";

/** How goods are taxed that go to one country, as a merchant says. */
export type CountryTaxes = {
  /** Whether unit prices, discounts and delivery fees contain the tax already, as shop prices in Europe do. */
  readonly pricesIncludeTax: boolean;
  /** The category of products that name none; null when there are no rates. */
  readonly usual: string | null;
  readonly rates: readonly CategoryRate[];
};
/** In millionths: 25.5 % is 255,000. */
export type CategoryRate = { readonly category: string; readonly ratePpm: number };

/** Says all there is to say of a country: what is left out is taken away. No rates: it is not known any more how goods are taxed there. */
export type SetTaxRates = CountryTaxes & {
  readonly type: "SetTaxRates";
  readonly merchantId: MerchantId;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly at: Instant;
};

/** Its name is storage format. */
export type TaxRatesSet = CountryTaxes & {
  readonly type: "TaxRatesSet";
  readonly merchantId: MerchantId;
  readonly country: string;
  readonly at: Instant;
};

export type TaxRatesRefusal =
  | { readonly code: "TaxRateIsOutOfRange" | "TaxCategoryIsNoWord" | "TaxCategoryIsRepeated"; readonly category: string }
  | { readonly code: "UsualTaxCategoryHasNoRate" };

/** Null as long as nobody has said anything. */
export type TaxRates = CountryTaxes | null;

const decide = (command: SetTaxRates, before: TaxRates): Decision<TaxRatesSet, TaxRatesRefusal> => {
  const refusal = whyNot(command);
  if (refusal !== null) return reject(refusal);
  const { merchantId, country, pricesIncludeTax, usual, at } = command;
  const rates = command.rates.map(({ category, ratePpm }) => ({ category, ratePpm }));
  if (isSame(before, { pricesIncludeTax, usual, rates })) return nothingToDo;
  return accept({ type: "TaxRatesSet", merchantId, country, pricesIncludeTax, usual, rates, at });
};

const whyNot = ({ rates, usual }: CountryTaxes): TaxRatesRefusal | null => {
  const seen = new Set<string>();
  for (const { category, ratePpm } of rates) {
    if (!isWord(category)) return { code: "TaxCategoryIsNoWord", category };
    if (seen.has(category)) return { code: "TaxCategoryIsRepeated", category };
    if (!isRate(ratePpm)) return { code: "TaxRateIsOutOfRange", category };
    seen.add(category);
  }
  const isKnown = usual === null ? rates.length === 0 : seen.has(usual);
  return isKnown ? null : { code: "UsualTaxCategoryHasNoRate" };
};

const isWord = (text: string): boolean => text.length <= billingLimits.taxCategoryCharacters && /^[A-Za-z][\w-]*$/.test(text);

const isRate = (ratePpm: number): boolean => Number.isSafeInteger(ratePpm) && ratePpm >= 0 && ratePpm <= billingLimits.taxRatePpm;

const isSame = (before: TaxRates, after: CountryTaxes): boolean =>
  before === null ? after.rates.length === 0 : JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));

const sorted = ({ pricesIncludeTax, usual, rates }: CountryTaxes) => [
  pricesIncludeTax,
  usual,
  [...rates].sort((a, b) => (a.category < b.category ? -1 : 1)).map(({ category, ratePpm }) => [category, ratePpm]),
];

const evolve = (_: TaxRates, { pricesIncludeTax, usual, rates }: TaxRatesSet): TaxRates => ({ pricesIncludeTax, usual, rates });

/** How goods to one country are taxed. Who says it last is right; an order keeps what it was quoted. */
export const taxRatesDecider: Decider<SetTaxRates, TaxRates, TaxRatesSet, TaxRatesRefusal> = { initial: null, decide, evolve };
