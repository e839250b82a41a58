import { expect, it } from "vitest";
import type { RecordedEvent } from "../../event-log.ts";
import { generationOf } from "../../read-model.ts";
import { eventually } from "../eventually.ts";
import {
  counting,
  decodeCounted,
  expectedTallies,
  type FollowingProcess,
  following,
  headsOf,
  type MakeProcesses,
  tally,
  thing,
} from "../following-sample.ts";
import { talliesOf } from "./tallies.ts";

const why = { reason: "a test", by: "me" };
const numbers = Array.from({ length: 10 }, (_, number) => number);

/** Ten things, of each a second event that cannot be read where it is poison: of things 3 and 5 at first, and never of what is mended. */
const scene = async (process: FollowingProcess) => {
  const poisoned = new Set([3, 5].map(thing));
  const decode = (recorded: RecordedEvent) => {
    if (recorded.type === "Poison" && poisoned.has(recorded.stream)) throw new Error("cannot be read");
    return decodeCounted(recorded);
  };
  const rows = process.rowsOf(tally);
  const swaps = { areAllowed: true };
  const swap = async (generation: number) => swaps.areAllowed && (await rows.building.swap(generation));
  const quick = { lookMs: 30, retryPollMs: 20, rows: { ...rows, building: { ...rows.building, swap } } };
  const followed = await following(process, { decode, parking: process.parking, ...quick });
  await process.log.append(numbers.map((number) => counting(thing(number), 0, ["Counted", "Poison", "Counted"])));
  const parked = async () =>
    (await process.parking.list(100)).map(({ subscription, key, waiting }) => ({ subscription, key, waiting })).toSorted(byKey);
  const isRead = async () => (await followed.status()).every(({ lag }) => lag === 0);
  await eventually("all is read", isRead);
  const skip = async (number: number, subscription = "tally_v1") => {
    const [its] = await process.parking.list(1, { subscription, key: thing(number) });
    expect(its !== undefined && (await process.parking.skip(subscription, its.first, why))).toBe(true);
    const rest = () => process.parking.list(1, { subscription, key: thing(number) });
    await eventually("what came behind it is shown", async () => (await rest()).length === 0);
  };
  const rebuild = async () => {
    followed.happenings.length = 0;
    await followed.rebuild();
    await eventually("it is swapped", () => followed.happenings.some(({ kind }) => kind === "swapped"));
  };
  return { followed, poisoned, parked, skip, rebuild, swaps };
};

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);

/** What an operator has left out of rows that are built anew. */
export const itRemembersWhatWasSkipped = (make: MakeProcesses): void => {
  it("is left out once more where it can still not be projected, and what comes behind it is shown", async () => {
    const [process] = await make();
    const { followed, parked, skip, rebuild } = await scene(process);
    await skip(3);
    const live = await talliesOf(followed, process.log);
    for (const _ of ["once", "and again"]) {
      await rebuild();
      const parkedAnew = followed.happenings.flatMap((happening) => (happening.kind === "parked" ? happening.items : []));
      expect(new Set(parkedAnew.map(({ key }) => key))).toEqual(new Set([thing(5)]));
      expect(await parked()).toEqual([{ subscription: "tally_v1", key: thing(5), waiting: 2 }]);
      expect(await talliesOf(followed, process.log)).toEqual(live);
    }
    expect(live.get(thing(3))).toMatchObject({ events: 2, sum: 4 });
    await process.log.append([counting(thing(3), 3, ["Counted"])]);
    expect(await followed.waitFor(await headsOf(process.log), { timeoutMs: 10_000 })).toEqual({ kind: "passed" });
    expect(await followed.find(thing(3))).toMatchObject({ events: 3 });
    await followed.stop();
  });

  it("is shown where it can be projected now", async () => {
    const [process] = await make();
    const { followed, poisoned, skip, rebuild } = await scene(process);
    await skip(3);
    await skip(5);
    poisoned.clear();
    await rebuild();
    expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    await followed.stop();
  });

  it("is left out whichever of both rows it was skipped for while the new ones were built, however often it was tried there", async () => {
    const [process] = await make();
    const { followed, parked, skip, rebuild, swaps } = await scene(process);
    swaps.areAllowed = false;
    const { generation } = await followed.rebuild();
    await eventually("all that is parked waits for an operator", async () => {
      const keys = await process.parking.list(100);
      return keys.length === 4 && keys.every(({ retryAt }) => retryAt === null);
    });
    await skip(3);
    await skip(5, generationOf("tally_v1", generation));
    swaps.areAllowed = true;
    await eventually("it is swapped", async () => (await followed.rebuilding()) === null);
    await eventually("nothing is parked", async () => (await parked()).length === 0);
    const built = await talliesOf(followed, process.log);
    expect([built.get(thing(3)), built.get(thing(5))]).toMatchObject([{ events: 2 }, { events: 2 }]);
    await rebuild();
    expect([await parked(), await talliesOf(followed, process.log)]).toEqual([[], built]);
    await followed.stop();
  });
};
