import { CustomerId, MerchantId, parseCurrency, parseSku, type Sku, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import type { ReadModelRow, ReadModelRows } from "@waybill/kernel/read-model";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { orderingReadModels } from "@waybill/ordering";
import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Foundation } from "./foundation.ts";
import { createMemoryFoundation } from "./memory-foundation.ts";
import { openPostgresFoundation } from "./postgres-foundation.ts";
import { readingQueries } from "./reading-queries.ts";

const { productPrice, saleTerms, customerStanding } = orderingReadModels;

const database = testDatabase();
let postgres: Foundation;
let sql: Sql;
let asked: { readonly text: string; readonly parameters: readonly string[] }[] = [];
beforeAll(async () => {
  postgres = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
  sql = connectLog(database.url, { max: 4, applicationName: "sale facts" });
});
afterAll(async () => {
  await postgres.stop();
  await disconnectLog(sql);
});
beforeEach(() => {
  asked = [];
});

/** Asks as the server does, and notes each statement. */
const noted = (): Sql => {
  const unsafe = (text: string, parameters: string[], options: object) => {
    asked.push({ text, parameters });
    return sql.unsafe(text, parameters, options);
  };
  return { unsafe } as unknown as Sql;
};

const EUR = parseCurrency("EUR")!;
const sku = (text: string): Sku => parseSku(text)!;
const other = MerchantId.create();
const merchants = ["default", other] as const;
const [ada, blocked] = [CustomerId.create(), CustomerId.create()];
const skus = ["A", "a", "Ä", "10% off", 'a "quoted" \\ one', "𝄞"].map(sku);

const prices = merchants.flatMap((merchant, shop) =>
  skus.slice(shop).map((each, index) => ({
    ...{ subject: `${merchant}/product/${index}`, merchant, sku: each, name: `Article ${each}`, allowBackorder: index % 2 === 0 },
    ...{ unitPrice: { amount: 9_007_199_254_740_991 - index, decimals: 3, currency: EUR }, taxCategory: index % 2 === 0 ? null : "books" },
  })),
);
const terms = merchants.flatMap((merchant, shop) => [
  {
    ...{ subject: `${merchant}/tax-rates/FI`, merchant, country: "FI", policies: null },
    taxes: { pricesIncludeTax: true, usual: "standard", rates: [{ category: "standard", ratePpm: shop + 1 }] },
  },
  {
    ...{ subject: `${merchant}/merchant/${merchant}`, merchant, country: null, taxes: null },
    policies: { ...usualOrderPolicies, reservedMinutes: shop + 5 },
  },
]);
const standings = [
  { subject: "default/customer/1", merchant: "default", customerId: ada, standing: "Known" },
  { subject: "default/customer/2", merchant: "default", customerId: blocked, standing: "Blocked" },
] as const;

const fill = async <Row extends ReadModelRow & { readonly subject: string }>(rows: ReadModelRows<Row>, all: readonly Row[]) => {
  await rows.prepare();
  const keys = all.map(({ subject }) => subject).sort();
  await rows.apply({ keys, moves: [], change: () => ({ upserts: all, removals: [] }) });
};

/** The same rows in both; on PostgreSQL the questions are noted. */
const onBoth = async () => {
  const memory = await createMemoryFoundation(systemClock).openContext("ordering");
  const [p, t, s] = [memory.keep(productPrice), memory.keep(saleTerms), memory.keep(customerStanding)];
  const store = await postgres.openContext("ordering");
  for (const kept of [p, store.keep(productPrice)]) await fill(kept.rows, prices);
  for (const kept of [t, store.keep(saleTerms)]) await fill(kept.rows, terms);
  for (const kept of [s, store.keep(customerStanding)]) await fill(kept.rows, standings);
  const bound = readingQueries(noted(), "ordering");
  return {
    inMemory: { prices: p.queries, terms: t.queries, standings: s.queries },
    onPostgres: {
      prices: productPrice.onPostgres(bound),
      terms: saleTerms.onPostgres(bound),
      standings: customerStanding.onPostgres(bound),
    },
  };
};

describe("what an order needs to know", () => {
  it("is asked for in one statement by all that ask in one turn, and each is told what it asked for", async () => {
    const { inMemory, onPostgres } = await onBoth();
    const order = ({ prices: prices_, terms: terms_, standings: standings_ }: typeof inMemory) =>
      Promise.all(
        [...merchants, MerchantId.create()].flatMap((merchant) => [
          ...[prices_.find(merchant, skus), prices_.find(merchant, [sku("unheard of"), sku("A")]), prices_.find(merchant, [])],
          ...[terms_.taxes(merchant, "FI"), terms_.taxes(merchant, "SE"), terms_.taxes(merchant, null), terms_.policies(merchant)],
          ...[ada, blocked, CustomerId.create()].map((customerId) => standings_.find(merchant, customerId)),
        ]),
      );
    const told = await order(onPostgres);
    expect(asked).toHaveLength(1);
    expect(told).toEqual(await order(inMemory));
    expect([...(await onPostgres.prices.find("default", skus)).keys()]).toHaveLength(skus.length);
    expect(await onPostgres.standings.find("default", blocked)).toBe("Blocked");
  });

  it("is not looked for where nobody asks", async () => {
    const { onPostgres } = await onBoth();
    await onPostgres.terms.policies(other);
    await onPostgres.standings.find("default", ada);
    await Promise.all([onPostgres.prices.find("default", skus), onPostgres.prices.find(other, skus)]);
    const tables = asked.map(({ text }) => [...text.matchAll(/from "ordering"\."(\w+)"/g)].map(([, table]) => table));
    expect(tables).toEqual([["sale_terms_v2"], ["customer_standing_v1"], ["product_price_v2"]]);
    expect(JSON.parse(asked[2]!.parameters[0]!)).toHaveLength(2 * skus.length);
  });

  it("names a product once, however many order it", async () => {
    const { onPostgres } = await onBoth();
    await Promise.all(Array.from({ length: 20 }, () => onPostgres.prices.find("default", [sku("A")])));
    expect(asked.map(({ parameters }) => parameters)).toEqual([[JSON.stringify([{ merchant: "default", sku: "A" }])]]);
  });

  it("is found by an index among many products and customers", async () => {
    const { onPostgres } = await onBoth();
    await sql`
      insert into ordering.product_price_v2 (subject, merchant, sku, name, unit_price, allow_backorder)
      select 'm/product/' || i, 'm' || i % 20, 'SKU-' || i, 'n', '{}', false from generate_series(1, 30000) i`;
    await sql`
      insert into ordering.customer_standing_v1 (subject, merchant, customer_id, standing)
      select 'm/customer/' || i, 'm' || i % 20, 'cus_' || i, 'Known' from generate_series(1, 30000) i`;
    await sql`analyze ordering.product_price_v2, ordering.customer_standing_v1`;
    await Promise.all([onPostgres.prices.find("default", skus), onPostgres.standings.find("default", ada)]);
    const [{ text, parameters }] = asked as [(typeof asked)[number]];
    const plan = await sql.unsafe(`explain ${text}`, [...parameters]);
    const scans = plan.map((line) => String(line["QUERY PLAN"])).filter((line) => line.includes("Scan") && line.includes("_v"));
    expect(scans).toHaveLength(2);
    for (const scan of scans) expect(scan).toContain("Index");
  });
});
