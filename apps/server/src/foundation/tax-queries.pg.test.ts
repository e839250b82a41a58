import { MerchantId } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
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

const [single, none] = [MerchantId.create(), MerchantId.create()];
const rows = (
  [
    ["default", "FI", true],
    ["default", "US", false],
    [single, "SE", true],
  ] as const
).map(([merchant, country, pricesIncludeTax]) => ({
  ...{ subject: `${merchant}/tax-rates/${country}`, merchant, country, pricesIncludeTax, usual: "standard" },
  rates: [{ category: "standard", ratePpm: country === "FI" ? 255_000 : 1 }],
}));

const queriesOn = async (foundation: Foundation) => {
  const kept = (await foundation.openContext("ordering")).keep(orderingReadModels.taxInCountry);
  await kept.rows.prepare();
  const keys = rows.map(({ subject }) => subject).sort();
  await kept.rows.apply({ keys, moves: [], change: () => ({ upserts: rows, removals: [] }) });
  return kept.queries;
};

describe("how goods are taxed, on PostgreSQL and in memory", () => {
  it("is found alike for every merchant and country, however many ask at once", async () => {
    const wishes = (["default", single, none] as const).flatMap((merchant) =>
      ["FI", "US", "SE", "NO", null].map((country) => ({ merchant, country })),
    );
    const [onPostgres, inMemory] = [await queriesOn(postgres), await queriesOn(createMemoryFoundation(systemClock))];
    const askAll = ({ find }: typeof onPostgres) => Promise.all(wishes.map(({ merchant, country }) => find(merchant, country)));
    const found = await askAll(onPostgres);
    expect(found).toEqual(await askAll(inMemory));
    const countries = found.map((row) => row?.country ?? null);
    expect(countries).toEqual([...["FI", "US", null, null, null], ...[null, null, "SE", null, "SE"], ...[null, null, null, null, null]]);
    for (const { merchant, country } of wishes) {
      expect(await onPostgres.find(merchant, country)).toEqual(await inMemory.find(merchant, country));
    }
  });
});
