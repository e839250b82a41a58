import { describe, expect, it, onTestFinished, vi } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { streamName } from "./event-log.ts";
import { createMemoryDueTimers } from "./memory/due-timers.ts";
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
  const away = {
    ...keeper,
    type: "away",
    fire: async () => {
      throw new StoreUnavailable("away");
    },
  };
  const broken = {
    ...keeper,
    type: "broken",
    fire: async ({ stream }: Timer) => {
      tried.push(stream);
      throw new Error("it cannot be fired");
    },
  };
  const begun: string[] = [];
  const hanging = {
    ...keeper,
    type: "hanging",
    fire: ({ stream }: Timer) => {
      begun.push(stream);
      return new Promise<never>(() => undefined);
    },
  };
  const firing = createTimerFiring({
    timers: {
      due: async (partitions, limit, after) => {
        asked.push(limit);
        return createMemoryDueTimers({ all: () => running }).due(partitions, limit, after);
      },
    },
    timekeepers: [keeper, away, broken, hanging],
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
  return {
    fired,
    tried,
    begun,
    asked,
    read,
    pass,
    add,
    fire: (...partitions: readonly number[]) => firing.fireDue(partitions.length === 0 ? [0] : partitions),
    ended: () => firing.ended(),
  };
};
const some = (type: string, count: number, from = 0) => Array.from({ length: count }, (_, index) => timerOf(type, from + index));
const elsewhere = (timers: readonly Timer[]) => timers.map((timer) => ({ ...timer, partition: 1 }));

describe("timers that cannot be fired", () => {
  it("keep none of the others waiting, however many they are", async () => {
    const { timersAtOnce } = sagaLimits;
    const { fire, fired } = scene([...some("broken", timersAtOnce + 10), ...some("loan", 3, 10_000)]);
    for (let look = 0; look < 3; look += 1) await fire();
    expect(fired).toHaveLength(3);
  });

  it("keep none of the others waiting, though they are more than one look brings", async () => {
    const { timersAtOnce, timersLookedAt } = sagaLimits;
    const count = 2 * timersLookedAt + 10;
    const { fire, fired, tried, pass, add } = scene(some("broken", count));
    for (let look = 0; look <= Math.ceil(count / timersAtOnce); look += 1) await fire();
    expect(new Set(tried).size).toBe(count);
    add(...some("loan", 3, 100_000));
    pass(1);
    // As many looks as it takes to pass them, and one from the front.
    for (let look = 0; look < 4; look += 1) await fire();
    expect(fired).toHaveLength(3);
    add(...some("loan", 3, -10));
    for (let look = 0; look < 4; look += 1) await fire();
    expect(fired).toHaveLength(6);
  });

  it("keep none of the others waiting when it is for something that is away, however many they are", async () => {
    const { fire, fired } = scene([...some("away", 2 * sagaLimits.timersAtOnce), ...some("loan", 3, 10_000)]);
    for (let look = 0; look < 3; look += 1) await fire().catch((error: unknown) => expect(error).toBeInstanceOf(StoreUnavailable));
    expect(fired).toHaveLength(3);
  });

  it("are tried again, however many they are", async () => {
    const { timersAtOnce, timersLookedAt } = sagaLimits;
    const count = timersLookedAt + 10;
    const { fire, tried, pass } = scene(some("broken", count));
    for (let look = 0; look <= Math.ceil(count / timersAtOnce); look += 1) await fire();
    pass(60_000);
    for (let look = 0; look <= Math.ceil(count / timersAtOnce); look += 1) await fire();
    expect(tried).toHaveLength(2 * count);
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
  const isOver = (promise: Promise<unknown>) =>
    Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);
  const withoutTime = (): void => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
  };
  const waitFor = async (looking: Promise<number>): Promise<number> => {
    await vi.advanceTimersByTimeAsync(sagaLimits.lookMs);
    expect(await isOver(looking)).toBe(true);
    return looking;
  };

  it("keeps no other waiting", async () => {
    withoutTime();
    const { fire, fired, add } = scene(some("hanging", 1));
    expect(await waitFor(fire())).toBe(0);
    add(...some("loan", 1, 10));
    expect(await fire()).toBe(1);
    expect(fired).toHaveLength(1);
  });

  it("is begun once, given up, and then tried again", async () => {
    withoutTime();
    const { fire, begun, pass, ended } = scene(some("hanging", 1));
    await waitFor(fire());
    await fire();
    expect(begun).toHaveLength(1);
    const ending = ended();
    expect(await isOver(ending)).toBe(false);
    await vi.advanceTimersByTimeAsync(sagaLimits.patienceMs);
    expect(await isOver(ending)).toBe(true);
    await fire();
    expect(begun).toHaveLength(1);
    pass(1_000);
    await waitFor(fire());
    expect(begun).toHaveLength(2);
  });

  it("is one of so many in its partition at most, and the other partitions go on", async () => {
    withoutTime();
    const { timersAtOnce } = sagaLimits;
    const { fire, fired, begun } = scene([
      ...some("hanging", 3 * timersAtOnce),
      ...elsewhere(some("loan", 3, 10_000)),
      ...some("loan", 3, 10_010),
    ]);
    await waitFor(fire(0, 1));
    expect(await fire(0, 1)).toBe(3);
    await fire(0, 1);
    expect([fired.length, begun.length]).toEqual([3, timersAtOnce]);
    await vi.advanceTimersByTimeAsync(sagaLimits.patienceMs);
    await waitFor(fire(0, 1));
    expect(begun).toHaveLength(2 * timersAtOnce);
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
