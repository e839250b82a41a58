import { catalogReadModels } from "@waybill/catalog";
import { CustomerId, MerchantId, OrderId, parseCurrency, parseExternalId, parseSku } from "@waybill/contracts/vocabulary";
import { instant, systemClock } from "@waybill/kernel/clock";
import type { ReadModelRow, ReadModelRows } from "@waybill/kernel/read-model";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { orderingReadModels } from "@waybill/ordering";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Foundation } from "./foundation.ts";
import { createMemoryFoundation } from "./memory-foundation.ts";
import { openPostgresFoundation } from "./postgres-foundation.ts";

const database = testDatabase();
let postgres: Foundation;
beforeAll(async () => {
  postgres = await openPostgresFoundation({ url: database.url, unsafe: true, warn: () => {} });
});
afterAll(() => postgres.stop());

/** The same rows on both foundations. */
const fill = async <Row extends ReadModelRow>(rows: ReadModelRows<Row>, all: readonly Row[], keyOf: (row: Row) => string) => {
  await rows.prepare();
  await rows.apply({ keys: all.map(keyOf).sort(), moves: [], change: () => ({ upserts: all, removals: [] }) });
};

const EUR = parseCurrency("EUR")!;
const other = MerchantId.create();

describe("lists of orders on PostgreSQL and in memory", () => {
  const { orderSummary } = orderingReadModels;
  const customers = [CustomerId.create(), CustomerId.create(), null];
  const shops = [parseExternalId("shop 1")!, parseExternalId("Shop 1")!, null];
  const statuses = ["Placed", "Confirmed", "Completed"] as const;
  // Several of the same millisecond, and times before 1970 and beyond 32 bits.
  const times = [-1_000, 0, 1_700_000_000_000, 1_700_000_000_000, 4_102_444_800_000].map(instant);
  const rows = Array.from({ length: 120 }, (_, index) => ({
    orderId: OrderId.derive(String(index)),
    merchant: index % 7 === 0 ? other : ("default" as const),
    status: statuses[index % 3]!,
    standing: statuses[index % 3]!,
    heldFor: index % 5 === 0 ? ["fraud check", 'a "quoted" \\ reason'] : [],
    holds: index % 5 === 0 ? 2 : 0,
    customerId: customers[index % customers.length] ?? null,
    externalId: shops[(index >> 1) % shops.length] ?? null,
    currency: EUR,
    total: index * 8_000_000_000_000,
    lineCount: 1 + index,
    units: 1 + index * 1_000_000_000,
    placedAt: times[(index * 7) % times.length]!,
    updatedAt: times[2]!,
    version: 1 + index,
  }));

  const everyFilter = (["default", other, MerchantId.create()] as const).flatMap((merchant) =>
    [null, ...statuses].flatMap((status) =>
      customers.flatMap((customerId) =>
        shops.flatMap((externalId) =>
          [null, times[1]!, times[2]!].map((placedAfter) => ({ merchant, filter: { status, customerId, externalId, placedAfter } })),
        ),
      ),
    ),
  );

  it("are the same rows in the same order, page by page, for every filter", async () => {
    const kept = await Promise.all(
      [postgres, createMemoryFoundation(systemClock)].map(async (foundation) =>
        (await foundation.openContext("ordering")).keep(orderSummary),
      ),
    );
    for (const { rows: table } of kept) await fill(table, rows, ({ orderId }) => orderId);
    const [onPostgres, inMemory] = kept.map(({ queries }) => queries);
    let compared = 0;
    for (const wanted of everyFilter) {
      const page = await onPostgres!.page({ ...wanted, after: null, limit: 7 });
      expect(page, JSON.stringify(wanted)).toEqual(await inMemory!.page({ ...wanted, after: null, limit: 7 }));
      compared += page.length;
      const last = page.at(-1);
      if (last === undefined) continue;
      const next = { ...wanted, after: { placedAt: last.placedAt, orderId: last.orderId }, limit: 200 };
      expect(await onPostgres!.page(next), JSON.stringify(next)).toEqual(await inMemory!.page(next));
    }
    expect(compared).toBeGreaterThan(500);
  });
});

describe("lists of products on PostgreSQL and in memory", () => {
  const { productList } = catalogReadModels;
  const skus = ["A", "a", "b", "10%", "100", "_x", "x_", "\\", "Ä", "ä", "z\u0301", "芝麻", "ﾊ", "𝄞"];
  const rows = [other, "default" as const].flatMap((merchant) =>
    skus.map((text) => {
      const sku = parseSku(text)!;
      return {
        stream: `${merchant}/product/${encodeURIComponent(sku)}`,
        merchant,
        sku,
        name: `Article ${text}`,
        searchText: `${sku} article ${text}`.toLowerCase(),
        unitPrice: { amount: 1, decimals: 3, currency: EUR },
        taxCategory: null,
        weightGrams: 5,
        imageUrl: null,
        allowBackorder: true,
        version: 1,
      };
    }),
  );

  it("are the same rows in the same order, for every search", async () => {
    const kept = await Promise.all(
      [postgres, createMemoryFoundation(systemClock)].map(async (foundation) =>
        (await foundation.openContext("catalog")).keep(productList),
      ),
    );
    for (const { rows: table } of kept) await fill(table, rows, ({ stream }) => stream);
    const [onPostgres, inMemory] = kept.map(({ queries }) => queries);
    for (const search of [null, "a", "A", "%", "_", "\\", "ARTICLE Ä", "芝", "nothing", "", "article"])
      for (const after of [null, ...rows.map(({ sku }) => sku)]) {
        const wanted = { merchant: "default", search, after, limit: 4 } as const;
        expect(await onPostgres!.page(wanted), JSON.stringify(wanted)).toEqual(await inMemory!.page(wanted));
      }
  });
});
