import { describe, expect, it, vi } from "vitest";
import { streamName } from "./event-log.ts";
import { newId } from "./id.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { add, from, keyed, open, tally, tallyProcess } from "./testing/tally.ts";

describe("those who follow the log in this process", () => {
  it("are woken when events have become durable, and by nothing else", async () => {
    const onAppended = vi.fn();
    const here = tallyProcess(createMemoryEventLog(), { onAppended });
    const id = newId("tly");
    await here.handle(id, add(1), keyed());
    expect(onAppended).not.toHaveBeenCalled();
    const asks = keyed();
    await here.handle(id, open(), asks);
    expect(onAppended).toHaveBeenCalledOnce();
    await here.handle(id, open(), asks);
    await here.handle(id, add(0), from());
    expect(onAppended).toHaveBeenCalledOnce();
  });
});

describe("the snapshots of an aggregate that keeps them", () => {
  const aggregate = { ...tally, snapshotEveryEvents: 5 };

  it("hold committed states, and the next process starts from the newest", async () => {
    const log = createMemoryEventLog();
    const here = tallyProcess(log, { aggregate });
    const id = newId("tly");
    const stream = streamName("default", "tally", id);
    await Promise.all([here.handle(id, open(), from()), ...Array.from({ length: 12 }, () => here.handle(id, add(1), from()))]);
    expect(await log.readSnapshot(stream, "tally@1")).toEqual({ version: 10, state: { status: "Open", total: 9, most: 1_000_000 } });
    const readStream = vi.fn(log.readStream);
    expect(await tallyProcess({ ...log, readStream }, { aggregate }).handle(id, add(1), from())).toMatchObject({
      version: 14,
      recorded: { state: { total: 13 } },
    });
    expect(readStream.mock.calls[0]?.[1]).toBe(10);
  });

  it("are not missed by a command when they cannot be written, but somebody is told", async () => {
    const inner = createMemoryEventLog();
    const onFault = vi.fn();
    const full = new Error("the disk is full");
    const here = tallyProcess({ ...inner, writeSnapshot: () => Promise.reject(full) }, { aggregate, onFault });
    const id = newId("tly");
    await here.handle(id, open(), from());
    for (let n = 0; n < 5; n += 1) expect(await here.handle(id, add(1), from())).toMatchObject({ kind: "accepted" });
    expect(onFault).toHaveBeenCalledExactlyOnceWith(full);
  });
});

describe("a stream that newer code has written to", () => {
  it("is decided on by that code only", async () => {
    const log = createMemoryEventLog();
    const id = newId("tly");
    const newer = { ...tally, upcasters: { TallyGrown: [(data: object) => ({ ...data, unit: "piece" })] } };
    await tallyProcess(log, { aggregate: newer }).handle(id, open(), from());
    await tallyProcess(log, { aggregate: newer }).handle(id, add(1), from());
    const older = tallyProcess(log);
    await expect(older.handle(id, add(1), from())).rejects.toThrow("Run the newer code");
    await expect(older.handle(id, add(1), from({ isNew: true }))).rejects.toThrow("Run the newer code");
    expect(await log.readStream(streamName("default", "tally", id), 0, 10)).toMatchObject([{ schemaVersion: 1 }, { schemaVersion: 2 }]);
  });
});
