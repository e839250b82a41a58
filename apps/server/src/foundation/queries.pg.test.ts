import { catalogReadModels } from "@waybill/catalog";
import { CartId, CustomerId, MerchantId, OrderId, parseCurrency, parseExternalId, parseSku } from "@waybill/contracts/vocabulary";
import { customersReadModels } from "@waybill/customers";
import { instant, systemClock } from "@waybill/kernel/clock";
import type { ReadModelRow, ReadModelRows } from "@waybill/kernel/read-model";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { orderingReadModels } from "@waybill/ordering";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Foundation, KeptReadModel } from "./foundation.ts";
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

/** The questions of a read model on PostgreSQL and in memory, with the same rows in both. */
const onBoth = async <Event, Row extends ReadModelRow, Queries>(
  context: string,
  declared: KeptReadModel<Event, Row, Queries>,
  { rows, keyOf }: { readonly rows: readonly Row[]; readonly keyOf: (row: Row) => string },
): Promise<readonly [postgres: Queries, memory: Queries]> => {
  const on = async (foundation: Foundation) => {
    const kept = (await foundation.openContext(context)).keep(declared);
    await fill(kept.rows, rows, keyOf);
    return kept.queries;
  };
  return [await on(postgres), await on(createMemoryFoundation(systemClock))];
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

describe("lists of customers on PostgreSQL and in memory", () => {
  const { customerList } = customersReadModels;
  const statuses = ["Active", "Erasing", "Erased"] as const;
  const merchants = ["default", other] as const;
  const instants = fc.constantFrom(...[-1_000, 0, 1_700_000_000_000, 1_700_000_000_001, 4_102_444_800_000].map(instant));
  const sealed = fc.option(fc.record({ sealed: fc.base64String(), subject: fc.string() }));
  const listed = fc.record({
    merchant: fc.constantFrom(...merchants),
    status: fc.constantFrom(...statuses),
    blocked: fc.boolean(),
    name: sealed,
    email: sealed,
    addedAt: instants,
    updatedAt: instants,
    version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  });
  // A sample, and not a property: the tables are filled once.
  const rows = fc
    .sample(listed, { numRuns: 150, seed: 6 })
    .map((row, index) => ({ ...row, customerId: CustomerId.derive("queries", String(index)) }));
  const wanted = fc.record({
    merchant: fc.constantFrom(...merchants, MerchantId.create()),
    filter: fc.record({ status: fc.option(fc.constantFrom(...statuses)), blocked: fc.option(fc.boolean()) }),
    // Also places where nobody is.
    after: fc.option(
      fc.record({ addedAt: instants, customerId: fc.constantFrom(CustomerId.create(), ...rows.map((row) => row.customerId)) }),
    ),
    limit: fc.integer({ min: 1, max: 200 }),
  });

  it("are the same rows in the same order, for every filter, from wherever", async () => {
    const [onPostgres, inMemory] = await onBoth("customers", customerList, { rows, keyOf: ({ customerId }) => customerId });
    const sizes: number[] = [];
    const isSame = async (one: typeof wanted extends fc.Arbitrary<infer Wanted> ? Wanted : never) => {
      const page = await onPostgres.page(one);
      expect(page).toEqual(await inMemory.page(one));
      sizes.push(page.length);
    };
    await fc.assert(fc.asyncProperty(wanted, isSame), { numRuns: 400 });
    expect(sizes.filter((size) => size > 1).length).toBeGreaterThan(100);
    expect(sizes).toContain(0);
  });
});

describe("a customer's carts on PostgreSQL and in memory", () => {
  it("are the same ids in the same order", async () => {
    const customers = [CustomerId.create(), CustomerId.create()];
    const rows = Array.from({ length: 40 }, (_, index) => ({
      cartId: CartId.derive("queries", String(index)),
      merchant: index % 5 === 0 ? other : ("default" as const),
      customerId: customers[index % 2]!,
    }));
    const [onPostgres, inMemory] = await onBoth("ordering", orderingReadModels.customerCart, { rows, keyOf: ({ cartId }) => cartId });
    for (const merchant of ["default", other] as const) {
      for (const customerId of [...customers, CustomerId.create()]) {
        const found = await onPostgres.of(merchant, customerId);
        expect(found).toEqual(await inMemory.of(merchant, customerId));
        expect(found).toHaveLength(rows.filter((row) => row.merchant === merchant && row.customerId === customerId).length);
      }
    }
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
