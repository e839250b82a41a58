import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { FollowLimits } from "./following.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, quickLimits, thing } from "./testing/following-sample.ts";

const tookMs = 20;
const hour = 3_600_000;

/** A follower whose batches take 20 ms, and how many events each of them had. Looks at leases end a rest, so there is only the first. */
const follower = async (more: Partial<FollowLimits>, rests = false) => {
  const [log, checkpoints, sizes] = [createMemoryEventLog({ partitions: 1 }), createMemoryCheckpoints(), [] as number[]];
  const subscription = new Subscription({
    ...{ name: "sample", log, tailer: new Tailer(log), checkpoints, leases: createMemoryLeases() },
    limits: { ...quickLimits, leaseTendMs: hour, ...more },
    rest: { restMs: 0, isWaitedFor: () => rests },
    handle: async ({ events, moves }) => {
      await sleep(tookMs);
      sizes.push(events.length);
      return checkpoints.move("sample", moves);
    },
  });
  let things = 0;
  const append = async (count: number): Promise<void> => {
    await log.append(Array.from({ length: count }, () => counting(thing(things++), 0, ["Counted"])));
  };
  return { subscription, sizes, append, [Symbol.asyncDispose]: () => subscription.stop() };
};

const isHandled = (sizes: readonly number[], events: number) => sizes.reduce((sum, size) => sum + size, 0) === events;

describe("a loop of a subscription that has handled all there was", () => {
  const long = { followRestTimes: hour / tookMs, followRestMostMs: hour };

  it("rests for a multiple of what that took, so that the next batch gathers, until it is to hurry", async () => {
    await using its = await follower(long);
    await its.append(1);
    its.subscription.start();
    await eventually("the first is handled", async () => isHandled(its.sizes, 1));
    for (let more = 0; more < 3; more += 1) await its.append(1);
    await sleep(5 * tookMs);
    expect(its.sizes).toEqual([1]);
    its.subscription.hurry();
    await eventually("the others are", async () => isHandled(its.sizes, 4));
    expect(its.sizes).toEqual([1, 3]);
  });

  it("rests no longer than may be, and not while somebody waits", async () => {
    for (const restless of [await follower({ ...long, followRestMostMs: 30 }), await follower(long, true)]) {
      await using its = restless;
      its.subscription.start();
      for (let count = 1; count <= 3; count += 1) {
        await its.append(1);
        await eventually(`${count} are handled`, async () => isHandled(its.sizes, count));
      }
    }
  });

  it("does not rest where it is behind", async () => {
    await using its = await follower({ ...long, followEvents: 10 });
    await its.append(40);
    its.subscription.start();
    await eventually("all are handled", async () => isHandled(its.sizes, 40));
  });
});
