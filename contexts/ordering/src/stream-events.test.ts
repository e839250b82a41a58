import { streamName } from "@waybill/kernel/event-log";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { appended, command, happened } from "@waybill/kernel/testing/event-log/sample";
import { describe, expect, it, vi } from "vitest";
import { readingOn } from "./stream-events.ts";

const stream = streamName("default", "thing", "1");
const scene = () => {
  const log = createMemoryEventLog({ partitions: 2 });
  const readStream = vi.fn(log.readStream);
  const decode = vi.fn(({ data }) => data.n);
  return { log, readStream, decode, read: readingOn({ ...log, readStream }, decode) };
};
/** Adds events, numbered on from `from`. */
const add = (log: ReturnType<typeof scene>["log"], from: number, count: number) =>
  appended(log, command(stream, from, { events: Array.from({ length: count }, (_, index) => happened(from + index + 1)) }));

describe("a stream that is read again and again", () => {
  it("is read on from where it was known, and nothing newer is missed", async () => {
    const { log, readStream, decode, read } = scene();
    expect(await read(stream)).toEqual([]);
    await add(log, 0, 3);
    expect(await read(stream)).toEqual([1, 2, 3]);
    expect(await read(stream)).toEqual([1, 2, 3]);
    await add(log, 3, 2);
    expect(await read(stream)).toEqual([1, 2, 3, 4, 5]);
    expect(readStream.mock.calls.map(([, after]) => after)).toEqual([0, 0, 3, 3]);
    expect(decode).toHaveBeenCalledTimes(5);
  });

  it("is whole for each of those who read it at the same time", async () => {
    const { log, read } = scene();
    await add(log, 0, 2);
    const before = [read(stream), read(stream)];
    await add(log, 2, 1);
    const during = [read(stream), read(stream)];
    for (const events of await Promise.all([...before, ...during]))
      expect([
        [1, 2],
        [1, 2, 3],
      ]).toContainEqual(events);
    expect(await read(stream)).toEqual([1, 2, 3]);
  });

  it("is not kept when it is long", async () => {
    const { log, readStream, read } = scene();
    await add(log, 0, 101);
    for (let times = 0; times < 2; times += 1) expect(await read(stream)).toHaveLength(101);
    expect(readStream.mock.calls.map(([, after]) => after)).toEqual([0, 0]);
  });
});
