import { expect, it } from "vitest";
import { partitionOf } from "../../partition.ts";
import { appended, command, freshStream, happened, type MakeLog, readAll } from "./sample.ts";

const fiveEvents = { events: [1, 2, 3, 4, 5].map(happened) };

export const itReads = (makeLog: MakeLog): void => {
  it("reads a stream by pages, and nothing of its neighbours", async () => {
    const [log, other] = await makeLog();
    const stream = freshStream(log, 0);
    await log.append([command(freshStream(log, 0), 0, fiveEvents), command(stream, 0, fiveEvents), command(freshStream(log, 0), 0)]);
    const versions = async (after: number, limit: number) => (await other.readStream(stream, after, limit)).map(({ version }) => version);
    expect(await versions(0, 2)).toEqual([1, 2]);
    expect(await versions(2, 2)).toEqual([3, 4]);
    expect(await versions(4, 2)).toEqual([5]);
    expect(await versions(5, 2)).toEqual([]);
    expect(await versions(99, 2)).toEqual([]);
    expect(await versions(0, 1_000)).toEqual([1, 2, 3, 4, 5]);
    expect(await other.readStream(freshStream(log, 0), 0, 10)).toEqual([]);
  });

  it("reads many partitions at once, each from its own position, at most so many of each", async () => {
    const [log, other] = await makeLog();
    const streams = [freshStream(log, 0), freshStream(log, 1)];
    await log.append(
      streams.flatMap((stream) => [command(stream, 0, fiveEvents), command(freshStream(log, partitionOf(stream, log.partitions)), 0)]),
    );
    const found = await other.readPartitions(
      new Map([
        [1, 3],
        [0, 0],
      ]),
      2,
    );
    const positions = (partition: number) => found.filter((event) => event.partition === partition).map(({ position }) => position);
    expect(positions(0)).toEqual([1, 2]);
    expect(positions(1)).toEqual([4, 5]);
    expect(found).toHaveLength(4);
    expect(await other.readPartitions(new Map([[1, 5]]), 100)).toMatchObject([{ partition: 1, position: 6 }]);
    expect(await other.readPartitions(new Map([[0, 6]]), 100)).toEqual([]);
    expect(await other.readPartitions(new Map([[0, 99]]), 100)).toEqual([]);
    expect(await other.readPartitions(new Map(), 100)).toEqual([]);
  });

  it.each([1, 2, 3, 100])("gives every event once to a reader that goes forward by pages of %i", async (pageEvents) => {
    const [log] = await makeLog();
    for (let round = 0; round < 4; round += 1)
      await log.append([command(freshStream(log, 0), 0, fiveEvents), command(freshStream(log, 1), 0)]);
    expect((await readAll(log, 0, pageEvents)).map(({ position }) => position)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await readAll(log, 1, pageEvents)).toHaveLength(4);
  });

  it("tells the last position of each partition that has any event", async () => {
    const [log, other] = await makeLog();
    expect([...(await other.heads())]).toEqual([]);
    await log.append([command(freshStream(log, 1), 0, fiveEvents)]);
    expect([...(await other.heads())]).toEqual([[1, 5]]);
    await log.append([command(freshStream(log, 0), 0), command(freshStream(log, 1), 0)]);
    expect([...(await other.heads())].sort()).toEqual([
      [0, 1],
      [1, 6],
    ]);
  });

  it("has one incarnation, name and number of partitions for every process", async () => {
    const [log, other] = await makeLog();
    expect(log.incarnation).toMatch(/^[0-9a-f-]{36}$/);
    expect([other.incarnation, other.name, other.partitions]).toEqual([log.incarnation, log.name, log.partitions]);
  });
};

export const itKeepsSnapshots = (makeLog: MakeLog): void => {
  it("keeps the newest snapshot of a stream and reducer", async () => {
    const [log, other] = await makeLog();
    const stream = freshStream(log);
    await appended(log, command(stream, 0));
    expect(await log.readSnapshot(stream, "thing@1")).toBeNull();
    const second = { version: 2, state: { size: 'größe "日本" 😀', parts: [1, null, { deep: true }] } };
    await log.writeSnapshot(stream, "thing@1", second);
    expect(await other.readSnapshot(stream, "thing@1")).toEqual(second);
    for (const version of [1, 2]) await other.writeSnapshot(stream, "thing@1", { version, state: "late" });
    expect(await log.readSnapshot(stream, "thing@1")).toEqual(second);
    await other.writeSnapshot(stream, "thing@1", { version: 3, state: null });
    expect(await log.readSnapshot(stream, "thing@1")).toEqual({ version: 3, state: null });
  });

  it("keeps the snapshots of each stream and each reducer apart", async () => {
    const [log] = await makeLog();
    const [stream, elsewhere] = [freshStream(log, 0), freshStream(log, 0)];
    await log.writeSnapshot(stream, "thing@1", { version: 5, state: 5 });
    await log.writeSnapshot(stream, "thing@2", { version: 3, state: 3 });
    expect(await log.readSnapshot(stream, "thing@1")).toEqual({ version: 5, state: 5 });
    expect(await log.readSnapshot(stream, "thing@2")).toEqual({ version: 3, state: 3 });
    expect(await log.readSnapshot(elsewhere, "thing@1")).toBeNull();
  });

  it("keeps what the state was when it was written", async () => {
    const [log] = await makeLog();
    const stream = freshStream(log);
    const state = { size: 1, nothing: undefined };
    await log.writeSnapshot(stream, "thing@1", { version: 1, state });
    state.size = 2;
    const kept = await log.readSnapshot(stream, "thing@1");
    expect(kept).toStrictEqual({ version: 1, state: { size: 1 } });
  });
};
