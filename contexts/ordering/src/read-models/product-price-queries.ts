import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { ProductPriceRow } from "./product-price.ts";
import { saleFactsIn } from "./sale-facts.ts";

/** What a merchant's products cost. */
export interface ProductPriceQueries {
  /** Those of these SKUs that are known. */
  find(merchant: MerchantId, skus: readonly Sku[]): Promise<ReadonlyMap<Sku, ProductPriceRow>>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createProductPriceQueries = (database: Kysely<unknown>): ProductPriceQueries => {
  const ask = saleFactsIn(database);
  return {
    find: async (merchant, skus) => {
      if (skus.length === 0) return new Map();
      const { prices } = await ask({ prices: skus.map((sku) => ({ merchant, sku })) });
      return wanted(prices, { merchant, skus });
    },
  };
};

interface Wish {
  readonly merchant: MerchantId;
  readonly skus: readonly Sku[];
}

/** The same on the rows of a read model in memory. */
export const createProductPriceQueriesInMemory = (rows: () => readonly ProductPriceRow[]): ProductPriceQueries => ({
  find: async (merchant, skus) => wanted(rows(), { merchant, skus }),
});

const wanted = (rows: readonly ProductPriceRow[], { merchant, skus }: Wish): ReadonlyMap<Sku, ProductPriceRow> => {
  const asked = new Set(skus);
  return new Map(rows.filter((row) => row.merchant === merchant && asked.has(row.sku)).map((row) => [row.sku, row]));
};
