import { setImmediate as tick } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createBegun } from "./begun.ts";
import { type CheckpointMove, StoreUnavailable } from "./checkpoint.ts";
import { systemClock } from "./clock.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { oneByOne } from "./one-by-one.ts";
import { type Parking, parkingLimits } from "./parking.ts";
import { rememberingEmpty } from "./remembering-empty.ts";
import { eventually } from "./testing/eventually.ts";
import { writeBehind } from "./write-behind.ts";

const over = (from: number, to: number): readonly CheckpointMove[] => [{ partition: 0, epoch: 1, from, to }];

describe("where work was begun", () => {
  it("is counted where this process did not leave it", () => {
    const begun = createBegun();
    expect(begun.startsOf(over(3, 5))).toEqual([{ partition: 0, position: 3 }]);
    begun.goOnBehind(over(3, 5));
    expect([begun.startsOf(over(5, 6)), begun.startsOf(over(3, 5)).length]).toEqual([[], 1]);
    begun.goBackBefore(over(3, 5), []);
    expect(begun.startsOf(over(3, 5))).toEqual([]);
  });

  it("is counted anew after a beginning that was not, whatever came to nothing behind it", () => {
    const begun = createBegun();
    const starts = begun.startsOf(over(3, 5));
    begun.goOnBehind(over(3, 5));
    begun.goOnBehind(over(5, 6));
    begun.goBackBefore(over(3, 5), starts);
    begun.goBackBefore(over(5, 6), []);
    for (const from of [3, 5, 6]) expect(begun.startsOf(over(from, 7))).toEqual([{ partition: 0, position: from }]);
  });
});

describe("a process that gets a partition back", () => {
  it("is told what another parked there, also when it had not come to begin there itself", async () => {
    const [checkpoints, store, handled] = [createMemoryCheckpoints(), createMemoryParking(systemClock), [] as string[]];
    let isAway = true;
    const process = (change: Partial<Parking>) => {
      const parking = { store: rememberingEmpty({ ...store, ...change }), idOf: (item: string) => item };
      const handle = async (item: string): Promise<void> => {
        if (item === "a1") throw new Error("cannot be handled");
        handled.push(item);
      };
      const follow = oneByOne<string>({ subscription: "s", checkpoints, keyOf: (item) => item.charAt(0), handle, parking });
      return (partition: number, from: number, ...items: readonly string[]) =>
        follow(items, [{ partition, epoch, from, to: from + items.length }]).catch((error: unknown) => error);
    };
    let epoch = 0;
    const claim = async () => {
      epoch += 1;
      await checkpoints.claim("s", new Map([0, 1].map((partition) => [partition, epoch])), "here");
    };
    const ours = process({
      begin: async (...batch) => {
        if (isAway) throw new StoreUnavailable("away");
        return store.begin(...batch);
      },
    });
    const theirs = process({});
    await claim();
    expect(await Promise.all([ours(0, 0, "a1"), ours(0, 1, "b1")])).toEqual([expect.any(Error), expect.any(Error)]);
    isAway = false;
    await tick();
    await claim();
    // Of another partition, nothing is parked so far.
    expect([await ours(1, 0, "c1"), await theirs(0, 0, "a1")]).toEqual(["moved", "moved"]);
    await claim();
    expect(await ours(0, 1, "a2")).toBe("moved");
    expect([handled, (await store.list(10)).map(({ waiting }) => waiting)]).toEqual([["c1"], [2]]);
  });
});

describe("an item that takes the process with it", () => {
  it("is found out, also where it comes right behind what was done since the partition was taken over", async () => {
    const [checkpoints, store, handled] = [createMemoryCheckpoints(), createMemoryParking(systemClock), [] as string[]];
    const log = ["a1", "b1", "c1"];
    /** One life of a process, whose checkpoints are written behind. False when it dies. */
    const live = async (epoch: number): Promise<boolean> => {
      const behind = writeBehind({ checkpoints, leases: createMemoryLeases() }, { everyMs: 60_000 }).checkpoints;
      // So that the next writing is a long time away.
      await behind.claim("another", new Map([[0, epoch]]), "here");
      await behind.move("another", [{ partition: 0, epoch, from: epoch - 1, to: epoch }]);
      await eventually("it is written", async () => (await checkpoints.read("another", [0])).get(0)?.position === epoch);
      const death = Promise.withResolvers<"died">();
      const handle = async (item: string): Promise<void> => {
        if (item !== "b1") return void handled.push(item);
        death.resolve("died");
        return new Promise<never>(() => {});
      };
      const parking = { store: rememberingEmpty(store), idOf: (item: string) => item };
      const follow = oneByOne<string>({ subscription: "s", checkpoints: behind, keyOf: (item) => item.charAt(0), handle, parking });
      const from = (await behind.claim("s", new Map([[0, epoch]]), "here")).get(0)?.position ?? 0;
      for (const [index, item] of log.entries()) {
        if (index < from) continue;
        const outcome = await Promise.race([follow([item], [{ partition: 0, epoch, from: index, to: index + 1 }]), death.promise]);
        if (outcome === "died") return false;
      }
      return true;
    };
    let lives = 1;
    while (lives < 10 && !(await live(lives))) lives += 1;
    expect([lives, handled]).toEqual([parkingLimits.begunTimes + 1, ["a1", "c1"]]);
    expect(await store.list(10)).toMatchObject([{ key: "b", waiting: 1 }]);
  });
});
