import { expect, it } from "vitest";
import type { RecordedEvent } from "../../event-log.ts";
import { failureOf } from "../../parking.ts";
import type { ParkedNow } from "../../read-model.ts";
import { eventually } from "../eventually.ts";
import {
  counting,
  decodeCounted,
  expectedTallies,
  type FollowingProcess,
  following,
  headsOf,
  type MakeProcesses,
  type Tally,
  tally,
  thing,
} from "../following-sample.ts";
import { talliesOf } from "./tallies.ts";

const poisoned = thing(7);

/** Twenty things, one with an event that cannot be read while `poison.isThere`; followed by a process that parks it. */
const scene = async (process: FollowingProcess) => {
  const poison = { isThere: true };
  const decode = (recorded: RecordedEvent) => {
    if (poison.isThere && recorded.type === "Poison") throw new Error("cannot be read");
    return decodeCounted(recorded);
  };
  const followed = await following(process, { decode, parking: process.parking, retryPollMs: 20 });
  const numbers = Array.from({ length: 20 }, (_, number) => number);
  await process.log.append(
    numbers.map((number) => counting(thing(number), 0, ["Counted", number === 7 ? "Poison" : "Counted", "Counted"])),
  );
  const isThrough = async () => (await followed.status()).every(({ lag }) => lag === 0);
  await eventually("it is through", isThrough);
  const places = (await process.log.readStream(poisoned, 0, 10)).map(({ partition, position }) => ({
    log: process.log.name,
    incarnation: process.log.incarnation,
    partition,
    position,
  }));
  return { followed, poison, isThrough, places };
};

const tallied = (stream: string, events: number): Tally => ({ stream, events, sum: events, positions: [events] });
const item = (number: number, failure = false): ParkedNow => ({
  id: `0@${number}`,
  key: "a",
  payload: { number },
  failure: failure ? failureOf(new Error("cannot")) : null,
});

/** What happens to events that cannot be projected, where they may be parked. */
export const itParks = (make: MakeProcesses): void => {
  it("waits with all that comes behind it for the same stream, while all others flow, and is shown in order once it can be", async () => {
    const [process] = await make();
    const { followed, poison, isThrough } = await scene(process);
    await process.log.append([counting(poisoned, 3, ["Counted"])]);
    followed.tailer.wake();
    await eventually("it is through", isThrough);
    const expected = await expectedTallies(process.log);
    const shown = await talliesOf(followed, process.log);
    expect(shown.get(poisoned)).toMatchObject({ events: 1, sum: 1 });
    expect([...shown].filter(([stream]) => stream !== poisoned)).toEqual([...expected].filter(([stream]) => stream !== poisoned));
    const [parked, ...others] = await process.parking.list(10);
    expect(others).toEqual([]);
    expect(parked).toMatchObject({ subscription: "tally_v1", key: poisoned, waiting: 3, failure: { error: "Error: cannot be read" } });
    expect(parked?.first.payload).toMatchObject({ type: "Poison", stream: poisoned, version: 2, data: { n: 2 } });
    poison.isThere = false;
    await process.parking.retry("tally_v1", poisoned);
    await eventually("nothing is parked", async () => (await process.parking.list(10)).length === 0);
    expect(await talliesOf(followed, process.log)).toEqual(expected);
    await followed.stop();
  });

  it("is not claimed to be seen by whoever waits for it, while what is shown is", async () => {
    const [process] = await make();
    const { followed, poison, places } = await scene(process);
    const [before, ...parked] = places.map((place, index) => followed.waitFor([place], { timeoutMs: index === 0 ? 10_000 : 100 }));
    expect([await before, ...(await Promise.all(parked))]).toMatchObject([{ kind: "passed" }, { kind: "behind" }, { kind: "behind" }]);
    const waiting = followed.waitFor(places, { timeoutMs: 10_000 });
    poison.isThere = false;
    await process.parking.retry("tally_v1", poisoned);
    expect(await waiting).toEqual({ kind: "passed" });
    expect(await followed.find(poisoned)).toMatchObject({ events: 3, sum: 6 });
    await followed.stop();
  });

  it("is tried again with pauses, and left to an operator, who may skip it", async () => {
    const [process] = await make();
    const { followed } = await scene(process);
    const [left] = await eventually("it waits for an operator", async () => {
      const parked = await process.parking.list(10);
      return parked[0]?.retryAt === null ? parked : null;
    });
    expect(left).toMatchObject({ attempts: 3, waiting: 2 });
    expect(followed.happenings.filter(({ kind }) => kind === "retried").length).toBeLessThan(5);
    await process.parking.skip("tally_v1", left!.first, { reason: "a test", by: "me" });
    await eventually("nothing is parked", async () => (await process.parking.list(10)).length === 0);
    expect(await followed.find(poisoned)).toMatchObject({ events: 2, sum: 4 });
    expect(await followed.waitFor(await headsOf(process.log), { timeoutMs: 10_000 })).toEqual({ kind: "passed" });
    await followed.stop();
  });

  it("is parked together with the move of the checkpoint, or not at all", async () => {
    const [process] = await make();
    const { checkpoints, log, parking } = process;
    const rows = process.rowsOf(tally);
    await rows.prepare();
    await checkpoints.claim("tally_v1", new Map([[0, 2]]), log.incarnation);
    const park = (epoch: number) =>
      rows.apply({
        keys: ["a"],
        moves: [{ partition: 0, epoch, from: 0, to: 2 }],
        change: () => ({ upserts: [tallied("b", 1)], removals: [], parked: [item(1, true), item(2)] }),
      });
    expect(await park(1)).toBe("fenced");
    expect([await parking.list(10), await rows.find("b")]).toEqual([[], null]);
    expect(await park(2)).toBe("moved");
    expect(await parking.list(10)).toMatchObject([{ key: "a", attempts: 1, waiting: 2, first: { id: "0@1", payload: { number: 1 } } }]);
    expect([await rows.find("b"), await parking.waiting("tally_v1", ["0@2", "0@3"])]).toEqual([tallied("b", 1), new Set(["0@2"])]);
  });

  it("tells which keys are parked, so that nothing overtakes", async () => {
    const [process, other] = await make();
    const [rows, others] = [process.rowsOf(tally), other.rowsOf(tally)];
    await rows.prepare();
    await rows.apply({ keys: [], moves: [], change: () => ({ upserts: [], removals: [], parked: [item(1, true)] }) });
    let told: ReadonlySet<string> | null = null;
    const change = (_: unknown, parked: ReadonlySet<string>) => {
      told = parked;
      return { upserts: [], removals: [] };
    };
    await others.apply({ keys: [], orderKeys: ["a", "b"], moves: [], change });
    expect(told).toEqual(new Set(["a"]));
  });

  it("is taken out in the step that handles it, once, and only as the first of its key", async () => {
    const [process, other] = await make();
    const [rows, others] = [process.rowsOf(tally), other.rowsOf(tally)];
    await rows.prepare();
    await rows.apply({ keys: [], moves: [], change: () => ({ upserts: [], removals: [], parked: [item(1, true), item(2)] }) });
    const settle = (by: typeof rows, number: number) =>
      by.apply({
        keys: ["a"],
        moves: [],
        settles: item(number),
        change: (existing) => ({ upserts: [tallied("a", (existing.get("a")?.events ?? 0) + number)], removals: [] }),
      });
    expect(await settle(rows, 2)).toBe("fenced");
    expect(await Promise.all([settle(rows, 1), settle(others, 1)])).toEqual(expect.arrayContaining(["moved", "fenced"]));
    expect(await rows.find("a")).toEqual(tallied("a", 1));
    expect(await settle(others, 2)).toBe("moved");
    expect([await rows.find("a"), await process.parking.list(10)]).toEqual([tallied("a", 3), []]);
  });
};
