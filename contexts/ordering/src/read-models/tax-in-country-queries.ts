import type { MerchantId } from "@waybill/contracts/vocabulary";
import { gather } from "@waybill/kernel/gather";
import { type Kysely, sql } from "kysely";
import type { TaxInCountryRow } from "./tax-in-country.ts";

/** How a merchant's goods are taxed. */
export interface TaxInCountryQueries {
  /**
   * In this country; null when it is not known. Where no country is said, the only one that is known counts: with several, or none, it
   * is not known how goods are taxed.
   */
  find(merchant: MerchantId, country: string | null): Promise<TaxInCountryRow | null>;
}

interface Wish {
  readonly merchant: MerchantId;
  readonly country: string | null;
}

/** Orders that are placed at the same time ask together; most go to the same few countries. */
const wishesTogether = 64;

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createTaxInCountryQueries = (database: Kysely<unknown>): TaxInCountryQueries => {
  const tables = database.withTables<{ tax_in_country_v1: TaxInCountryRow }>();
  const together = gather(
    async (wishes: readonly Wish[]) => {
      const asked = JSON.stringify(wishes.map(({ merchant, country }) => ({ merchant, country })));
      const rows = await tables
        .selectFrom("tax_in_country_v1")
        .selectAll()
        .where(
          sql<boolean>`exists (
            select from json_to_recordset(${asked}::text::json) as wish(merchant text, country text)
            where wish.merchant = tax_in_country_v1.merchant and coalesce(wish.country, tax_in_country_v1.country) = tax_in_country_v1.country
          )`,
        )
        .execute();
      return wishes.map((wish) => wanted(rows, wish));
    },
    { most: wishesTogether },
  );
  return { find: (merchant, country) => together({ merchant, country }) };
};

/** The same on the rows of a read model in memory. */
export const createTaxInCountryQueriesInMemory = (rows: () => readonly TaxInCountryRow[]): TaxInCountryQueries => ({
  find: async (merchant, country) => wanted(rows(), { merchant, country }),
});

const wanted = (rows: readonly TaxInCountryRow[], { merchant, country }: Wish): TaxInCountryRow | null => {
  const found = rows.filter((row) => row.merchant === merchant && (country === null || row.country === country));
  return found.length === 1 ? (found[0] ?? null) : null;
};
