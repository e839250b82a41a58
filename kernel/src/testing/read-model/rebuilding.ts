import { setTimeout as sleep } from "node:timers/promises";
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
  onlooking,
  tally,
  thing,
} from "../following-sample.ts";
import { talliesOf } from "./tallies.ts";

const patience = { timeoutMs: 10_000 };
const quick = { lookMs: 30, retryPollMs: 20 };

const append = ({ log }: FollowingProcess, version: number, type = "Counted") =>
  log.append(Array.from({ length: 20 }, (_, number) => counting(thing(number), version, [type])));

/** As the code was before it was mended. */
const wrongly = (recorded: RecordedEvent) => ({ ...decodeCounted(recorded), n: 1_000 });

type Followed = Awaited<ReturnType<typeof following>>;
const swapped = (followed: Followed) =>
  eventually(
    "it is swapped",
    async () => (await followed.rebuilding()) === null && followed.happenings.some(({ kind }) => kind === "swapped"),
  );

/** What is promised of rows that are built anew beside the ones that are read. */
export const itIsBuiltAnew = (make: MakeProcesses): void => {
  it("has the rows that the live one has, and goes on from there", async () => {
    const [process] = await make();
    for (let version = 0; version < 3; version += 1) await append(process, version);
    const followed = await following(process, quick);
    await followed.waitFor(await headsOf(process.log), patience);
    const live = await talliesOf(followed, process.log);
    expect(await followed.rebuild()).toMatchObject({ total: 60 });
    await swapped(followed);
    expect(await talliesOf(followed, process.log)).toEqual(live);
    await append(process, 3);
    expect(await followed.waitFor(await headsOf(process.log), patience)).toEqual({ kind: "passed" });
    expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    await followed.stop();
  });

  it("is built by the code of today, whatever made the live rows", async () => {
    const [process] = await make();
    await append(process, 0);
    const before = await following(process, { decode: wrongly });
    await before.waitFor(await headsOf(process.log), patience);
    await before.stop();
    const followed = await following(process, quick);
    expect(await followed.find(thing(1))).toMatchObject({ sum: 1_000 });
    await followed.rebuild();
    await swapped(followed);
    expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    await followed.stop();
  });

  it("is built by all processes together while the log grows, and nothing is missing or twice", async () => {
    const processes = await make();
    const [process] = processes;
    for (let version = 0; version < 20; version += 1) await append(process, version);
    const followers = await Promise.all(processes.map((its) => following(its, quick)));
    let writing = true;
    const write = async () => {
      for (let version = 20; writing; version += 1) await Promise.all([append(process, version), sleep(2)]);
    };
    const writer = write();
    for (let round = 0; round < 3; round += 1) {
      for (const followed of followers) followed.happenings.length = 0;
      const { generation } = await followers[round % 2]!.rebuild();
      await eventually("it is swapped", () =>
        followers.some(({ happenings }) =>
          happenings.some((happening) => happening.kind === "swapped" && happening.generation === generation),
        ),
      );
    }
    writing = false;
    await writer;
    for (const followed of followers) {
      expect(await followed.waitFor(await headsOf(process.log), patience)).toEqual({ kind: "passed" });
      expect(await talliesOf(followed, process.log)).toEqual(await expectedTallies(process.log));
    }
    await Promise.all(followers.map((followed) => followed.stop()));
  }, 30_000);

  it("tells how far it is, and is begun once however often it is asked for", async () => {
    const [process] = await make();
    await append(process, 0);
    const followed = await following(process, { lookMs: 60_000 });
    expect(await followed.rebuilding()).toBeNull();
    await followed.stop();
    const first = await followed.rebuild();
    expect(first).toEqual({ generation: first.generation, done: 0, total: 20 });
    expect([await followed.rebuild(), await followed.rebuilding()]).toEqual([first, first]);
    const successor = await following(process, quick);
    await swapped(successor);
    expect((await successor.rebuild()).generation).toBeGreaterThan(first.generation);
    await swapped(successor);
    await successor.stop();
  });

  it("is not put in place while it is behind in any partition, nor twice", async () => {
    const [process, other] = await make();
    const rows = process.rowsOf(tally);
    await rows.prepare();
    const generation = await rows.building.beginAnew();
    const name = generationOf("tally_v1", generation);
    await rows.building.beside(generation).prepare();
    const { checkpoints, log } = process;
    for (const subscription of ["tally_v1", name])
      await checkpoints.claim(subscription, new Map([0, 1].map((p) => [p, 3])), log.incarnation);
    const step = (partition: number, to: number) => ({ partition, epoch: 3, from: 0, to });
    const row = (sum: number) => () => ({ upserts: [{ stream: "a", events: 1, sum, positions: [] }], removals: [] });
    await rows.apply({ keys: ["a"], moves: [step(0, 5), step(1, 7)], change: row(1) });
    await rows.building.beside(generation).apply({ keys: ["a"], moves: [step(0, 6)], change: row(2) });
    expect(await rows.building.swap(generation)).toBe(false);
    expect(await rows.building.swap(generation + 1)).toBe(false);
    expect([await rows.find("a"), await rows.building.underWay()]).toMatchObject([{ sum: 1 }, generation]);
    await rows.building.beside(generation).apply({ keys: [], moves: [step(1, 7)], change: () => ({ upserts: [], removals: [] }) });
    const twice = await Promise.all([rows.building.swap(generation), other.rowsOf(tally).building.swap(generation)]);
    expect(twice.filter(Boolean)).toEqual([true]);
    expect([await rows.find("a"), await rows.building.underWay()]).toMatchObject([{ sum: 2 }, null]);
    expect(await checkpoints.read("tally_v1", [0, 1])).toMatchObject(
      new Map([
        [0, { position: 6, epoch: 3 }],
        [1, { position: 7, epoch: 3 }],
      ]),
    );
    expect(await checkpoints.read(name, [0, 1])).toEqual(new Map());
  });

  it("brings along what it parked, and leaves behind what the live rows had parked", async () => {
    const [process] = await make();
    for (const version of [0, 1]) await append(process, version, version === 0 ? "Counted" : "Poison");
    const refusing =
      (...numbers: readonly number[]) =>
      (recorded: RecordedEvent) => {
        if (recorded.type === "Poison" && numbers.some((number) => recorded.stream === thing(number))) throw new Error("cannot be read");
        return decodeCounted(recorded);
      };
    const parkedKeys = async () => (await process.parking.list(100)).map(({ subscription, key }) => ({ subscription, key }));
    const before = await following(process, { decode: refusing(3, 4), parking: process.parking });
    await eventually("two are parked", async () => (await parkedKeys()).length === 2);
    await before.stop();
    const followed = await following(process, { ...quick, retryPollMs: 60_000, decode: refusing(4, 5), parking: process.parking });
    await followed.rebuild();
    await swapped(followed);
    expect((await parkedKeys()).toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { subscription: "tally_v1", key: thing(4) },
      { subscription: "tally_v1", key: thing(5) },
    ]);
    const expected = await expectedTallies(process.log);
    expect(await followed.find(thing(3))).toEqual(expected.get(thing(3)));
    expect(await followed.find(thing(5))).toMatchObject({ events: 1 });
    await followed.stop();
  });

  it("may be read once it is complete, and not before", async () => {
    const [process, other] = await make();
    await append(process, 0);
    const stuck = await following(process, {
      decode: () => {
        throw new Error("cannot be read");
      },
    });
    expect(await stuck.waitFor([], { timeoutMs: 100 })).toMatchObject({ kind: "behind" });
    await stuck.stop();
    const followed = await following(other);
    expect(await followed.waitFor([], patience)).toEqual({ kind: "passed" });
    await followed.stop();
    expect(await process.rowsOf(tally).building.isBuilt()).toBe(true);
    // What comes later is late, but no half of an answer.
    await append(process, 1);
    expect(await stuck.waitFor([], patience)).toEqual({ kind: "passed" });
  });

  it("may be read as soon as others have made it complete, where nobody follows", async () => {
    const [process, other] = await make();
    await append(process, 0);
    await process.rowsOf(tally).prepare();
    const waiting = onlooking(process).waitFor([], patience);
    await sleep(50);
    const followed = await following(other);
    expect(await waiting).toEqual({ kind: "passed" });
    await followed.stop();
  });
};
