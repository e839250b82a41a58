import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Clock, instant } from "../clock.ts";
import { followTimers } from "../follow-timers.ts";
import { tableOf } from "../read-model.ts";
import { type Saga, setTimer } from "../saga.ts";
import { atWork } from "../saga-at-work.ts";
import { entriesOf } from "../saga-entries.ts";
import { Tailer } from "../tailer.ts";
import { eventually } from "../testing/eventually.ts";
import { kitRequested } from "../testing/example-messages.ts";
import type { LendKitWords } from "../testing/example-saga.ts";
import { followingProcess } from "../testing/following-process.ts";
import { counting, expectedTallies, following, headsOf, quickLimits, thing } from "../testing/following-sample.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { pipelineOver } from "../testing/lending-process.ts";
import { postingOnPostgres, postingProcess, preparePosting } from "../testing/posting-process.ts";
import { talliesOf } from "../testing/read-model/tallies.ts";
import { chanceOf } from "../testing/troubled-log.ts";
import { sagaTimekeeper } from "../timekeeper.ts";
import { timersModel } from "../timer.ts";
import { createPostgresDueTimers } from "./due-timers.ts";
import { createPostgresReadModelRows } from "./read-model-rows.ts";

const make = followingSchemas(4);
/** No test takes as long: whoever loses a partition here loses it to a clock. */
const leaseMs = 600_000;
const dueMs = 400;
const hoursMs = 5 * 3_600_000;

/** A process's clock that is set to something else all the time, by up to five hours to either side. What it measures is right. */
const jumpingClock = (seed: number): Clock => {
  const chance = chanceOf(seed);
  let wrongByMs = hoursMs;
  const jumping = setInterval(() => {
    wrongByMs = (chance() * 2 - 1) * hoursMs;
  }, 20);
  onTestFinished(() => clearInterval(jumping));
  return { now: () => instant(Math.round(Date.now() + wrongByMs)), monotonicMs: () => performance.now() };
};

interface RingWords {
  readonly heard: LendKitWords["heard"];
  readonly state: "Unknown" | "Waiting" | "Rung";
  readonly fact: { readonly type: "Wound" | "Rung" };
  readonly ask: never;
  readonly timer: "ring";
}

/** Sets a timer, and is over when it was due. */
const ringOnce: Saga<RingWords> = {
  name: "ring-once",
  initial: "Unknown",
  instanceOf: ({ data }) => data.requestId,
  evolve: (_, { type }) => (type === "Wound" ? "Waiting" : "Rung"),
  isOver: (state) => state === "Rung",
  decide: (hearing, state) => {
    if (hearing.kind === "timer") return [{ type: "Rung" }];
    return state === "Unknown" ? [{ type: "Wound" }, setTimer("ring", { afterMs: dueMs })] : [];
  },
};

describe("processes whose clocks jump by hours", () => {
  it("follow everything once, and keep what they hold", async () => {
    const { schema, pools } = await make();
    const stores = await Promise.all(pools.map((pool) => followingProcess(pool, schema, leaseMs)));
    const processes = await Promise.all(stores.map((its, seed) => following(its, { clock: jumpingClock(seed) })));
    const [{ log }] = stores as [(typeof stores)[number]];
    const shares = () => processes.map(({ happenings }) => happenings.filter(({ kind }) => kind === "shared").at(-1));
    await eventually("both have their share", () => shares().every((share) => share?.kind === "shared" && share.partitions === 2));
    const before = processes.map(({ happenings }) => happenings.length);
    for (let version = 0; version < 40; version += 1) {
      await log.append(Array.from({ length: 12 }, (_, number) => counting(thing(number), version, ["Counted"])));
      await sleep(30);
    }
    for (const process of processes) {
      expect(await process.waitFor(await headsOf(log), { timeoutMs: 30_000 })).toEqual({ kind: "passed" });
    }
    expect(await talliesOf(processes[0]!, log)).toEqual(await expectedTallies(log));
    // Nobody lost a partition, or took one: whatever the clocks say.
    for (const [index, { happenings }] of processes.entries()) {
      const kinds = new Set(happenings.slice(before[index]).map(({ kind }) => kind));
      expect([...kinds]).toEqual(["moved"]);
    }
    for (const process of processes) {
      process.tailer.stop();
      await process.stop();
    }
  });

  it("fire timers once, none early, and none hours late", async () => {
    const { schema, pools } = await make();
    const sagas = await Promise.all(
      pools.map(async (pool, seed) => {
        const clock = jumpingClock(seed);
        const { log, checkpoints, leases } = await followingProcess(pool, schema, leaseMs);
        const saga = atWork({ ...pipelineOver(log), clock }, ringOnce);
        const tailer = new Tailer(log);
        const model = timersModel(1);
        const timers = followTimers({
          ...{ log, tailer, checkpoints, leases, clock, model, limits: quickLimits, pollMs: 30 },
          rows: createPostgresReadModelRows(pool, schema, model),
          timers: createPostgresDueTimers(pool, schema, tableOf(model)),
          timekeepers: [sagaTimekeeper(saga)],
        });
        await timers.start();
        onTestFinished(async () => {
          tailer.stop();
          await timers.stop();
        });
        return { saga, log };
      }),
    );
    const count = 40;
    for (let index = 0; index < count; index += 1) {
      await sagas[index % 2]!.saga.tellMessage(kitRequested(`r${index}`, index + 1), "hearing");
      await sleep(15);
    }
    const { log } = sagas[0]!;
    const everywhere = new Map([0, 1, 2, 3].map((partition) => [partition, 0]));
    const all = async (type: string) =>
      (await log.readPartitions(everywhere, 1_000_000)).flatMap(entriesOf).filter((event) => event.type === type);
    // One that is late by hours does not come while anybody waits for it here.
    await eventually("all are rung", async () => (await all("Rung")).length >= count);
    await sleep(dueMs);
    const [set, fired] = [await all("TimerSet"), await all("TimerFired")];
    expect(fired.map(({ stream }) => stream).toSorted()).toEqual(set.map(({ stream }) => stream).toSorted());
    for (const { stream, recordedAt } of fired) {
      const waitedMs = recordedAt - set.find((one) => one.stream === stream)!.recordedAt;
      expect(waitedMs, stream).toBeGreaterThanOrEqual(dueMs);
    }
  });

  it("have done outside once what is asked for, also what is slow there", async () => {
    const { schema, pools } = await make();
    await preparePosting(pools[0], schema);
    const stores = await postingOnPostgres(pools[0], schema);
    // Longer than the other process waits for its partitions, shorter than a call may take.
    const slow: typeof stores.letters = {
      ...stores.letters,
      call: async (key, request, signal) => {
        await sleep(150);
        return stores.letters.call(key, request, signal);
      },
    };
    const processes = [0, 1].map((seed) => postingProcess({ ...stores, letters: slow }, jumpingClock(seed)));
    const ids = Array.from({ length: 10 }, (_, index) => `r${index}`);
    for (const [index, id] of ids.entries()) await processes[0]!.posting.tellMessage(kitRequested(id, index + 1), "hearing");
    const everywhere = new Map([0, 1, 2, 3].map((partition) => [partition, 0]));
    const events = await stores.log.readPartitions(everywhere, 1_000);
    // Each has the same ask in hand, as when one took it over from the other in the middle of its call.
    for (const event of events.filter((one) => entriesOf(one).some(({ type }) => type === "Asked"))) {
      const first = processes[0]!.handle({ events: [event], moves: [] });
      await sleep(60);
      await processes[1]!.handle({ events: [event], moves: [] });
      await first;
    }
    const tryAgain = async () => {
      for (const { retry } of processes) while (await retry());
    };
    await eventually("every letter is answered", async () => {
      await tryAgain();
      const answered = (await stores.log.readPartitions(everywhere, 1_000)).flatMap(entriesOf).filter(({ type }) => type === "Answered");
      return answered.length === ids.length;
    });
    expect(await stores.letters.posted()).toHaveLength(ids.length);
    expect(new Set(await stores.letters.posted()).size).toBe(ids.length);
  });
});
