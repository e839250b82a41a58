import { taxRatesSet } from "@waybill/contracts/billing-invoices";
import type { MerchantId } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Heard } from "@waybill/kernel/understanding";
import type { CountryTaxes } from "../domain/taxes.ts";

/** What billing says of taxes that an order needs to know. */
export const taxNews = [taxRatesSet] as const;
type TaxNews = Heard<(typeof taxNews)[number]>;

/** How goods are taxed that go to one country. */
export type TaxInCountryRow = CountryTaxes & {
  /** Billing's stream of the country. */
  readonly subject: string;
  readonly merchant: MerchantId;
  readonly country: string;
};

/** Answers how an order is taxed, as far as ordering has heard billing. What was taken away is not in it. */
export const taxInCountry: ReadModel<readonly TaxNews[], TaxInCountryRow> = {
  name: "tax_in_country",
  version: 1,
  columns: { subject: "text", merchant: "text", country: "text", pricesIncludeTax: "boolean", usual: "text", rates: "json" },
  indexes: ["(merchant, country)"],
  keyOf: ([first]) => first?.message.subject ?? null,
  // Each piece of news tells the country whole; the last is right.
  project: (row, news) => news.reduce((_: TaxInCountryRow | null, heard) => learnt(heard), row),
};

/** @throws Error for what is not understood: nobody may order at a tax that is not known. */
const learnt = (heard: TaxNews): TaxInCountryRow | null => {
  const { message } = heard;
  if (heard.kind === "notUnderstood")
    throw new Error(`${message.id} is not understood: ${heard.reason} (${message.name}.v${message.version})`);
  const { merchantId: merchant, country, pricesIncludeTax, usual, rates } = heard.data;
  if (rates.length === 0) return null;
  const told = rates.map(({ category, ratePpm }) => ({ category, ratePpm }));
  return { subject: message.subject, merchant, country, pricesIncludeTax, usual, rates: told };
};
