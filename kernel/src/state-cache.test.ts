import { describe, expect, it, vi } from "vitest";
import type { Aggregate } from "./aggregate.ts";
import type { EventLog, StreamName } from "./event-log.ts";
import { limits } from "./limits.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createStateCache, readState, snapshotIfDue } from "./state-cache.ts";
import { appended, command, freshStream, happened } from "./testing/event-log/sample.ts";

type Happened = { readonly type: "Happened"; readonly n: number };
/** What has happened, summed up; the version-2 reducer also counts. */
const sum: Aggregate<never, { sum: number }, Happened> = {
  type: "thing",
  decider: { initial: { sum: 0 }, decide: () => ({ kind: "nothingToDo" }), evolve: (state, { n }) => ({ sum: state.sum + n }) },
};
const withSnapshots = { ...sum, snapshotEveryEvents: 10 };

/** Adds `count` events, numbered from 1, to a stream that has none. */
const grow = async (log: EventLog, stream: StreamName, count: number) => {
  await appended(log, command(stream, 0, { events: Array.from({ length: count }, (_, index) => happened(index + 1)) }));
};
const watched = () => {
  const log = createMemoryEventLog({ partitions: 2 });
  return { log: { ...log, readStream: vi.fn(log.readStream), readSnapshot: vi.fn(log.readSnapshot) }, stream: freshStream(log) };
};

describe("a stream's committed state", () => {
  it.each([0, 1, limits.streamPageEvents - 1, limits.streamPageEvents, limits.streamPageEvents + 1, 2 * limits.streamPageEvents + 5])(
    "is folded from all of its %i events",
    async (count) => {
      const { log, stream } = watched();
      if (count > 0) await grow(log, stream, count);
      expect(await readState(log, sum, stream)).toEqual({ state: { sum: (count * (count + 1)) / 2 }, version: count });
      expect(log.readSnapshot).not.toHaveBeenCalled();
    },
  );

  it("starts at the snapshot and takes the events after it", async () => {
    const { log, stream } = watched();
    await grow(log, stream, 7);
    await log.writeSnapshot(stream, "thing@1", { version: 5, state: { sum: 1_000 } });
    expect(await readState(log, withSnapshots, stream)).toEqual({ state: { sum: 1_000 + 6 + 7 }, version: 7 });
    expect(log.readStream).toHaveBeenCalledExactlyOnceWith(stream, 5, limits.streamPageEvents);
  });

  it("starts anew when the reducer has changed since, or when the aggregate keeps no snapshots", async () => {
    const { log, stream } = watched();
    await grow(log, stream, 3);
    await log.writeSnapshot(stream, "thing@1", { version: 2, state: { sum: 1_000 } });
    expect(await readState(log, { ...withSnapshots, reducerVersion: 2 }, stream)).toEqual({ state: { sum: 6 }, version: 3 });
    expect(await readState(log, { ...withSnapshots, type: "other" }, stream)).toEqual({ state: { sum: 6 }, version: 3 });
    expect(await readState(log, sum, stream)).toEqual({ state: { sum: 6 }, version: 3 });
  });

  it("is not told when newer code wrote one of the events", async () => {
    const { log, stream } = watched();
    await appended(log, command(stream, 0, { events: [happened(1), { ...happened(2), schemaVersion: 2 }] }));
    await expect(readState(log, sum, stream)).rejects.toThrow("Run the newer code");
  });
});

describe("a snapshot", () => {
  it.each([
    [1, 10, true],
    [1, 9, false],
    [1, 11, false],
    [5, 13, true],
    [25, 25, true],
    [0, 10, false],
    [1, 20, true],
  ])("after %i events that led to version %i is due: %s", async (events, version, due) => {
    const { log, stream } = watched();
    await snapshotIfDue({ log, aggregate: withSnapshots, stream }, events, { version, state: { sum: version } });
    expect(await log.readSnapshot(stream, "thing@1")).toEqual(due ? { version, state: { sum: version } } : null);
    await snapshotIfDue({ log, aggregate: sum, stream: freshStream(log) }, events, { version, state: { sum: 0 } });
  });
});

describe("a cache of states", () => {
  it("reads a stream once, however many ask at the same time or later", async () => {
    const { log, stream } = watched();
    await grow(log, stream, 4);
    const cache = createStateCache(log, sum);
    const [one, two] = await Promise.all([cache.cellOf(stream, false), cache.cellOf(stream, true)]);
    expect(one).toEqual({ state: { sum: 10 }, version: 4, valid: true });
    expect(two).toBe(one);
    expect(cache.cellOf(stream, false)).toBe(one);
    expect(log.readStream).toHaveBeenCalledOnce();
  });

  it("takes the caller's word that a stream is new", () => {
    const { log, stream } = watched();
    const cache = createStateCache(log, sum);
    const cell = cache.cellOf(stream, true);
    expect(cell).toEqual({ state: { sum: 0 }, version: 0, valid: true });
    expect(cache.cellOf(stream, false)).toBe(cell);
    expect(log.readStream).not.toHaveBeenCalled();
  });

  it("reads again what was dropped, and leaves a newer cell alone when an old one is dropped late", async () => {
    const { log, stream } = watched();
    const cache = createStateCache(log, sum);
    const old = await cache.cellOf(stream, false);
    cache.drop(stream, old);
    expect(old.valid).toBe(false);
    await grow(log, stream, 1);
    const young = await cache.cellOf(stream, false);
    expect(young).toEqual({ state: { sum: 1 }, version: 1, valid: true });
    cache.drop(stream, old);
    expect(cache.cellOf(stream, false)).toBe(young);
  });

  it("does not remember that reading failed", async () => {
    const { log, stream } = watched();
    log.readStream.mockRejectedValueOnce(new Error("the log is away"));
    const cache = createStateCache(log, sum);
    await expect(Promise.all([cache.cellOf(stream, false), cache.cellOf(stream, false)])).rejects.toThrow("the log is away");
    expect(await cache.cellOf(stream, false)).toMatchObject({ version: 0, valid: true });
  });

  it("forgets what was used longest ago when it is full", async () => {
    const { log } = watched();
    const cache = createStateCache(log, sum, 8);
    const [used, unused] = [freshStream(log), freshStream(log)];
    const [usedCell] = [cache.cellOf(used, true), cache.cellOf(unused, true)];
    for (let n = 0; n < 8; n += 1) {
      void cache.cellOf(`default/thing/${n}` as StreamName, true);
      expect(cache.cellOf(used, false)).toBe(usedCell);
    }
    expect(cache.cellOf(unused, false)).toBeInstanceOf(Promise);
  });
});
