import { productAdded, productChanged } from "@waybill/contracts/catalog";
import type { MerchantId, Sku } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Heard } from "@waybill/kernel/understanding";
import type { Kysely } from "kysely";

/** What the catalog says of products that stock needs to know. */
export const productNews = [productAdded, productChanged] as const;
type ProductNews = Heard<(typeof productNews)[number]>;

export type BackorderableRow = {
  /** The catalog's stream of the product. */
  readonly subject: string;
  readonly merchant: MerchantId;
  readonly sku: Sku;
  readonly allowBackorder: boolean;
};

/** Answers whether an article may be sold before it has arrived, as far as inventory has heard the catalog. */
export const backorderable: ReadModel<readonly ProductNews[], BackorderableRow> = {
  name: "backorderable",
  version: 1,
  columns: { subject: "text", merchant: "text", sku: "text", allowBackorder: "boolean" },
  indexes: ["(merchant, sku)"],
  keyOf: ([first]) => first?.message.subject ?? null,
  // Several pieces of news of one event tell the same product; the last is right.
  project: (row, news) => news.reduce((_: BackorderableRow | null, heard) => learnt(heard), row),
};

/** @throws Error for what is not understood: nobody may wait for what will never come. */
const learnt = (heard: ProductNews): BackorderableRow => {
  const { message } = heard;
  if (heard.kind === "notUnderstood")
    throw new Error(`${message.id} is not understood: ${heard.reason} (${message.name}.v${message.version})`);
  const { merchantId: merchant, sku, allowBackorder } = heard.data;
  return { subject: message.subject, merchant, sku, allowBackorder };
};

/** Which articles may be sold before they have arrived. */
export interface BackorderableQueries {
  /** Of these SKUs those that are known, and whether they may. */
  find(merchant: MerchantId, skus: readonly Sku[]): Promise<ReadonlyMap<Sku, boolean>>;
}

/** On PostgreSQL, in the schema that `database` is bound to. */
export const createBackorderableQueries = (database: Kysely<unknown>): BackorderableQueries => {
  const tables = database.withTables<{ backorderable_v1: BackorderableRow }>();
  return {
    find: async (merchant, skus) => {
      if (skus.length === 0) return new Map();
      const rows = await tables
        .selectFrom("backorderable_v1")
        .select(["sku", "allowBackorder"])
        .where("merchant", "=", merchant)
        .where("sku", "in", [...skus])
        .execute();
      return bySku(rows);
    },
  };
};

/** The same on the rows of a read model in memory. */
export const createBackorderableQueriesInMemory = (rows: () => readonly BackorderableRow[]): BackorderableQueries => ({
  find: async (merchant, skus) => bySku(rows().filter((row) => row.merchant === merchant && skus.includes(row.sku))),
});

const bySku = (rows: readonly Pick<BackorderableRow, "allowBackorder" | "sku">[]): ReadonlyMap<Sku, boolean> =>
  new Map(rows.map(({ sku, allowBackorder }) => [sku, allowBackorder]));
