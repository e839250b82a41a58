import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { failureOf, type Parking } from "./parking.ts";
import { rememberingEmpty } from "./remembering-empty.ts";

const item = { id: "a1", key: "a", payload: {} };
const other = { id: "b1", key: "b" };
const failures = new Map([["a", failureOf(new Error("cannot be handled"))]]);
const here = [{ partition: 0, position: 3 }];

/** Two processes on one store, and how often the first has asked it. */
const processes = (change: (store: Parking) => Partial<Parking> = () => ({})) => {
  const store = createMemoryParking(systemClock);
  let asked = 0;
  const counting: Parking = {
    ...store,
    begin: (...batch) => {
      asked += 1;
      return store.begin(...batch);
    },
    ...change(store),
  };
  const parked = async (process: Parking) => [...(await process.begin("s", [], [item, other])).parked];
  return { ours: rememberingEmpty(counting), theirs: rememberingEmpty(store), asked: () => asked, parked };
};

describe("parking that remembers what is empty", () => {
  it("asks once while nothing is parked", async () => {
    const { ours, parked, asked } = processes();
    for (const _ of [1, 2, 3]) expect(await parked(ours)).toEqual([]);
    expect(asked()).toBe(1);
  });
  it("knows what this process parks", async () => {
    const { ours, parked } = processes();
    await parked(ours);
    await ours.park("s", [item], failures);
    expect(await parked(ours)).toEqual(["a"]);
    await ours.settle("s", item);
    expect(await parked(ours)).toEqual([]);
  });
  it("goes on to know what was skipped while it does not ask", async () => {
    const { ours, theirs, parked, asked } = processes();
    await ours.park("s", [item], failures);
    await theirs.skip("s", item, { reason: "a test", by: "me" });
    await parked(ours);
    expect([(await ours.begin("s", [], [item])).skipped, (await ours.begin("t", [], [item])).skipped]).toEqual([
      new Set(["a1"]),
      new Set(),
    ]);
    expect(asked()).toBe(2);
  });
  it("asks where partitions were taken over: whoever had them may have parked", async () => {
    const { ours, theirs, parked } = processes();
    await parked(ours);
    await theirs.park("s", [item], failures);
    expect([...(await ours.begin("s", here, [item])).parked]).toEqual(["a"]);
    expect(await parked(ours)).toEqual(["a"]);
  });
  it("asks also for a batch that is begun before it is answered where partitions were taken over", async () => {
    const answered = Promise.withResolvers<void>();
    const { ours, theirs, parked } = processes((store) => ({
      begin: async (subscription, starts, keys) => {
        if (starts.length > 0) await answered.promise;
        return store.begin(subscription, starts, keys);
      },
    }));
    await parked(ours);
    await theirs.park("s", [item], failures);
    const first = ours.begin("s", here, [other]);
    expect(await parked(ours)).toEqual(["a"]);
    answered.resolve();
    await first;
  });
  it("asks again where it does not know whether it has asked there", async () => {
    const { ours, theirs, parked } = processes((store) => ({
      begin: async (subscription, starts, keys) => {
        if (starts.length > 0) throw new Error("connection lost");
        return store.begin(subscription, starts, keys);
      },
    }));
    await parked(ours);
    await theirs.park("s", [item], failures);
    await expect(ours.begin("s", here, [other])).rejects.toThrow("connection lost");
    expect(await parked(ours)).toEqual(["a"]);
  });
  it("does not believe an answer from before partitions were taken over", async () => {
    const answered = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let asked = 0;
    const { ours, theirs, parked } = processes((store) => ({
      begin: async (...batch) => {
        const mine = answered[asked++];
        const beginning = await store.begin(...batch);
        await mine?.promise;
        return beginning;
      },
    }));
    const before = parked(ours);
    await theirs.park("s", [item], failures);
    const first = ours.begin("s", here, [other]);
    answered[0]!.resolve();
    expect(await before).toEqual([]);
    expect(await parked(ours)).toEqual(["a"]);
    answered[1]!.resolve();
    await first;
  });
  it("asks once it has found something that another has parked", async () => {
    const { ours, theirs, parked } = processes();
    await parked(ours);
    await theirs.park("s", [item], failures);
    await theirs.retry("s", "a");
    expect(await ours.take("s")).toEqual(item);
    expect(await parked(ours)).toEqual(["a"]);
  });
  it("does not believe an answer from before something was parked", async () => {
    const answered = Promise.withResolvers<void>();
    const { ours, parked } = processes((store) => ({
      begin: async (...batch) => {
        const beginning = await store.begin(...batch);
        await answered.promise;
        return beginning;
      },
    }));
    const asking = parked(ours);
    await ours.park("s", [item], failures);
    answered.resolve();
    expect(await asking).toEqual([]);
    expect(await parked(ours)).toEqual(["a"]);
  });
  it("asks again after parking of which nobody knows whether it came about", async () => {
    const { ours, parked } = processes((store) => ({
      park: async (...lot) => {
        await store.park(...lot);
        throw new Error("connection lost");
      },
    }));
    await parked(ours);
    await expect(ours.park("s", [item], failures)).rejects.toThrow("connection lost");
    expect(await parked(ours)).toEqual(["a"]);
  });
});
