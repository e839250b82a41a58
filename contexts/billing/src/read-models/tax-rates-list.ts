import type { MerchantId } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Kysely } from "kysely";
import type { CategoryRate, TaxRatesSet } from "../domain/tax-rates.ts";

/** One country as lists show it. */
export type TaxRatesRow = {
  readonly stream: string;
  readonly merchant: MerchantId;
  readonly country: string;
  readonly pricesIncludeTax: boolean;
  readonly usual: string | null;
  readonly rates: readonly CategoryRate[];
  readonly version: number;
};

/** Answers for which countries a merchant knows how goods are taxed, and how. */
export const taxRatesList: ReadModel<TaxRatesSet, TaxRatesRow> = {
  name: "tax_rates",
  version: 2,
  columns: {
    stream: "text",
    merchant: "text",
    country: "text",
    pricesIncludeTax: "boolean",
    usual: "text",
    rates: "json",
    version: "integer",
  },
  indexes: ["(merchant, country)"],
  of: "tax-rates",
  keyOf: (_, { stream }) => stream,
  project: (_, { merchantId, country, pricesIncludeTax, usual, rates }, { stream, version }) =>
    rates.length === 0 ? null : { stream, merchant: merchantId, country, pricesIncludeTax, usual, rates, version },
};

/** In the order of their codes; a few hundred are all there are. */
export interface TaxRatesQueries {
  all(merchant: MerchantId): Promise<readonly TaxRatesRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createTaxRatesQueries = (database: Kysely<unknown>): TaxRatesQueries => {
  const tables = database.withTables<{ tax_rates_v2: TaxRatesRow }>();
  return {
    all: (merchant) => tables.selectFrom("tax_rates_v2").selectAll().where("merchant", "=", merchant).orderBy("country").execute(),
  };
};

/** The same on the rows of a read model in memory. */
export const createTaxRatesQueriesInMemory = (rows: () => readonly TaxRatesRow[]): TaxRatesQueries => ({
  all: async (merchant) =>
    rows()
      .filter((row) => row.merchant === merchant)
      .sort((a, b) => (a.country < b.country ? -1 : 1)),
});
