import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { createMemoryParking } from "./memory/parking.ts";
import { failureOf, type Parking } from "./parking.ts";
import { rememberingEmpty } from "./remembering-empty.ts";

const item = { id: "a1", key: "a", payload: {} };
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
  const parked = async (process: Parking) => [...(await process.begin("s", [], ["a", "b"])).parked];
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
  it("asks where partitions were taken over: whoever had them may have parked", async () => {
    const { ours, theirs, parked } = processes();
    await parked(ours);
    await theirs.park("s", [item], failures);
    expect([...(await ours.begin("s", here, ["a"])).parked]).toEqual(["a"]);
    expect(await parked(ours)).toEqual(["a"]);
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
