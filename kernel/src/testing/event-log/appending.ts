import { expect, it } from "vitest";
import { limits } from "../../limits.ts";
import { partitionOf } from "../../partition.ts";
import { appended, checked, command, faultsOf, freshStream, happened, type MakeLog, readAll } from "./sample.ts";

export const itAppends = (makeLog: MakeLog): void => {
  it("numbers the versions of a stream from 1, and the positions of a partition across its streams", async () => {
    const [log] = await makeLog();
    const [a, b, elsewhere] = [freshStream(log, 0), freshStream(log, 0), freshStream(log, 1)];
    expect(
      await log.append([
        command(a, 0),
        command(b, 0, { events: [happened(1), happened(2), happened(3)] }),
        command(elsewhere, 0),
        command(a, 1, { events: [happened(2), happened(3)] }),
      ]),
    ).toEqual([
      { kind: "appended", version: 1, position: 1 },
      { kind: "appended", version: 3, position: 4 },
      { kind: "appended", version: 1, position: 1 },
      { kind: "appended", version: 3, position: 6 },
    ]);
    expect(await log.append([command(b, 3)])).toEqual([{ kind: "appended", version: 4, position: 7 }]);
    expect((await readAll(log, 0)).map(({ position, stream, version }) => [position, stream, version])).toEqual([
      [1, a, 1],
      [2, b, 1],
      [3, b, 2],
      [4, b, 3],
      [5, a, 2],
      [6, a, 3],
      [7, b, 4],
    ]);
    expect(await faultsOf(log)).toEqual([]);
  });

  it.each([[-1], [1], [2]])("answers conflict to a decision that is off by %i, and records nothing", async (off) => {
    const [log, other] = await makeLog();
    const stream = freshStream(log);
    await appended(other, command(stream, 0, { events: [happened(1), happened(2)] }));
    const late = command(stream, 2 + off);
    expect(await log.append([late])).toEqual([{ kind: "conflict" }]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(2);
    expect(await log.append([{ ...late, expectedVersion: 2 }]), "a conflict leaves no receipt").toEqual([
      { kind: "appended", version: 3, position: 3 },
    ]);
  });

  it("lets one of two creations of a stream win", async () => {
    const [log, other] = await makeLog();
    const stream = freshStream(log);
    const outcomes = (await Promise.all([log.append([command(stream, 0)]), other.append([command(stream, 0)])])).flat();
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["appended", "conflict"]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
  });

  it("takes a command with no events, checks its version, and changes nothing", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log);
    expect(await log.append([checked(stream, 0), checked(stream, 0, { receipt: null })])).toEqual([
      { kind: "appended", version: 0, position: 0 },
      { kind: "appended", version: 0, position: 0 },
    ]);
    await appended(log, command(stream, 0));
    expect(
      await log.append([checked(stream, 1, { receipt: null }), checked(freshStream(log), 1), checked(stream, 0, { receipt: null })]),
    ).toEqual([{ kind: "appended", version: 1, position: 0 }, { kind: "conflict" }, { kind: "conflict" }]);
    expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
    expect([...(await log.heads())]).toEqual([[partitionOf(stream, log.partitions), 1]]);
  });

  it("answers nothing to nothing", async () => {
    const [log] = await makeLog();
    expect(await log.append([])).toEqual([]);
  });

  it("lets no command fail its neighbours on other streams", async () => {
    const [log] = await makeLog();
    const known = command(freshStream(log, 0), 0);
    await appended(log, known);
    const good = [0, 0, 0, 1].map((partition) => command(freshStream(log, partition), 0));
    const [one, two, three, four] = good as [typeof known, typeof known, typeof known, typeof known];
    const outcomes = await log.append([
      one,
      known,
      two,
      command(freshStream(log, 0), 7),
      { ...known, receipt: { requestHash: one.commandId, expiresAt: null } },
      three,
      checked(known.stream, 0),
      four,
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...["appended", "duplicate", "appended", "conflict", "keyReused", "appended", "conflict", "appended"],
    ]);
    for (const { stream } of good) expect(await log.readStream(stream, 0, 10)).toHaveLength(1);
    expect(await faultsOf(log)).toEqual([]);
  });

  it("takes a command with as many events as anybody may think of", async () => {
    const [log, other] = await makeLog();
    const stream = freshStream(log);
    const events = Array.from({ length: 3_000 }, (_, n) => happened(n));
    expect(await log.append([command(stream, 0, { events }), command(stream, 3_000)])).toMatchObject([
      { version: 3_000 },
      { version: 3_001 },
    ]);
    expect((await other.readStream(stream, 0, 5_000)).map(({ data }) => data.n)).toEqual([...events.keys(), 3_001]);
  });

  it("takes as many commands as a batch may have, on many streams and partitions", async () => {
    const [log, other] = await makeLog();
    const streams = Array.from({ length: limits.batchCommands / 4 }, () => freshStream(log));
    const batch = [0, 1, 2, 3].flatMap((version) => streams.map((stream) => command(stream, version)));
    expect((await log.append(batch)).every(({ kind }) => kind === "appended")).toBe(true);
    expect(await faultsOf(other)).toEqual([]);
    expect((await other.append(batch)).every(({ kind }) => kind === "duplicate")).toBe(true);
    expect([...(await log.heads()).values()].reduce((sum, head) => sum + head, 0)).toBe(batch.length);
  });

  it("appends all of a batch or, when the store raises an error, nothing of it", async () => {
    const [log, other] = await makeLog();
    const [stream, broken] = [freshStream(log, 0), freshStream(log, 0)];
    const good = command(stream, 0);
    const malformed = { type: "Happened", schemaVersion: 1, json: '{"n":' };
    await expect(log.append([good, checked(stream, 1), command(broken, 0, { events: [happened(1), malformed] })])).rejects.toThrow();
    expect([...(await other.heads())]).toEqual([]);
    expect(await other.readStream(broken, 0, 10)).toEqual([]);
    expect(await log.append([good]), "no receipt is left either").toEqual([{ kind: "appended", version: 1, position: 1 }]);
  });
};
