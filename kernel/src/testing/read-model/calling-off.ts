import { expect, it } from "vitest";
import { generationOf, type ReadModelRows } from "../../read-model.ts";
import { eventually } from "../eventually.ts";
import {
  counting,
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

const patience = { timeoutMs: 10_000 };
const quick = { lookMs: 30, retryPollMs: 20 };

const append = ({ log }: FollowingProcess, version: number) =>
  log.append(Array.from({ length: 20 }, (_, number) => counting(thing(number), version, ["Counted"])));

/** Builds to the end and is never put in place, so that it is under way for as long as a test likes. */
const neverSwapped = ({ rowsOf }: FollowingProcess): ReadModelRows<Tally> => {
  const rows = rowsOf(tally);
  return { ...rows, building: { ...rows.building, swap: async () => false } };
};

/** What is promised of rows that are built anew when nobody wants them any more. */
export const itIsCalledOff = (make: MakeProcesses): void => {
  it("is left by all processes, whichever of them is told, and the live rows go on", async () => {
    const [process, other] = await make();
    await append(process, 0);
    const builder = await following(process, { ...quick, rows: neverSwapped(process), parking: process.parking });
    const teller = await following(other, { ...quick, rows: neverSwapped(other) });
    const { generation } = await builder.rebuild();
    const name = generationOf("tally_v1", generation);
    const partitions = [0, 1, 2, 3];
    await eventually("all is built", async () => (await builder.rebuilding())?.done === 20);
    expect(await teller.callOffRebuild()).toBe(true);
    expect([await builder.rebuilding(), await teller.rebuilding()]).toEqual([null, null]);
    await eventually("nothing is left", async () => {
      await append(process, (await process.log.readStream(thing(0), 0, 100_000)).length);
      return (await process.checkpoints.read(name, partitions)).size === 0;
    });
    expect(await builder.waitFor(await headsOf(process.log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(builder, process.log)).toEqual(await expectedTallies(process.log));
    for (const followed of [builder, teller]) expect(followed.happenings.map(({ kind }) => kind)).not.toContain("swapped");
    await Promise.all([builder.stop(), teller.stop()]);
    expect((await process.checkpoints.read(name, partitions)).size).toBe(0);
  });

  it("can be begun again, under another generation", async () => {
    const [process] = await make();
    await append(process, 0);
    const idle = await following(process, { lookMs: 60_000 });
    const first = await idle.rebuild();
    expect(await idle.callOffRebuild()).toBe(true);
    await idle.stop();
    const followed = await following(process, quick);
    const second = await followed.rebuild();
    expect(second.generation).toBeGreaterThan(first.generation);
    await eventually("it is swapped", () => followed.happenings.some(({ kind }) => kind === "swapped"));
    expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    await followed.stop();
  });

  it("cannot be when it is not under way, any more or yet, and by one caller only", async () => {
    const [process, other] = await make();
    await append(process, 0);
    const [one, two] = [await following(process, { lookMs: 60_000 }), await following(other, { lookMs: 60_000 })];
    expect(await one.callOffRebuild()).toBe(false);
    const { generation } = await one.rebuild();
    const answers = await Promise.all([one.callOffRebuild(), two.callOffRebuild()]);
    expect(answers.filter(Boolean)).toEqual([true]);
    expect(await process.rowsOf(tally).building.swap(generation)).toBe(false);
    await Promise.all([one.stop(), two.stop()]);
  });

  it("is either swapped or called off", async () => {
    const [process, other] = await make();
    const { prepare, building } = process.rowsOf(tally);
    await prepare();
    for (let round = 0; round < 10; round += 1) {
      const generation = await building.beginAnew();
      await building.beside(generation).prepare();
      const [isSwapped, calledOff] = await Promise.all([building.swap(generation), other.rowsOf(tally).building.callOff()]);
      expect(calledOff).toBe(isSwapped ? null : generation);
      await building.clearLeft();
    }
  });
};
