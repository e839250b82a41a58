import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { type Clock, instant } from "./clock.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { type OneByOneOptions, oneByOne } from "./one-by-one.ts";
import { parkingLimits } from "./parking.ts";
import { retryNext, retryParked } from "./retry-parked.ts";
import { eventually } from "./testing/eventually.ts";

/** Items like `a1`, handled one by one; those in `poison` fail. Time passes when the test says so. */
const scene = async () => {
  let nowMs = 0;
  const clock: Pick<Clock, "now"> = { now: () => instant(nowMs) };
  const store = createMemoryParking(clock);
  const checkpoints = createMemoryCheckpoints();
  await checkpoints.claim("sample", new Map([[0, 1]]), "here");
  const handled: string[] = [];
  const poison = new Map<string, () => unknown>();
  const work: OneByOneOptions<string> = {
    subscription: "sample",
    checkpoints,
    keyOf: (item) => item.charAt(0),
    parking: { store, idOf: (item) => item },
    handle: async (item) => {
      const failure = poison.get(item)?.();
      if (failure !== undefined) throw failure;
      handled.push(item);
    },
  };
  let position = 0;
  return {
    store,
    handled,
    poison,
    work,
    pass: (elapsedMs: number) => {
      nowMs += elapsedMs;
    },
    position: async () => (await checkpoints.read("sample", [0])).get(0)?.position,
    follow: async (...items: readonly string[]) => {
      const moves = [{ partition: 0, epoch: 1, from: position, to: position + items.length }];
      const outcome = await oneByOne(work)(items, moves);
      position += items.length;
      return outcome;
    },
    retryAll: async () => {
      while (await retryNext(work));
    },
  };
};

const cannot = () => new Error("cannot be handled");

describe("an item that cannot be handled", () => {
  it("is put aside with what comes behind it under its key, then and later; all others flow", async () => {
    const its = await scene();
    its.poison.set("a2", cannot);
    expect(await its.follow("a1", "a2", "b1", "a3", "b2")).toBe("moved");
    await its.follow("a4", "b3");
    expect(its.handled.toSorted()).toEqual(["a1", "b1", "b2", "b3"]);
    expect(await its.store.list(10)).toMatchObject([{ key: "a", waiting: 3, attempts: 1, first: { payload: "a2" } }]);
  });

  it("is tried again after a pause, and what waits follows in order", async () => {
    const its = await scene();
    its.poison.set("a2", cannot);
    await its.follow("a1", "a2", "a3");
    await its.follow("a4");
    its.poison.clear();
    await its.retryAll();
    expect(its.handled).toEqual(["a1"]);
    its.pass(parkingLimits.pauseMs);
    await its.retryAll();
    expect(its.handled).toEqual(["a1", "a2", "a3", "a4"]);
    await its.follow("a5");
    expect(its.handled.at(-1)).toBe("a5");
  });

  it("is tried no more after so many attempts, until an operator wants it", async () => {
    const its = await scene();
    let attempts = 0;
    its.poison.set("a1", () => {
      attempts += 1;
      return cannot();
    });
    await its.follow("a1");
    for (let rounds = 0; rounds < 30; rounds += 1) {
      its.pass(3_600_000);
      await its.retryAll();
    }
    expect(attempts).toBe(parkingLimits.attempts);
    its.poison.clear();
    await its.store.retry("sample", "a");
    await its.retryAll();
    expect(its.handled).toEqual(["a1"]);
  });

  it("that takes the process with it is found out, and the rest goes on", async () => {
    const its = await scene();
    const deadly = () => new Promise<never>(() => {});
    let deaths = 0;
    const work: OneByOneOptions<string> = {
      ...its.work,
      handle: async (item) => {
        if (item !== "a1") return its.work.handle(item);
        deaths += 1;
        return deadly();
      },
    };
    const moves = [{ partition: 0, epoch: 1, from: 0, to: 2 }];
    const died = Symbol("died");
    const live = <T>(life: Promise<T>) => Promise.race([life, eventually("death", () => deaths > 0 && died)]);
    for (let lives = 1; lives < parkingLimits.begunTimes; lives += 1) {
      deaths = 0;
      expect(await live(oneByOne(work)(["a1", "b1"], moves))).toBe(died);
    }
    deaths = 0;
    expect(await oneByOne(work)(["a1", "b1"], moves)).toBe("moved");
    let attempts = 0;
    for (let lives = 0; lives < 30; lives += 1) {
      deaths = 0;
      its.pass(parkingLimits.attemptMs);
      while ((await live(retryNext(work))) === true);
      attempts += deaths;
    }
    expect(attempts).toBe(parkingLimits.attempts);
    expect(its.handled).toContain("b1");
    expect(await its.store.list(10)).toMatchObject([{ key: "a", retryAt: null }]);
  });

  it("is not blamed while something is away", async () => {
    const its = await scene();
    its.poison.set("a1", () => new StoreUnavailable("away"));
    await expect(its.follow("a1")).rejects.toBeInstanceOf(StoreUnavailable);
    expect([await its.store.list(10), await its.position()]).toEqual([[], 0]);
  });

  it("is not blamed while something is away that it is tried again with", async () => {
    const its = await scene();
    its.poison.set("a1", cannot);
    await its.follow("a1");
    its.poison.set("a1", () => new StoreUnavailable("away"));
    for (let rounds = 0; rounds < 20; rounds += 1) {
      its.pass(parkingLimits.pauseMs);
      await its.retryAll();
    }
    expect(await its.store.list(10)).toMatchObject([{ attempts: 1 }]);
  });
});

describe("what tries parked items again", () => {
  it("does so while it runs, and says what became of them", async () => {
    const its = await scene();
    its.poison.set("a1", cannot);
    await its.follow("a1", "a2");
    its.poison.clear();
    const happenings: string[] = [];
    const retrying = retryParked({ ...its.work, pollMs: 5, observe: ({ kind }) => happenings.push(kind) });
    retrying.start();
    its.pass(parkingLimits.pauseMs);
    await eventually("all is done", () => its.handled.length === 2);
    await retrying.stop();
    expect(happenings).toEqual(["unparked", "unparked"]);
  });

  it("gives up what never ends, so that nothing waits behind it but its own key", async () => {
    const its = await scene();
    its.poison.set("a1", cannot).set("b1", cannot);
    await its.follow("a1", "a2", "b1");
    its.poison.clear();
    const late = Promise.withResolvers<void>();
    const handle = (item: string): Promise<void> => (item === "a1" ? late.promise : its.work.handle(item));
    const retrying = retryParked({ ...its.work, handle, pollMs: 5, patienceMs: 20 });
    its.pass(parkingLimits.pauseMs);
    retrying.start();
    await eventually("others are handled", () => its.handled.length === 1);
    expect(await its.store.list(10)).toMatchObject([
      { key: "a", waiting: 2, attempts: 2, failure: { error: "Error: not done within 0.02 s" } },
    ]);
    // Too late: it was said to have failed, and comes again.
    late.resolve();
    its.pass(parkingLimits.attemptMs);
    await eventually("it is handled, too", () => its.handled.length === 2);
    await retrying.stop();
    expect([its.handled, await its.store.list(10)]).toEqual([["b1", "a2"], []]);
  });
});
