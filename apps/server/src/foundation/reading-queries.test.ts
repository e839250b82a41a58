import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { limits } from "@waybill/kernel/limits";
import type { Sql } from "postgres";
import { expect, it, onTestFinished, vi } from "vitest";
import { readingQueries } from "./reading-queries.ts";

it("a question that is never answered keeps nobody for ever", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const silent = { unsafe: () => new Promise(() => undefined) } as unknown as Sql;
  const answer = readingQueries(silent, "ordering")
    .withTables<{ anything: { readonly orderId: string } }>()
    .selectFrom("anything")
    .selectAll()
    .execute()
    .catch((error: unknown) => error);
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(limits.logPatienceMs);
  expect(await Promise.race([answer, new Promise((resolve) => setImmediate(resolve))])).toBeInstanceOf(StoreUnavailable);
});
