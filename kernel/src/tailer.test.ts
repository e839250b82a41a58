import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import type { EventLog } from "./event-log.ts";
import { limits } from "./limits.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { pass, passUntil, stopTime } from "./testing/movable-time.ts";
import { append, follow, from, never, readLog } from "./testing/read-log.ts";

vi.mock(import("node:timers/promises"), async (original) => (await import("./testing/movable-time.ts")).movable(await original()));

describe("a tailer", () => {
  it("gives what was there before it, and then what comes, without holes", async () => {
    const log = readLog();
    for (let number = 0; number < 40; number += 1) await append(log, number);
    const tailer = new Tailer(log);
    const followed = follow(tailer, 80);
    await sleep(20);
    for (let number = 0; number < 40; number += 1) await append(log, number, 1);
    expect(await followed).toHaveLength(80);
    tailer.stop();
  });

  it("gives about as many as were asked for, of every partition some", async () => {
    const log = readLog();
    for (let number = 0; number < 200; number += 1) await append(log, number);
    const tailer = new Tailer(log);
    const events = await tailer.next(from(0), 20, never);
    expect(events).toHaveLength(20);
    expect(new Set(events.map(({ partition }) => partition)).size).toBe(4);
    expect(await tailer.next(from(0), 1, never)).toHaveLength(4);
    tailer.stop();
  });

  it("looks at once when it is woken", async () => {
    stopTime();
    const log = readLog();
    const tailer = new Tailer(log, { ...limits, pollMinMs: 10, pollMaxMs: 60_000 });
    let found = 0;
    const waiting = tailer.next(from(0), 10, never).then(({ length }) => (found = length));
    // The pauses have grown to 10, 20, … 320 ms by now, and the next is 640.
    await pass(750);
    await append(log, 1);
    tailer.wake();
    expect(await passUntil("it is found", () => found === 1)).toBeLessThanOrEqual(20);
    await waiting;
    tailer.stop();
  });

  it("asks less and less often while nothing comes", async () => {
    stopTime();
    const log = readLog();
    const tailer = new Tailer(log, { ...limits, pollMinMs: 1, pollMaxMs: 200 });
    void tailer.next(from(0), 10, never);
    await pass(500);
    expect(log.reads).toBeLessThan(14);
    expect(log.reads).toBeGreaterThan(4);
    tailer.stop();
  });

  it("reads once for all who are at the head", async () => {
    stopTime();
    const log = readLog();
    const tailer = new Tailer(log, { ...limits, pollMinMs: 20, pollMaxMs: 20 });
    const readers = Promise.all(Array.from({ length: 10 }, () => follow(tailer, 30)));
    for (let number = 0; number < 30; number += 1) {
      await append(log, number);
      await pass(4);
    }
    await pass(40);
    await readers;
    // In 160 ms one read each 20 ms, and one for each at the beginning; by themselves ten readers would make ten times as many.
    expect(log.reads).toBeLessThan(10 + 160 / 20);
    tailer.stop();
  });

  it("lets one that is far behind read for itself, while others stay at the head", async () => {
    const log = readLog();
    const tailer = new Tailer(log, { ...limits, recentEvents: 8 });
    const early = follow(tailer, 100);
    for (let number = 0; number < 100; number += 1) {
      await append(log, number);
      if (number % 10 === 0) await sleep(6);
    }
    await early;
    expect(await follow(tailer, 100)).toHaveLength(100);
    tailer.stop();
  });

  it("loses nothing between readers that come and go while others write", async () => {
    const log = readLog();
    const tailer = new Tailer(log, { ...limits, pollMinMs: 1, recentEvents: 20 });
    const write = async (first: number) => {
      for (let number = first; number < first + 100; number += 1) {
        await append(log, number);
        if (number % 3 === 0) tailer.wake();
        if (number % 7 === 0) await sleep(1);
      }
    };
    const readers = Array.from({ length: 5 }, (_, index) => follow(tailer, 300, 3 + index * 4));
    await Promise.all([write(0), write(100), write(200)]);
    await Promise.all(readers);
    tailer.stop();
  });

  it("misses nothing that comes between finding nothing and waiting", async () => {
    for (let ticks = 0; ticks < 12; ticks += 1) {
      const log = createMemoryEventLog({ partitions: 4 });
      const answers: (() => void)[] = [];
      const readPartitions: EventLog["readPartitions"] = async (after, limit) => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return log.readPartitions(after, limit);
      };
      const tailer = new Tailer({ ...log, readPartitions }, { ...limits, pollMinMs: 1, pollMaxMs: 60_000 });
      const early = tailer.next(from(0), 10, never);
      await eventually("the log is being read", () => answers.length > 0);
      await append(log, 1);
      answers.shift()?.();
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const late = tailer.next(from(0), 10, AbortSignal.timeout(20_000));
      expect([await early, await late].map(({ length }) => length)).toEqual([1, 1]);
      tailer.stop();
    }
  });

  it("tells those who wait that the log cannot be read, and goes on when it can", async () => {
    const log = readLog();
    const tailer = new Tailer(log);
    const waiting = tailer.next(from(0), 10, never);
    await eventually("it waits", () => log.reads > 0);
    log.broken = true;
    await expect(waiting).rejects.toThrow("no answer");
    log.broken = false;
    await append(log, 1);
    expect(await tailer.next(from(0), 10, never)).toHaveLength(1);
    tailer.stop();
  });

  it("lets go who gives up, and everybody when it stops", async () => {
    const log = readLog();
    const tailer = new Tailer(log);
    const impatient = new AbortController();
    const waits = [tailer.next(from(0), 10, impatient.signal), tailer.next(from(0), 10, never)];
    await sleep(10);
    impatient.abort();
    expect(await waits[0]).toEqual([]);
    tailer.stop();
    expect(await waits[1]).toEqual([]);
    const reads = log.reads;
    await sleep(50);
    expect(log.reads - reads).toBeLessThanOrEqual(1);
  });

  it.each(["who gives up", "everybody when it stops"])("lets go %s between finding nothing and waiting", async (who) => {
    for (let ticks = 0; ticks < 12; ticks += 1) {
      const tailer = new Tailer(readLog(), { ...limits, pollMaxMs: 60_000 });
      await tailer.next(from(0), 10, AbortSignal.timeout(1));
      const impatient = new AbortController();
      const ended = tailer.next(from(0), 10, impatient.signal).then(() => true);
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      if (who === "who gives up") impatient.abort();
      else tailer.stop();
      expect(await Promise.race([ended, sleep(1_000, false)]), `after ${ticks} ticks`).toBe(true);
      tailer.stop();
    }
  });

  it("gives what came before the place that somebody else reads on from", async () => {
    const log = readLog();
    const tailer = new Tailer(log, { ...limits, pollMinMs: 30_000, pollMaxMs: 60_000 });
    const waiting = tailer.next(from(0), 10, never);
    await eventually("it waits", () => log.reads > 0);
    await append(log, 1);
    // Another process has handled that, and who reads on from there has just taken over from it.
    const ahead = new Map([...from(0), ...(await log.heads())]);
    void tailer.next(ahead, 10, never);
    expect(await Promise.race([waiting, sleep(1_000, [])])).toHaveLength(1);
    tailer.stop();
  });
});
