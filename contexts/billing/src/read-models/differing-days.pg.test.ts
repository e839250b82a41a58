import { MerchantId } from "@waybill/contracts/vocabulary";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { billingReadModels } from "../module.ts";
import { minute } from "../testing/payment-samples.ts";
import { onBoth } from "../testing/queries-on-postgres.ts";

const database = testDatabase();
const schema = "billing";
beforeAll(() => prepareLogSchema(database.sql, schema, 1));

const another = MerchantId.create();
const reconciled = (merchant: MerchantId, id: string, differing: number): RecordedEvent =>
  ({
    stream: `${merchant}/reconciliation/${id}`,
    type: "DayReconciled",
    schemaVersion: 1,
    data: { matched: 7, differing, differences: [], at: minute(differing) },
  }) as never;
const days = ["2026-03-29", "2026-03-30", "2026-04-01", "2025-12-31"];
const events = days.flatMap((day, index) => [
  reconciled("default", `simulated-${day}`, index),
  reconciled("default", `a-bank-${day}`, Math.max(2 - index, 0)),
  reconciled(another, `simulated-${day}`, 1),
]);

describe("the days on which two books differ, on PostgreSQL and in memory", () => {
  it("are the same in the same order, page by page, for every provider and merchant", async () => {
    const [postgres, memory] = await onBoth({ sql: database.sql, schema }, billingReadModels.differingDays, events);
    for (const merchant of ["default", another, MerchantId.create()] as const) {
      for (const provider of [null, "simulated", "a-bank", "nobody"]) {
        const wanted = { merchant, provider, limit: 100 };
        const all = await memory.page({ ...wanted, after: null });
        expect(await postgres.page({ ...wanted, after: null })).toEqual(all);
        for (const after of all) {
          const next = { ...wanted, after: { day: after.day, provider: after.provider }, limit: 2 };
          const page = await postgres.page(next);
          expect(page).toEqual(await memory.page(next));
          expect(page).toEqual(all.slice(all.indexOf(after) + 1, all.indexOf(after) + 3));
        }
      }
    }
    const all = await postgres.page({ merchant: "default", provider: null, after: null, limit: 100 });
    expect(all.map(({ day, provider, differing }) => `${day} ${provider} ${differing}`)).toEqual([
      "2026-04-01 simulated 2",
      "2026-03-30 simulated 1",
      "2026-03-30 a-bank 1",
      "2026-03-29 a-bank 2",
      "2025-12-31 simulated 3",
    ]);
  });
});
