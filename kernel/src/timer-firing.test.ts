import { describe, expect, it, onTestFinished, vi } from "vitest";
import { streamName } from "./event-log.ts";
import { sagaLimits } from "./saga-limits.ts";
import type { Timer } from "./timer.ts";
import { createTimerFiring } from "./timer-firing.ts";

const timerOf = (type: string, number: number): Timer => {
  const stream = streamName("default", type, String(number));
  const about = { stream, name: "late", version: 1, partition: 0, position: number, correlation: null, traceparent: null };
  return { key: `${stream}#late`, ...about, dueAt: number };
};

/** Timers that are all due, the longest first. They go when a follower has read that they fired: `read` does it. */
const scene = (timers: readonly Timer[]) => {
  let running = timers;
  let nowMs = 0;
  const fired: string[] = [];
  const tried: string[] = [];
  const asked: number[] = [];
  const keeper = { type: "loan", timerEventOf: () => null, fire: async ({ stream }: Timer) => void fired.push(stream) };
  const broken = {
    ...keeper,
    type: "broken",
    fire: async ({ stream }: Timer) => {
      tried.push(stream);
      throw new Error("it cannot be fired");
    },
  };
  const firing = createTimerFiring({
    timers: {
      due: async (_, limit) => {
        asked.push(limit);
        return running.slice(0, limit);
      },
    },
    timekeepers: [keeper, broken, { ...keeper, type: "hanging", fire: () => new Promise(() => undefined) }],
    log: { name: "town", incarnation: "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01" },
    clock: { monotonicMs: () => nowMs },
  });
  const read = (): void => {
    running = running.filter(({ stream }) => !fired.includes(stream));
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  const add = (...more: readonly Timer[]): void => {
    running = [...running, ...more];
  };
  return { fired, tried, asked, read, pass, add, fire: () => firing.fireDue([0]) };
};
const some = (type: string, count: number, from = 0) => Array.from({ length: count }, (_, index) => timerOf(type, from + index));

describe("timers that cannot be fired", () => {
  it("keep none of the others waiting, however many they are", async () => {
    const { timersAtOnce } = sagaLimits;
    const { fire, fired } = scene([...some("broken", timersAtOnce + 10), ...some("loan", 3, 10_000)]);
    for (let look = 0; look < 3; look += 1) await fire();
    expect(fired).toHaveLength(3);
  });

  it("are tried again, less and less often", async () => {
    const { fire, tried, pass } = scene(some("broken", 1));
    for (let look = 0; look < 400; look += 1) {
      await fire();
      pass(250);
    }
    // A hundred seconds.
    expect(tried.length).toBeGreaterThan(6);
    expect(tried.length).toBeLessThan(15);
  });
});

describe("a timer whose firing never ends", () => {
  it("is given up, so that the others go on", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { fire, fired, add } = scene(some("hanging", 1));
    const looking = fire();
    await vi.advanceTimersByTimeAsync(sagaLimits.patienceMs);
    expect(await Promise.race([looking, new Promise((resolve) => setImmediate(resolve))])).toBe(0);
    add(...some("loan", 1, 10));
    expect(await fire()).toBe(1);
    expect(fired).toHaveLength(1);
  });
});

describe("timers that have fired", () => {
  it("keep none of the others waiting until that is read, and fire once", async () => {
    const { timersAtOnce } = sagaLimits;
    const { fire, fired, read } = scene(some("loan", 2 * timersAtOnce + 5));
    expect([await fire(), await fire(), await fire(), await fire()]).toEqual([timersAtOnce, timersAtOnce, 5, 0]);
    expect(new Set(fired).size).toBe(fired.length);
    read();
    expect(await fire()).toBe(0);
  });

  it("are looked for as before when nothing is left to be remembered", async () => {
    const { fire, read, asked } = scene([...some("loan", 4), ...some("broken", 0)]);
    await fire();
    read();
    for (let look = 0; look < 3; look += 1) await fire();
    expect(asked.at(-1)).toBe(sagaLimits.timersAtOnce);
  });
});
