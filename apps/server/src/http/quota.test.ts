import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serverLimits } from "../limits.ts";
import { createQuota } from "./quota.ts";

const clockAt = (startMs: number) => {
  let nowMs = startMs;
  return { monotonicMs: () => nowMs, pass: (ms: number) => (nowMs += ms) };
};
const aMinute = { name: "test", windowMs: 60_000 };

describe("a quota", () => {
  it("is there as a whole at once, and comes back one by one", () => {
    const clock = clockAt(5_000_000);
    const quota = createQuota({ ...aMinute, requests: 3 }, clock.monotonicMs);
    expect([1, 2, 3].map(() => quota.take("a"))).toEqual([
      { granted: true, left: 2, fullInMs: 20_000, retryAfterMs: 0 },
      { granted: true, left: 1, fullInMs: 40_000, retryAfterMs: 0 },
      { granted: true, left: 0, fullInMs: 60_000, retryAfterMs: 0 },
    ]);
    expect(quota.take("a")).toEqual({ granted: false, left: 0, fullInMs: 60_000, retryAfterMs: 20_000 });
    clock.pass(19_999);
    expect([quota.hasLeft("a"), quota.take("a").granted]).toEqual([false, false]);
    clock.pass(1);
    expect([quota.hasLeft("a"), quota.take("a").granted, quota.hasLeft("a")]).toEqual([true, true, false]);
    clock.pass(60_000);
    expect(quota.take("a").left).toBe(2);
  });
  it("is each caller's own", () => {
    const quota = createQuota({ ...aMinute, requests: 1 }, () => 0);
    expect([quota.take("a").granted, quota.take("b").granted, quota.take("a").granted]).toEqual([true, true, false]);
  });
  it("is never asked for more than it has, and refuses nobody who comes steadily", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), steps, (requests, waitsMs) => {
        const clock = clockAt(1);
        const quota = createQuota({ ...aMinute, requests }, clock.monotonicMs);
        let [granted, passedMs] = [0, 0];
        for (const ms of waitsMs) {
          clock.pass(ms);
          passedMs += ms;
          if (quota.take("a").granted) granted += 1;
        }
        expect(granted).toBeLessThanOrEqual(requests + (passedMs * requests) / 60_000);
        clock.pass(60_000);
        const steady = Array.from({ length: 300 }, () => {
          clock.pass(60_000 / requests);
          return quota.take("a").granted;
        });
        expect(steady).not.toContain(false);
      }),
    );
  });
  it("forgets who was not seen for longest, so that no crowd of callers fills the memory", () => {
    const quota = createQuota({ ...aMinute, requests: 1 }, () => 0);
    quota.take("first");
    for (let caller = 0; caller < serverLimits.countedCallers; caller += 1) quota.take(String(caller));
    expect([quota.hasLeft("first"), quota.hasLeft("0")]).toEqual([true, false]);
  });
});
