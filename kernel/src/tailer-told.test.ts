import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { EventLog, RecordedEvent } from "./event-log.ts";
import { limits } from "./limits.ts";
import { partitionOf } from "./partition.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, thing } from "./testing/following-sample.ts";
import { append, follow, from, readLog } from "./testing/read-log.ts";

/** The same, telling of what is appended through it; `stranger` appends as another process does. */
const tellingLog = ({ lateMs = 0 } = {}) => {
  const log = readLog();
  const { append: record } = log;
  const listeners: ((events: readonly RecordedEvent[]) => void)[] = [];
  const heads = new Map<number, number>();
  const told = async (batch: Parameters<EventLog["append"]>[0]) => {
    const outcomes = await record(batch);
    const events = await createdSince(log, heads);
    if (lateMs > 0) await sleep(lateMs);
    for (const listener of listeners) listener(events);
    return outcomes;
  };
  const stranger = async (batch: Parameters<EventLog["append"]>[0]) => {
    const outcomes = await record(batch);
    await createdSince(log, heads);
    return outcomes;
  };
  return Object.assign(log, {
    append: told,
    stranger,
    onRecorded: (listener: (typeof listeners)[number]) => void listeners.push(listener),
  });
};

const createdSince = async (log: EventLog & { reads: number }, heads: Map<number, number>): Promise<readonly RecordedEvent[]> => {
  const events = await log.readPartitions(new Map([0, 1, 2, 3].map((partition) => [partition, heads.get(partition) ?? 0])), 1_000);
  log.reads -= 1;
  for (const { partition, position } of events) heads.set(partition, position);
  return events;
};

const inPartitionsOfTheirOwn = () => {
  const streams = Array.from({ length: 50 }, (_, number) => thing(number));
  const first = streams[0];
  if (first === undefined) throw new Error("there is no stream");
  return [first, ...streams.filter((stream) => partitionOf(stream, 4) !== partitionOf(first, 4)).slice(0, 4)] as const;
};

describe("a tailer", () => {
  it("reads nothing of what its log tells", async () => {
    const log = tellingLog();
    const tailer = new Tailer(log, { ...limits, pollMaxMs: 60_000, pollToldMs: 60_000 });
    const followed = follow(tailer, 30);
    await sleep(20);
    const { reads } = log;
    for (let number = 0; number < 30; number += 1) await append(log, number);
    expect(await followed).toHaveLength(30);
    expect(log.reads).toBe(reads);
    tailer.stop();
  });

  it("reads what others have appended in between, and gives it once", async () => {
    const log = tellingLog();
    const tailer = new Tailer(log, { ...limits, pollMaxMs: 60_000, pollToldMs: 1 });
    const followed = follow(tailer, 40);
    await sleep(20);
    for (let number = 0; number < 20; number += 1) {
      await log.stranger([counting(thing(number), 0, ["Counted"])]);
      await append(log, number, 1);
    }
    expect(new Set((await followed).map(({ partition, position }) => `${partition}@${position}`)).size).toBe(40);
    tailer.stop();
  });

  it("asks ever more seldom while all that it finds is what it is told a moment later", async () => {
    const log = tellingLog({ lateMs: 4 });
    const tailer = new Tailer(log, { ...limits, pollMaxMs: 60_000, pollToldMs: 8 });
    const followed = follow(tailer, 60);
    await sleep(20);
    const { reads } = log;
    for (let number = 0; number < 60; number += 1) {
      void append(log, number);
      await sleep(5);
    }
    expect(await followed).toHaveLength(60);
    // Every 8 ms it would be some forty.
    expect(log.reads - reads).toBeLessThan(12);
    tailer.stop();
  });

  it("goes on asking often while others append beside what it is told", async () => {
    const log = tellingLog({ lateMs: 4 });
    const tailer = new Tailer(log, { ...limits, pollMaxMs: 60_000, pollToldMs: 1 });
    const followed = follow(tailer, 40);
    await sleep(20);
    // In partitions of their own: no gap shows what the others append.
    const [own, ...others] = inPartitionsOfTheirOwn();
    const { reads } = log;
    for (let number = 0; number < 20; number += 1) {
      await log.append([counting(own, number, ["Counted"])]);
      await log.stranger([counting(others[number % others.length] ?? own, Math.floor(number / others.length), ["Counted"])]);
      await sleep(5);
    }
    expect(await followed).toHaveLength(40);
    // With pauses that double each time it would be eight or so.
    expect(log.reads - reads).toBeGreaterThan(20);
    tailer.stop();
  });

  it("shares what it has read with others, and tells them when there is more", async () => {
    const log = readLog();
    for (let number = 0; number < 10; number += 1) await append(log, number);
    const tailer = new Tailer(log);
    let more = 0;
    const shared = tailer.shared(() => {
      more += 1;
    });
    expect(await shared.readPartitions(from(0), 100)).toHaveLength(10);
    const own = follow(tailer, 20);
    await append(log, 0, 1);
    tailer.wake();
    await eventually("there is more", () => more > 0);
    for (let number = 1; number < 10; number += 1) await append(log, number, 1);
    tailer.wake();
    await own;
    const { reads } = log;
    const heads = await log.heads();
    const after = new Map([...heads].map(([partition, head]) => [partition, head - 1]));
    expect(await shared.readPartitions(after, 100)).toHaveLength(heads.size);
    expect(await shared.readPartitions(heads, 100)).toEqual([]);
    expect(log.reads - reads).toBeLessThanOrEqual(1);
    tailer.stop();
  });
});
