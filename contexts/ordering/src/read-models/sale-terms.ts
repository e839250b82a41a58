import { taxRatesSet } from "@waybill/contracts/billing-invoices";
import { orderPoliciesSet } from "@waybill/contracts/billing-merchant";
import { type MerchantId, type OrderPolicies, orderPoliciesOf } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Heard } from "@waybill/kernel/understanding";
import type { CountryTaxes } from "../domain/taxes.ts";

/** What billing says that an order needs to know when it is placed. */
export const saleNews = [taxRatesSet, orderPoliciesSet] as const;
type SaleNews = Heard<(typeof saleNews)[number]>;

/** One part of a merchant's terms: how goods are taxed that go to one country, or its policies. */
export type SaleTermsRow = {
  /** Billing's stream of the country, or of the merchant. */
  readonly subject: string;
  readonly merchant: MerchantId;
  /** Null in the row of the policies. */
  readonly country: string | null;
  readonly taxes: CountryTaxes | null;
  readonly policies: OrderPolicies | null;
};

/**
 * Answers on which terms a merchant sells, as far as ordering has heard billing. What was taken away is not in it. One table for taxes
 * and policies: they are said rarely and needed together, and each table is one more follower of all that billing says.
 */
export const saleTerms: ReadModel<readonly SaleNews[], SaleTermsRow> = {
  name: "sale_terms",
  version: 2,
  columns: { subject: "text", merchant: "text", country: "text", taxes: "json", policies: "json" },
  indexes: ["(merchant, country)"],
  keyOf: ([first]) => first?.message.subject ?? null,
  // Each piece of news tells its subject whole; the last is right.
  project: (row, news) => news.reduce((_: SaleTermsRow | null, heard) => learnt(heard), row),
};

/** @throws Error for what is not understood: nobody may order on terms that are not known. */
const learnt = (heard: SaleNews): SaleTermsRow | null => {
  const { message } = heard;
  if (heard.kind === "notUnderstood")
    throw new Error(`${message.id} is not understood: ${heard.reason} (${message.name}.v${message.version})`);
  const { subject } = message;
  if (heard.name === "OrderPoliciesSet") {
    const { merchantId: merchant, policies } = heard.data;
    return { subject, merchant, country: null, taxes: null, policies: orderPoliciesOf(policies) };
  }
  const { merchantId: merchant, country, pricesIncludeTax, usual, rates } = heard.data;
  if (rates.length === 0) return null;
  const told = rates.map(({ category, ratePpm }) => ({ category, ratePpm }));
  return { subject, merchant, country, taxes: { pricesIncludeTax, usual, rates: told }, policies: null };
};
