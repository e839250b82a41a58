import { expect, it } from "vitest";
import { failureOf, type ParkedItem, type Parking } from "../../parking.ts";
import { chanceOf } from "../troubled-log.ts";

const item = (id: string, key: string): ParkedItem => ({ id, key, payload: { id } });
const failure = failureOf(new Error("cannot be handled"));
const failing = (...keys: readonly string[]) => new Map(keys.map((key) => [key, failure]));

const keys = ["a", "b", "c"];
/** What whoever begins a batch is told, and what an operator is shown: key → how many wait there. */
const shown = async (parking: Parking) => {
  const listed = await parking.list(100);
  const told = (
    await parking.begin(
      "s",
      [],
      keys.map((key) => item("m1", key)),
    )
  ).parked;
  expect([...told].toSorted()).toEqual(listed.map(({ key }) => key).toSorted());
  return Object.fromEntries(listed.map(({ key, waiting }) => [key, waiting]));
};
/** Handles all that waits, in turn, until nothing is left. */
const handledBy = async (parking: Parking): Promise<readonly string[]> => {
  const handled: string[] = [];
  for (const { subscription, key } of await parking.list(100)) await parking.retry(subscription, key);
  for (let next = await parking.take("s"); next !== null; next = await parking.take("s")) {
    await parking.settle("s", next);
    handled.push(`${next.key}: ${next.id}`);
  }
  return handled;
};

/** Newer code may find that an item concerns something else than what it was parked under. */
export const itMovesToAnotherKey = (make: () => Promise<readonly [Parking, Parking]>): void => {
  it("moves an item that is parked again under another key, and leaves no key without items", async () => {
    const [one, other] = await make();
    await one.park("s", [item("m1", "a")], failing("a"));
    await other.park("s", [item("m1", "b"), item("m2", "b")], failing("b"));
    expect(await shown(one)).toEqual({ b: 2 });
    expect(await one.list(10)).toMatchObject([{ key: "b", attempts: 1, failure, first: { id: "m1" } }]);
    expect(await handledBy(other)).toEqual(["b: m1", "b: m2"]);
    expect(await shown(one)).toEqual({});
  });

  it("moves it behind what waits there, and goes on with what waited behind it", async () => {
    const [one, other] = await make();
    await one.park("s", [item("m1", "a"), item("m2", "a")], failing("a"));
    await one.park("s", [item("m3", "b")], failing("b"));
    await other.park("s", [item("m1", "b")], new Map());
    expect(await shown(other)).toEqual({ a: 1, b: 2 });
    // Nothing is known against what is first now.
    expect(await one.take("s")).toEqual(item("m2", "a"));
    await one.settle("s", item("m2", "a"));
    expect(await handledBy(other)).toEqual(["b: m3", "b: m1"]);
  });

  it("leaves the first of the key that it comes from as it is when it was not that", async () => {
    const [one, other] = await make();
    await one.park("s", [item("m1", "a"), item("m2", "a")], failing("a"));
    await other.park("s", [item("m2", "b")], new Map());
    expect(await shown(one)).toEqual({ a: 1, b: 1 });
    expect(await one.list(10)).toMatchObject([
      { key: "a", attempts: 1, failure, first: { id: "m1" } },
      { key: "b", attempts: 0, failure: null },
    ]);
    expect(await one.take("s")).toEqual(item("m2", "b"));
    expect(await one.take("s")).toBeNull();
  });

  it("takes no word for it under the key that it comes from", async () => {
    const [one, other] = await make();
    await one.park("s", [item("m1", "a"), item("m2", "a")], new Map());
    const taken = await one.take("s");
    expect(taken).toEqual(item("m1", "a"));
    await other.park("s", [item("m1", "b")], new Map());
    await one.settle("s", item("m1", "a"));
    await one.fail("s", item("m1", "a"), failure);
    expect(await shown(one)).toEqual({ a: 1, b: 1 });
    expect((await one.list(10)).map(({ failure: known }) => known)).toEqual([null, null]);
  });

  it("loses nothing and leaves no empty key, whoever parks, settles and skips at the same moment", async () => {
    const processes = await make();
    const chance = chanceOf(7);
    const anyOf = <T>(choices: readonly T[]): T => choices[Math.floor(chance() * choices.length)]!;
    const why = { reason: "a test", by: "me" };
    const parked = new Set<string>();
    const gone = new Set<string>();
    const ids = Array.from({ length: 12 }, (_, number) => `m${number}`);
    const parks = async (parking: Parking) => {
      // As followers do: what is over does not come again here, so that whatever is left was lost.
      const items = ids.filter((id) => !gone.has(id) && chance() < 0.3).map((id) => item(id, anyOf(keys)));
      for (const { id } of items) parked.add(id);
      await parking.park("s", items, failing(...keys.filter(() => chance() < 0.3)));
    };
    const ends = async (parking: Parking) => {
      const first = anyOf([...(await parking.list(10)), null])?.first;
      if (first === undefined) return;
      const isSkipped = chance() < 0.5 && (await parking.skip("s", first, why));
      if (!isSkipped) await parking.settle("s", first);
      const waits = await parking.waiting("s", [first.id]);
      if (!waits.has(first.id)) gone.add(first.id);
    };
    for (let round = 0; round < 40; round += 1) {
      await Promise.all([...processes.map(parks), ...processes.map(ends)]);
      await shown(processes[0]);
    }
    const waiting = await processes[0].waiting("s", ids);
    const left = (await handledBy(processes[1])).map((line) => line.slice(3));
    expect(left.toSorted()).toEqual([...waiting].toSorted());
    expect(new Set([...left, ...gone])).toEqual(parked);
    expect(await shown(processes[0])).toEqual({});
  });
};
