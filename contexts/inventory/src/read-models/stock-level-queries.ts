import type { LocationId, MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { Kysely } from "kysely";
import type { StockLevelRow } from "./stock-level.ts";

/** Which levels are wanted. */
export interface StockLevelsWanted {
  readonly merchant: MerchantId;
  /** Null for all. */
  readonly location: LocationId | null;
  /** No more than so many available; null for any number. */
  readonly availableMost: number | null;
  /** The article and location to go on after; null from the beginning. */
  readonly after: { readonly sku: Sku; readonly location: LocationId } | null;
  readonly limit: number;
}

/** By SKU and location, by code point. */
export interface StockLevelQueries {
  page(wanted: StockLevelsWanted): Promise<readonly StockLevelRow[]>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createStockLevelQueries = (database: Kysely<unknown>): StockLevelQueries => {
  const tables = database.withTables<{ stock_level_v1: StockLevelRow }>();
  return {
    page: ({ merchant, location, availableMost, after, limit }) => {
      let query = tables.selectFrom("stock_level_v1").selectAll().where("merchant", "=", merchant);
      if (location !== null) query = query.where("location", "=", location);
      if (availableMost !== null) query = query.where("available", "<=", availableMost);
      if (after !== null)
        query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("sku", "location"), ">", tuple(after.sku, after.location)));
      return query.orderBy("sku").orderBy("location").limit(limit).execute();
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createStockLevelQueriesInMemory = (rows: () => readonly StockLevelRow[]): StockLevelQueries => ({
  page: async ({ merchant, location, availableMost, after, limit }) =>
    rows()
      .filter((row) => row.merchant === merchant && (location === null || row.location === location))
      .filter((row) => availableMost === null || row.available <= availableMost)
      .filter((row) => after === null || byPlace(row, after) > 0)
      .sort(byPlace)
      .slice(0, limit),
});

const byPlace = (a: Pick<StockLevelRow, "location" | "sku">, b: Pick<StockLevelRow, "location" | "sku">): number =>
  byCodePoint(a.sku, b.sku) || byCodePoint(a.location, b.location);

/** As PostgreSQL's collation "C" has it: UTF-8 keeps the order of code points, where UTF-16 does not. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
