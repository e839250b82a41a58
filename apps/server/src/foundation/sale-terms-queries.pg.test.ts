import { MerchantId, usualOrderPolicies } from "@waybill/contracts/vocabulary";
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
const policiesOf = (merchant: MerchantId, reservedMinutes: number) => ({
  ...{ subject: `${merchant}/merchant/${merchant}`, merchant, country: null, taxes: null },
  policies: { ...usualOrderPolicies, reservedMinutes },
});
const taxesOf = (merchant: MerchantId, country: string, ratePpm: number) => ({
  ...{ subject: `${merchant}/tax-rates/${country}`, merchant, country, policies: null },
  taxes: { pricesIncludeTax: true, usual: "standard", rates: [{ category: "standard", ratePpm }] },
});
const rows = [
  ...[taxesOf("default", "FI", 1), taxesOf("default", "US", 2), taxesOf(single, "SE", 3)],
  ...[policiesOf("default", 5), policiesOf(single, 6)],
];

const queriesOn = async (foundation: Foundation) => {
  const kept = (await foundation.openContext("ordering")).keep(orderingReadModels.saleTerms);
  await kept.rows.prepare();
  const keys = rows.map(({ subject }) => subject).sort();
  await kept.rows.apply({ keys, moves: [], change: () => ({ upserts: rows, removals: [] }) });
  return kept.queries;
};

describe("the terms of sale, on PostgreSQL and in memory", () => {
  it("are found alike for every merchant and country, however many ask at once", async () => {
    const merchants = ["default", single, none] as const;
    const wishes = merchants.flatMap((merchant) => ["FI", "US", "SE", "NO", null].map((country) => ({ merchant, country })));
    const [onPostgres, inMemory] = [await queriesOn(postgres), await queriesOn(createMemoryFoundation(systemClock))];
    const askAll = ({ taxes, policies }: typeof onPostgres) =>
      Promise.all([
        Promise.all(wishes.map(({ merchant, country }) => taxes(merchant, country))),
        Promise.all(merchants.map((merchant) => policies(merchant))),
      ]);
    const found = await askAll(onPostgres);
    expect(found).toEqual(await askAll(inMemory));
    const [taxes, policies] = found;
    const rates = taxes.map((one) => one?.rates[0]?.ratePpm ?? null);
    expect(rates).toEqual([...[1, 2, null, null, null], ...[null, null, 3, null, 3], ...[null, null, null, null, null]]);
    expect(policies.map(({ reservedMinutes }) => reservedMinutes)).toEqual([5, 6, 15]);
    for (const { merchant, country } of wishes) {
      expect(await onPostgres.taxes(merchant, country)).toEqual(await inMemory.taxes(merchant, country));
      expect(await onPostgres.policies(merchant)).toEqual(await inMemory.policies(merchant));
    }
  });
});
