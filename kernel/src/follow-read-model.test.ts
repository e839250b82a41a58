import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, decodeCounted, following, headsOf, quickLimits, tally, thing } from "./testing/following-sample.ts";

const memoryProcess = (leaseMs = 120_000) => {
  const [log, checkpoints, parking] = [
    createMemoryEventLog({ partitions: 4 }),
    createMemoryCheckpoints(),
    createMemoryParking(systemClock),
  ];
  const rows = createMemoryReadModelRows(tally, checkpoints, parking);
  return { log, checkpoints, leases: createMemoryLeases({ leaseMs }), parking, rowsOf: () => rows as never };
};

it("a read model rests between its batches, unless somebody waits for a position", async () => {
  const process = memoryProcess();
  const { log } = process;
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

it("a read model may be read when all but what is parked is shown, also where that is the last of its partition", async () => {
  const process = memoryProcess();
  await process.log.append([counting(thing(1), 0, ["Counted", "Poison"]), counting(thing(2), 0, ["Counted"])]);
  const decode: typeof decodeCounted = (recorded) => {
    if (recorded.type === "Poison") throw new Error("cannot be read");
    return decodeCounted(recorded);
  };
  const followed = await following(process, { decode, parking: process.parking });
  expect(await followed.waitFor([], { timeoutMs: 10_000 })).toEqual({ kind: "passed" });
  expect(await followed.find(thing(1))).toMatchObject({ events: 1 });
  expect(await followed.waitFor(await headsOf(process.log), { timeoutMs: 10 })).toMatchObject({ kind: "behind" });
  await followed.stop();
  followed.tailer.stop();
});
