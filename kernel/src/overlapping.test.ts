import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type CheckpointMove, StoreUnavailable } from "./checkpoint.ts";
import { systemClock } from "./clock.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { oneByOne } from "./one-by-one.ts";
import { parkingLimits } from "./parking.ts";

const partition = 0;

/** One subscription whose batches are begun one behind the other. Items are like `a1`: a key, and a number. */
const overlapping = async (handle: (item: string) => Promise<void> | void) => {
  const [checkpoints, store, log] = [createMemoryCheckpoints(), createMemoryParking(systemClock), [] as string[]];
  await checkpoints.claim("sample", new Map([[partition, 1]]), "here");
  const follow = oneByOne<string>({
    subscription: "sample",
    checkpoints,
    keyOf: (item) => item.charAt(0),
    parking: { store, idOf: (item) => item },
    handle: async (item) => {
      log.push(`+${item}`);
      await handle(item);
      log.push(`-${item}`);
    },
  });
  const batch = (from: number, ...items: readonly string[]) => {
    const moves: readonly CheckpointMove[] = [{ partition, epoch: 1, from, to: from + items.length }];
    return follow(items, moves).catch((error: unknown) => error);
  };
  const position = async () => (await checkpoints.read("sample", [partition])).get(partition)?.position;
  const waiting = async () => (await store.list(10)).map(({ key, first, waiting: count }) => [key, first.id, count]);
  return { batch, log, position, store, waiting };
};

describe("batches that are begun before those in front of them are done", () => {
  it("wait for nobody but their own keys", async () => {
    const slow = Promise.withResolvers<void>();
    const { batch, log, position } = await overlapping((item) => (item === "a1" ? slow.promise : undefined));
    const batches = [batch(0, "a1", "b1"), batch(2, "a2", "b2", "c1"), batch(5, "c2", "a3")];
    await sleep(5);
    expect(log.filter((line) => line.startsWith("-")).toSorted()).toEqual(["-b1", "-b2", "-c1", "-c2"]);
    expect(log.filter((line) => line.startsWith("+a"))).toEqual(["+a1"]);
    expect(await position()).toBe(0);
    slow.resolve();
    expect(await Promise.all(batches)).toEqual(["moved", "moved", "moved"]);
    expect(log.filter((line) => line.includes("a"))).toEqual(["+a1", "-a1", "+a2", "-a2", "+a3", "-a3"]);
    expect(await position()).toBe(7);
  });

  it("leave what stands behind an item that cannot be handled, and park it behind that one", async () => {
    const failing = Promise.withResolvers<void>();
    const { batch, log, waiting } = await overlapping((item) => (item === "a1" ? failing.promise : undefined));
    const batches = [batch(0, "a1"), batch(1, "b1"), batch(2, "a2", "b2")];
    await sleep(5);
    failing.reject(new Error("cannot be handled"));
    expect(await Promise.all(batches)).toEqual(["moved", "moved", "moved"]);
    expect(log).not.toContain("+a2");
    expect(log).toContain("-b2");
    expect(await waiting()).toEqual([["a", "a1", 2]]);
  });

  it("that come while a key is being parked stand behind it, too", async () => {
    const parked = Promise.withResolvers<void>();
    const { batch, log, store, waiting } = await overlapping((item) => {
      if (item === "a1") throw new Error("cannot be handled");
    });
    const { park } = store;
    Object.assign(store, { park: (...lot: Parameters<typeof park>) => parked.promise.then(() => park(...lot)) });
    const first = batch(0, "a1");
    await sleep(5);
    const second = batch(1, "a2");
    await sleep(5);
    parked.resolve();
    expect(await Promise.all([first, second])).toEqual(["moved", "moved"]);
    expect(log).not.toContain("+a2");
    expect(await waiting()).toEqual([["a", "a1", 2]]);
  });

  it("come to nothing with one in front of them, and are done again behind it", async () => {
    let isAway = true;
    const { batch, position, waiting } = await overlapping(async (item) => {
      await sleep(item === "a1" ? 5 : 0);
      if (isAway && item === "a1") throw new StoreUnavailable("away");
    });
    const [first, second] = await Promise.all([batch(0, "a1"), batch(1, "b1")]);
    expect([first, second]).toEqual([expect.any(StoreUnavailable), expect.any(StoreUnavailable)]);
    expect([await position(), await waiting()]).toEqual([0, []]);
    isAway = false;
    expect(await Promise.all([batch(0, "a1"), batch(1, "b1")])).toEqual(["moved", "moved"]);
    expect(await position()).toBe(2);
  });

  it("are not begun behind one that has failed a moment ago, before whoever follows knows of it", async () => {
    let isAway = true;
    const { batch, log, position } = await overlapping((item) => {
      if (item === "a1" && isAway) throw new StoreUnavailable("away");
    });
    const second = await batch(0, "a1").then(() => batch(1, "a2"));
    expect(second).toBeInstanceOf(StoreUnavailable);
    expect(log).toEqual(["+a1"]);
    isAway = false;
    expect([await batch(0, "a1"), await batch(1, "a2"), await position()]).toEqual(["moved", "moved", 2]);
  });

  it("are tried again without counting as a death", async () => {
    let failures = parkingLimits.begunTimes + 2;
    const { batch, position, waiting } = await overlapping((item) => {
      if (item === "a1" && failures-- > 0) throw new StoreUnavailable("away");
    });
    while ((await position()) !== 2) await Promise.all([batch(0, "a1"), batch(1, "b1")]);
    expect(await waiting()).toEqual([]);
  });
});
