import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, following, headsOf, quickLimits, tally, thing } from "./testing/following-sample.ts";

it("a read model rests between its batches, unless somebody waits for a position", async () => {
  const log = createMemoryEventLog({ partitions: 4 });
  const checkpoints = createMemoryCheckpoints();
  const rows = createMemoryReadModelRows(tally, checkpoints);
  const leases = createMemoryLeases({ leaseMs: 120_000 });
  const process = { log, checkpoints, leases, parking: createMemoryParking(systemClock), rowsOf: () => rows as never };
  const followed = await following(process, { restMs: 60_000, limits: { ...quickLimits, leaseTendMs: 60_000 } });
  const append = async (number: number) => {
    await log.append([counting(thing(number), 0, ["Counted"])]);
    followed.tailer.wake();
  };
  const isShown = async (number: number) => (await followed.find(thing(number))) !== null;

  await append(1);
  await eventually("the first is shown at once", () => isShown(1));
  await append(2);
  await sleep(100);
  expect(await isShown(2)).toBe(false);
  expect(await followed.waitFor(await headsOf(log), { timeoutMs: 30_000 })).toEqual({ kind: "passed" });
  expect(await isShown(2)).toBe(true);
  await followed.stop();
  followed.tailer.stop();
});
