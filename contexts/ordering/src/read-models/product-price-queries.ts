import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { ProductPriceRow } from "./product-price.ts";

/** What a merchant's products cost. */
export interface ProductPriceQueries {
  /** Those of these SKUs that are known. */
  find(merchant: MerchantId, skus: readonly Sku[]): Promise<ReadonlyMap<Sku, ProductPriceRow>>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createProductPriceQueries = (database: Kysely<unknown>): ProductPriceQueries => {
  const tables = database.withTables<{ product_price_v1: ProductPriceRow }>();
  return {
    find: async (merchant, skus) => {
      if (skus.length === 0) return new Map();
      const rows = await tables
        .selectFrom("product_price_v1")
        .selectAll()
        .where("merchant", "=", merchant)
        .where("sku", "in", [...skus])
        .execute();
      return bySku(rows);
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createProductPriceQueriesInMemory = (rows: () => readonly ProductPriceRow[]): ProductPriceQueries => ({
  find: async (merchant, skus) => bySku(rows().filter((row) => row.merchant === merchant && skus.includes(row.sku))),
});

const bySku = (rows: readonly ProductPriceRow[]): ReadonlyMap<Sku, ProductPriceRow> => new Map(rows.map((row) => [row.sku, row]));
