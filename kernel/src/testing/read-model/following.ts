import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ReadModelHappening } from "../../follow-read-model.ts";
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

/** How many partitions it said it holds. */
const held = ({ happenings }: { readonly happenings: readonly ReadModelHappening[] }): number =>
  happenings.findLast((happening) => happening.kind === "shared")?.partitions ?? 0;

/** The same question in another version: a subscription and a table of its own. */
const tallyOf = (version: number): typeof tally => ({ ...tally, version });

const patience = { timeoutMs: 10_000 };

/** Ten things with three events each, in batches of different sizes. */
const fill = async ({ log }: Pick<FollowingProcess, "log">, round = 0): Promise<void> => {
  const append = (number: number) => counting(thing(number), round * 3, ["Counted", "Ignored", "Counted"]);
  await log.append([0, 1, 2, 3, 4].map(append));
  await log.append([5, 6].map(append));
  for (const number of [7, 8, 9]) await log.append([append(number)]);
};

/** What following for a read model promises. */
export const itFollows = (make: MakeProcesses): void => {
  it("catches up with what was there before, and goes on with what comes", async () => {
    const [process] = await make();
    await fill(process);
    const followed = await following(process);
    expect(await followed.waitFor(await headsOf(process.log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    await fill(process, 1);
    followed.tailer.wake();
    expect(await followed.waitFor(await headsOf(process.log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    await followed.stop();
  });

  it("makes, changes, removes and remakes rows within one batch and over several", async () => {
    const [process] = await make();
    await process.log.append([counting(thing(1), 0, ["Counted", "Removed", "Counted"]), counting(thing(2), 0, ["Counted"])]);
    const followed = await following(process);
    await followed.waitFor(await headsOf(process.log), patience);
    await process.log.append([counting(thing(1), 3, ["Counted"]), counting(thing(2), 1, ["Removed"])]);
    await followed.waitFor(await headsOf(process.log), patience);
    const found: (Tally | null)[] = [await followed.find(thing(1)), await followed.find(thing(2))];
    expect(found).toMatchObject([{ events: 2, sum: 7 }, null]);
    await followed.stop();
  });

  it("goes on where it stopped", async () => {
    const [process, other] = await make();
    await fill(process);
    const first = await following(process);
    await first.waitFor(await headsOf(process.log), patience);
    await first.stop();
    await fill(process, 1);
    const second = await following(other);
    await second.waitFor(await headsOf(process.log), patience);
    expect(await talliesOf(second, process.log)).toEqual(await expectedTallies(process.log));
    await second.stop();
  });

  it("shares the partitions with a process that joins, and takes them back when it leaves", async () => {
    const [process, other] = await make();
    const first = await following(process);
    await eventually("the first holds all", () => held(first) === 4);
    const second = await following(other);
    await eventually("each holds half", () => held(first) === 2 && held(second) === 2);
    for (const round of [0, 1, 2]) await fill(process, round);
    await first.waitFor(await headsOf(process.log), patience);
    await second.stop();
    await eventually("the first holds all again", () => held(first) === 4);
    await fill(process, 3);
    await first.waitFor(await headsOf(process.log), patience);
    expect(await talliesOf(first, process.log)).toEqual(await expectedTallies(process.log));
    await first.stop();
  });

  it("does everything once while processes come and go under load", async () => {
    const processes = await make();
    const [{ log }] = processes;
    let writing = true;
    const write = async () => {
      for (let round = 0; writing; round += 1) await Promise.all([fill({ log }, round), sleep(2)]);
    };
    const come = async (index: 0 | 1) => {
      for (let times = 0; times < 6; times += 1) {
        const followed = await following(processes[index]);
        await eventually("some work was done", () => followed.happenings.filter(({ kind }) => kind === "moved").length > 3);
        await followed.stop();
      }
    };
    const writer = write();
    await Promise.all([come(0), come(1)]);
    writing = false;
    await writer;
    const last = await following(processes[0]);
    expect(await last.waitFor(await headsOf(log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(last, log)).toEqual(await expectedTallies(log));
    await last.stop();
  });

  it("is heard of by all of a process's read models, each at its own pace", async () => {
    const [process] = await make();
    const models = await Promise.all(
      [1, 2, 3].map((version) => following(process, { model: tallyOf(version), rows: process.rowsOf(tallyOf(version)) })),
    );
    await fill(process);
    const heads = await headsOf(process.log);
    for (const followed of models) {
      expect(await followed.waitFor(heads, patience)).toEqual({ kind: "passed" });
      expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    }
    await Promise.all(models.map((followed) => followed.stop()));
  });
};
