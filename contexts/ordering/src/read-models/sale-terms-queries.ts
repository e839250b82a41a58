import { type MerchantId, type OrderPolicies, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { CountryTaxes } from "../domain/taxes.ts";
import { nowhere, saleFactsIn } from "./sale-facts.ts";
import type { SaleTermsRow } from "./sale-terms.ts";

/** On which terms a merchant sells. */
export interface SaleTermsQueries {
  /**
   * How goods are taxed in this country; null when it is not known. Where no country is said, the only one that is known counts: with
   * several, or none, it is not known how goods are taxed.
   */
  taxes(merchant: MerchantId, country: string | null): Promise<CountryTaxes | null>;
  /** The usual, where nothing was said. */
  policies(merchant: MerchantId): Promise<OrderPolicies>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createSaleTermsQueries = (database: Kysely<unknown>): SaleTermsQueries => {
  const ask = saleFactsIn(database);
  return answering(async (merchant, country) => (await ask({ terms: [{ merchant, country }] })).terms);
};

/** The same on the rows of a read model in memory. */
export const createSaleTermsQueriesInMemory = (rows: () => readonly SaleTermsRow[]): SaleTermsQueries => answering(async () => rows());

const answering = (find: (merchant: MerchantId, country: string | null) => Promise<readonly SaleTermsRow[]>): SaleTermsQueries => ({
  taxes: async (merchant, country) => {
    const rows = await find(merchant, country);
    const found = rows.filter((row) => row.merchant === merchant && row.taxes !== null && (country === null || row.country === country));
    return found.length === 1 ? (found[0]?.taxes ?? null) : null;
  },
  policies: async (merchant) => {
    const rows = await find(merchant, nowhere);
    return rows.find((row) => row.merchant === merchant && row.policies !== null)?.policies ?? usualOrderPolicies;
  },
});
