import { describe, expect, it } from "vitest";
import { streamName } from "./event-log.ts";
import { sagaLimits } from "./saga-limits.ts";
import type { Timer } from "./timer.ts";
import { createTriedTimers } from "./tried-timers.ts";

const timerOf = (number: number, partition = 0): Timer => {
  const stream = streamName("default", "loan", String(number));
  const about = { stream, name: "late", version: 1, partition, position: number, correlation: null, traceparent: null };
  return { key: `${stream}#late`, ...about, dueAt: number };
};

/** All timers fire at once. */
const scene = () => {
  const tried = createTriedTimers({ monotonicMs: () => 0 });
  const look = (due: readonly Timer[], partitions: readonly number[] = [0], followed: readonly number[] = partitions): number => {
    const its = tried.next(partitions, followed);
    const fresh = tried.toFire(due.slice(0, its.limit), its, new Map());
    for (const timer of fresh) tried.fired(timer);
    return fresh.length;
  };
  return { tried, look };
};

describe("what is remembered of timers", () => {
  it("is forgotten when they are due no longer", () => {
    const { look } = scene();
    expect([look([timerOf(1), timerOf(2)]), look([timerOf(2)]), look([timerOf(1), timerOf(2)])]).toEqual([2, 0, 1]);
  });

  it("is kept while nobody looks at their partition, and forgotten when another process follows it", () => {
    const { look } = scene();
    const [one, other] = [timerOf(1), timerOf(2, 1)];
    expect([look([one, other], [0, 1]), look([one], [0], [0, 1]), look([one, other], [0, 1])]).toEqual([2, 0, 0]);
    expect([look([one], [0]), look([one, other], [0, 1])]).toEqual([0, 1]);
  });

  it("is kept of those that a look has not come to", () => {
    const { look } = scene();
    const { timersAtOnce } = sagaLimits;
    const all = Array.from({ length: timersAtOnce + 1 }, (_, number) => timerOf(number));
    // Up to the place where the first look ended; behind it; and from the front.
    expect([look(all), look(all.slice(timersAtOnce)), look(all)]).toEqual([timersAtOnce, 1, 0]);
  });

  it("is of so many at most", () => {
    const { tried, look } = scene();
    const { timersRemembered } = sagaLimits;
    for (let number = 0; number < timersRemembered + 2; number += 1) tried.fired(timerOf(number));
    expect(look([timerOf(timersRemembered - 1), timerOf(timersRemembered), timerOf(timersRemembered + 1)])).toBe(2);
  });
});
