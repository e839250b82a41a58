import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import { gather } from "@waybill/kernel/gather";
import { type Kysely, sql } from "kysely";
import type { ProductPriceRow } from "./product-price.ts";

/** What a merchant's products cost. */
export interface ProductPriceQueries {
  /** Those of these SKUs that are known. */
  find(merchant: MerchantId, skus: readonly Sku[]): Promise<ReadonlyMap<Sku, ProductPriceRow>>;
}

/** On PostgreSQL, in the schema that `database` is bound to. Orders that are placed at the same time ask together. */
export const createProductPriceQueries = (database: Kysely<unknown>): ProductPriceQueries => {
  const tables = database.withTables<{ product_price_v2: ProductPriceRow }>();
  const together = gather(
    async (wishes: readonly Wish[]) => {
      const merchants = JSON.stringify([...new Set(wishes.map(({ merchant }) => merchant))]);
      const skus = JSON.stringify([...new Set(wishes.flatMap((wish) => wish.skus))]);
      const rows = await tables
        .selectFrom("product_price_v2")
        .selectAll()
        .where(
          sql<boolean>`merchant in (select json_array_elements_text(${merchants}::text::json)) and sku in (select json_array_elements_text(${skus}::text::json))`,
        )
        .execute();
      return wishes.map((wish) => wanted(rows, wish));
    },
    { most: wishesTogether },
  );
  return { find: async (merchant, skus) => (skus.length === 0 ? new Map() : together({ merchant, skus })) };
};

interface Wish {
  readonly merchant: MerchantId;
  readonly skus: readonly Sku[];
}

/** An order has few lines: some hundred products at once. */
const wishesTogether = 64;

/** The same on the rows of a read model in memory. */
export const createProductPriceQueriesInMemory = (rows: () => readonly ProductPriceRow[]): ProductPriceQueries => ({
  find: async (merchant, skus) => wanted(rows(), { merchant, skus }),
});

const wanted = (rows: readonly ProductPriceRow[], { merchant, skus }: Wish): ReadonlyMap<Sku, ProductPriceRow> => {
  const asked = new Set(skus);
  return new Map(rows.filter((row) => row.merchant === merchant && asked.has(row.sku)).map((row) => [row.sku, row]));
};
