import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import type { FollowLimits, Handle, Happening } from "./following.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { oneByOne } from "./one-by-one.ts";
import { Subscription } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, quickLimits, thing } from "./testing/following-sample.ts";

const name = "sample";

/** A follower that begins batches before others are done; things are its keys. `handled` has each thing as often as it was handled. */
const follower = async (handle: (number: number) => Promise<void>, more: Partial<FollowLimits> = {}) => {
  const [log, checkpoints, leases] = [createMemoryEventLog({ partitions: 1 }), createMemoryCheckpoints(), createMemoryLeases()];
  const [handled, happenings]: [number[], Happening[]] = [[], []];
  const things = new Map<string, number>();
  const inTurn = oneByOne<{ readonly stream: string }>({
    subscription: name,
    checkpoints,
    keyOf: ({ stream }) => stream,
    handle: async ({ stream }) => {
      const number = things.get(stream) ?? -1;
      await handle(number);
      handled.push(number);
    },
  });
  const follow: Handle = ({ events, moves }) => inTurn(events, moves);
  const start = () => {
    const subscription = new Subscription({
      ...{ name, log, tailer: new Tailer(log), checkpoints, leases, handle: follow, overlaps: true },
      limits: { ...quickLimits, ...more },
      observe: (happening) => happenings.push(happening),
    });
    subscription.start();
    return subscription;
  };
  const append = async (number: number): Promise<void> => {
    things.set(thing(number), number);
    await log.append([counting(thing(number), 0, ["Counted"])]);
  };
  const position = async () => (await checkpoints.read(name, [0])).get(0)?.position ?? 0;
  return { append, handled, happenings, position, start, checkpoints };
};

/** Looks at leases make a follower look for more, too. */
const hour = 3_600_000;
/** What is done alone, before batches are begun behind others. */
const first = 0;

describe("a follower that begins batches before others are done", () => {
  it("lets nobody wait for what takes long", async () => {
    const slow = Promise.withResolvers<void>();
    const { append, handled, position, start } = await follower((number) => (number === 1 ? slow.promise : Promise.resolve()));
    await append(first);
    const subscription = start();
    await eventually("the first is done alone", async () => (await position()) === 1);
    for (const number of [1, 2, 3]) {
      await append(number);
      await sleep(5);
    }
    await eventually("the others are handled", () => handled.length === 3);
    expect([handled, await position()]).toEqual([[0, 2, 3], 1]);
    slow.resolve();
    await eventually("where it stands has moved over all of them", async () => (await position()) === 4);
    await subscription.stop();
  });

  it("begins nothing more when there is too much in hand", async () => {
    const slow = Promise.withResolvers<void>();
    const begun: number[] = [];
    const handle = (number: number) => {
      begun.push(number);
      return number === first ? Promise.resolve() : slow.promise;
    };
    const { append, handled, position, start } = await follower(handle, { followUnderWay: 1 });
    await append(first);
    const subscription = start();
    await eventually("the first is done alone", async () => (await position()) === 1);
    for (const number of [1, 2, 3, 4, 5]) {
      await append(number);
      await sleep(5);
    }
    await eventually("it has in hand what may be", () => begun.length > 2);
    await sleep(20);
    expect(begun.length).toBeLessThan(5);
    slow.resolve();
    await eventually("all are handled", async () => (await position()) === 6);
    expect(handled.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    await subscription.stop();
  });

  it("goes back to what failed, handles it alone, and goes on", async () => {
    let failures = 3;
    const { append, handled, happenings, position, start } = await follower(
      async (number) => {
        await sleep(number === 1 ? 10 : 0);
        if (number === 1 && failures-- > 0) throw new StoreUnavailable("away");
      },
      { leaseTendMs: hour },
    );
    await append(first);
    const subscription = start();
    await eventually("the first is done alone", async () => (await position()) === 1);
    for (const number of [1, 2, 3]) {
      await append(number);
      await sleep(2);
    }
    await eventually("all are handled", async () => (await position()) === 4);
    expect(happenings.filter(({ kind }) => kind === "unavailable")).toHaveLength(3);
    expect(handled.filter((number) => number === 1)).toEqual([1]);
    await subscription.stop();
  });

  it("stands still at what cannot be handled, waits longer each time, and goes on from there", async () => {
    let isBroken = true;
    const { append, happenings, position, start } = await follower(async (number) => {
      if (number === 2 && isBroken) throw new Error("cannot be handled");
    });
    await append(first);
    const subscription = start();
    await eventually("the first is done alone", async () => (await position()) === 1);
    for (const number of [1, 2, 3]) await append(number);
    await eventually("it was tried some times", () => happenings.filter(({ kind }) => kind === "stopped").length >= 3);
    expect(happenings.flatMap((happening) => (happening.kind === "stopped" ? [happening.failures] : [])).slice(0, 3)).toEqual([1, 2, 3]);
    expect(await position()).toBe(2);
    isBroken = false;
    await eventually("all are handled", async () => (await position()) === 4);
    await subscription.stop();
  });

  it("stops when all that it has in hand is done", async () => {
    const slow = Promise.withResolvers<void>();
    const { append, handled, position, start } = await follower((number) => (number === 1 ? slow.promise : Promise.resolve()));
    await append(first);
    const subscription = start();
    await eventually("the first is done alone", async () => (await position()) === 1);
    for (const number of [1, 2]) {
      await append(number);
      await sleep(5);
    }
    await eventually("the second is handled", () => handled.includes(2));
    let isStopped = false;
    const stopping = subscription.stop().then(() => {
      isStopped = true;
    });
    await sleep(20);
    expect(isStopped).toBe(false);
    slow.resolve();
    await stopping;
    expect(await position()).toBe(3);
  });

  it("begins again where another process has taken over", async () => {
    const slow = Promise.withResolvers<void>();
    // It looks at its leases at once, and not when it would have done so anyhow.
    const { append, handled, happenings, position, start, checkpoints } = await follower(
      (number) => (number === 1 && happenings.every(({ kind }) => kind !== "fenced") ? slow.promise : Promise.resolve()),
      { leaseTendMs: hour },
    );
    await append(first);
    const subscription = start();
    await eventually("the first is done alone", async () => (await position()) === 1);
    await append(1);
    await append(2);
    await eventually("the second is handled", () => handled.includes(2));
    const epoch = (await checkpoints.read(name, [0])).get(0)?.epoch ?? 0;
    expect(await checkpoints.move(name, [{ partition: 0, epoch, from: 1, to: 3 }])).toBe("moved");
    slow.resolve();
    await eventually("it is told so", () => happenings.some(({ kind }) => kind === "fenced"));
    await append(3);
    await eventually("it has gone on from there", async () => (await position()) === 4);
    expect(handled.toSorted()).toEqual([0, 1, 2, 3]);
    await subscription.stop();
  });
});
