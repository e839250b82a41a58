import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { ProductRow } from "./product-list.ts";

/** Which products are wanted. */
export interface ProductsWanted {
  readonly merchant: MerchantId;
  /** Part of the name or the SKU, in any case; null for all. */
  readonly search: string | null;
  /** The SKU to go on after; null from the beginning. */
  readonly after: Sku | null;
  readonly limit: number;
}

/** In the order of their SKUs, by code point. */
export interface ProductListQueries {
  page(wanted: ProductsWanted): Promise<readonly ProductRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. A search reads the merchant's products one by one: thousands are no matter. */
export const createProductListQueries = (database: Kysely<unknown>): ProductListQueries => {
  const tables = database.withTables<{ product_list_v2: ProductRow }>();
  return {
    page: ({ merchant, search, after, limit }) => {
      let query = tables.selectFrom("product_list_v2").selectAll().where("merchant", "=", merchant);
      if (after !== null) query = query.where("sku", ">", after);
      if (search !== null) query = query.where("searchText", "like", `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`);
      return query.orderBy("sku").limit(limit).execute();
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createProductListQueriesInMemory = (rows: () => readonly ProductRow[]): ProductListQueries => ({
  page: async ({ merchant, search, after, limit }) =>
    rows()
      .filter((row) => row.merchant === merchant && (after === null || byCodePoint(row.sku, after) > 0))
      .filter((row) => search === null || row.searchText.includes(search.toLowerCase()))
      .sort((a, b) => byCodePoint(a.sku, b.sku))
      .slice(0, limit),
});

/** As PostgreSQL's collation "C" has it: UTF-8 keeps the order of code points, where UTF-16 does not. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
