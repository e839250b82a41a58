import { LocationId, MerchantId, parseSku } from "@waybill/contracts/vocabulary";
import { inventoryReadModels } from "@waybill/inventory";
import { systemClock } from "@waybill/kernel/clock";
import type { ReadModelRow, ReadModelRows } from "@waybill/kernel/read-model";
import { testDatabase } from "@waybill/kernel/testing/postgres";
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

const other = MerchantId.create();
const skus = ["85123A", "Ä 1", "z", "a%_\\", "\u{1F375} tea"].map((text) => parseSku(text)!);
const locations = ["main", "Main", "depot-7", "a.b_c"].map((text) => LocationId.parse(text)!);

describe("levels of stock on PostgreSQL and in memory", () => {
  const { stockLevel } = inventoryReadModels;
  const rows = skus.flatMap((sku, s) =>
    locations.flatMap((location, l) =>
      (["default", other] as const).map((merchant) => ({
        ...{ stream: `${merchant}/stock-item/${s}@${l}`, merchant, sku, location, version: 1 + s },
        ...{ onHand: 250_000_000 * s, held: s, committed: l, awaited: s * l, available: s + l },
        ...{ safetyStock: l, backorderLimit: l === 0 ? null : 1_000_000_000 },
      })),
    ),
  );

  it("come in the same pages under every filter", async () => {
    const kept = await Promise.all(
      [postgres, createMemoryFoundation(systemClock)].map(async (foundation) =>
        (await foundation.openContext("inventory")).keep(stockLevel),
      ),
    );
    for (const { rows: table } of kept) await fill(table, rows, ({ stream }) => stream);
    const merchants = ["default", other, MerchantId.create()] as const;
    const filters = merchants.flatMap((merchant) =>
      [null, ...locations].flatMap((location) => [null, 0, 3].map((availableMost) => ({ merchant, location, availableMost }))),
    );
    for (const filter of filters) {
      const [first, same] = await Promise.all(kept.map(({ queries }) => queries.page({ ...filter, after: null, limit: 3 })));
      expect(first).toEqual(same);
      const after = first?.at(-1) ?? null;
      const [rest, sameRest] = await Promise.all(kept.map(({ queries }) => queries.page({ ...filter, after, limit: 100 })));
      expect(rest).toEqual(sameRest);
      const wanted = rows
        .filter((row) => row.merchant === filter.merchant && (filter.location === null || row.location === filter.location))
        .filter((row) => filter.availableMost === null || row.available <= filter.availableMost);
      expect(new Set([...(first ?? []), ...(rest ?? [])])).toEqual(new Set(wanted));
    }
  });
});

describe("what was heard of products on PostgreSQL and in memory", () => {
  const { backorderable } = inventoryReadModels;
  const rows = skus.flatMap((sku, index) =>
    (["default", other] as const).map((merchant) => ({
      subject: `${merchant}/${sku}`,
      merchant,
      sku,
      allowBackorder: (index + merchant.length) % 2 === 0,
    })),
  );

  it("is found by merchant and SKU", async () => {
    for (const foundation of [postgres, createMemoryFoundation(systemClock)]) {
      const { rows: table, queries } = (await foundation.openContext("inventory")).keep(backorderable);
      await fill(table, rows, ({ subject }) => subject);
      const wanted = [skus[0]!, skus[3]!, parseSku("unknown")!];
      const mine = rows.filter(({ merchant, sku }) => merchant === "default" && wanted.includes(sku));
      expect(await queries.find("default", wanted)).toEqual(new Map(mine.map(({ sku, allowBackorder }) => [sku, allowBackorder])));
      expect(await queries.find("default", [])).toEqual(new Map());
    }
  });
});
