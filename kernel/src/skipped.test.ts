import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { systemClock } from "./clock.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { type OneByOneOptions, oneByOne } from "./one-by-one.ts";
import type { Parking } from "./parking.ts";
import { rememberingEmpty } from "./remembering-empty.ts";

/** A store that processes share, each of which handles items like `a1` one by one, and where its batches come from. */
const scene = async () => {
  const store = createMemoryParking(systemClock);
  const checkpoints = createMemoryCheckpoints();
  await checkpoints.claim("sample", new Map([[0, 1]]), "here");
  const handled: string[] = [];
  const failures = new Map<string, unknown>();
  const fails = (item: string, failure: unknown = new Error("cannot be handled")) => void failures.set(item, failure);
  let asked = 0;
  const counting: Parking = {
    ...store,
    begin: (...batch) => {
      asked += 1;
      return store.begin(...batch);
    },
  };
  const process = (epoch = 1) => {
    const options: OneByOneOptions<string> = {
      subscription: "sample",
      checkpoints,
      keyOf: (item) => item.charAt(0),
      parking: { store: rememberingEmpty(counting), idOf: (item) => item },
      handle: async (item) => {
        if (failures.has(item)) throw failures.get(item);
        handled.push(item);
      },
    };
    const follow = oneByOne(options);
    let held = epoch;
    return {
      takeOver: (next: number): void => {
        held = next;
      },
      batch: (from: number, ...items: readonly string[]) =>
        follow(items, [{ partition: 0, epoch: held, from, to: from + items.length }]).catch((error: unknown) => error),
    };
  };
  const skip = (item: string) => store.skip("sample", { id: item, key: item.charAt(0) }, { reason: "a test", by: "me" });
  return { store, checkpoints, handled, fails, mend: () => failures.clear(), process, skip, asked: () => asked };
};

const away = new StoreUnavailable("away");

describe("an item that was skipped", () => {
  it.each([[["a1", "b1"]], [["a1", "b1", "a2"]]])(
    "is left out when its batch comes again because another one's target was away (%j)",
    async (items) => {
      const its = await scene();
      const { batch } = its.process();
      its.fails("a1");
      its.fails("b1", away);
      expect(await batch(0, ...items)).toBeInstanceOf(StoreUnavailable);
      expect(await its.skip("a1")).toBe(true);
      for (const _ of [1, 2]) expect(await batch(0, ...items)).toBeInstanceOf(StoreUnavailable);
      its.mend();
      expect(await batch(0, ...items)).toBe("moved");
      expect([its.handled, (await its.store.list(10)).map(({ first }) => first.id)]).toEqual([["b1"], items.slice(2)]);
    },
  );

  it("is left out by a successor, in whichever batch of those whose checkpoints were not written", async () => {
    const its = await scene();
    its.fails("a2");
    expect(await its.process().batch(0, "b1", "b2", "a2", "a3")).toBe("moved");
    await its.skip("a2");
    await its.store.settle("sample", { id: "a3", key: "a" });
    its.mend();
    its.handled.length = 0;
    // What was moved in memory died with the process.
    its.checkpoints.forgetNow("sample");
    await its.checkpoints.claim("sample", new Map([[0, 2]]), "here");
    const { batch: successor } = its.process(2);
    expect(await successor(0, "b1")).toBe("moved");
    expect(await successor(1, "b2", "a2", "a3", "b3")).toBe("moved");
    expect(its.handled.toSorted()).toEqual(["a3", "b1", "b2", "b3"]);
  });

  it("is left out by whoever had its partition before, was there when it was parked, and takes it over at the same place", async () => {
    const its = await scene();
    const ours = its.process();
    expect(await ours.batch(0, "b1")).toBe("moved");
    its.fails("a1");
    its.fails("b2", away);
    await its.checkpoints.claim("sample", new Map([[0, 2]]), "here");
    expect(await its.process(2).batch(1, "a1", "b2")).toBeInstanceOf(StoreUnavailable);
    await its.skip("a1");
    its.mend();
    await its.checkpoints.claim("sample", new Map([[0, 3]]), "here");
    ours.takeOver(3);
    expect(await ours.batch(1, "a1", "b2")).toBe("moved");
    expect(its.handled).toEqual(["b1", "b2"]);
  });

  it("is left out where another still parks what is tried again here", async () => {
    const its = await scene();
    const [ours, theirs] = [its.process(2), its.process(1)];
    await its.checkpoints.claim("sample", new Map([[0, 2]]), "here");
    its.fails("a1", away);
    expect(await ours.batch(0, "a1")).toBeInstanceOf(StoreUnavailable);
    its.fails("a1");
    expect(await theirs.batch(0, "a1")).toBe("fenced");
    await its.skip("a1");
    its.mend();
    expect(await ours.batch(0, "a1", "a2")).toBe("moved");
    expect(its.handled).toEqual(["a2"]);
  });

  it("does not keep what comes behind it under its key waiting, and is not asked for again", async () => {
    const its = await scene();
    const { batch } = its.process();
    its.fails("a1");
    expect(await batch(0, "a1")).toBe("moved");
    await its.skip("a1");
    its.mend();
    expect(await batch(1, "a2", "a3")).toBe("moved");
    const askedBefore = its.asked();
    expect(await batch(3, "a4")).toBe("moved");
    expect([its.handled, its.asked() - askedBefore]).toEqual([["a2", "a3", "a4"], 0]);
  });
});
