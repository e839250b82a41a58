import { type MerchantId, type OrderPolicies, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { gather } from "@waybill/kernel/gather";
import { type Kysely, sql } from "kysely";
import type { CountryTaxes } from "../domain/taxes.ts";
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

/** `country` is null for all that is known of the merchant. */
interface Wish {
  readonly merchant: MerchantId;
  readonly country: string | null;
}

/** Orders that are placed at the same time ask together, each for its taxes and its policies; most go to the same few countries. */
const wishesTogether = 128;

/** Where goods go that policies are asked for. */
const nowhere = "";

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createSaleTermsQueries = (database: Kysely<unknown>): SaleTermsQueries => {
  const tables = database.withTables<{ sale_terms_v2: SaleTermsRow }>();
  const find = gather(
    async (wishes: readonly Wish[]) => {
      const asked = JSON.stringify(wishes.map(({ merchant, country }) => ({ merchant, country })));
      const rows = await tables
        .selectFrom("sale_terms_v2")
        .selectAll()
        .where(
          sql<boolean>`exists (
            select from json_to_recordset(${asked}::text::json) as wish(merchant text, country text)
            where wish.merchant = sale_terms_v2.merchant
              and coalesce(wish.country, sale_terms_v2.country, ${nowhere}) = coalesce(sale_terms_v2.country, ${nowhere})
          )`,
        )
        .execute();
      return wishes.map(() => rows);
    },
    { most: wishesTogether },
  );
  return answering(find);
};

/** The same on the rows of a read model in memory. */
export const createSaleTermsQueriesInMemory = (rows: () => readonly SaleTermsRow[]): SaleTermsQueries => answering(async () => rows());

const answering = (find: (wish: Wish) => Promise<readonly SaleTermsRow[]>): SaleTermsQueries => ({
  taxes: async (merchant, country) => {
    const rows = await find({ merchant, country });
    const found = rows.filter((row) => row.merchant === merchant && row.taxes !== null && (country === null || row.country === country));
    return found.length === 1 ? (found[0]?.taxes ?? null) : null;
  },
  policies: async (merchant) => {
    const rows = await find({ merchant, country: nowhere });
    return rows.find((row) => row.merchant === merchant && row.policies !== null)?.policies ?? usualOrderPolicies;
  },
});
