import { describe, expect, it } from "vitest";
import { LatelyUsed } from "./lately-used.ts";

const entries = 10;
const forMs = 1_000;
const started = () => {
  const clock = { nowMs: 5_000 };
  return { clock, map: new LatelyUsed<number, string>({ entries, forMs }, () => clock.nowMs) };
};

describe("what was used lately", () => {
  it("is what was put in, until something else is or it is taken out", () => {
    const { map } = started();
    expect(map.get(1)).toBeUndefined();
    map.set(1, "one");
    expect(map.get(1)).toBe("one");
    map.set(1, "another");
    expect(map.get(1)).toBe("another");
    map.delete(1);
    expect([map.get(1), map.size]).toEqual([undefined, 0]);
  });

  it("is never more than it may be, and at least the younger half of it", () => {
    const { map } = started();
    for (let key = 0; key < 1_000; key += 1) {
      map.set(key, `${key}`);
      expect(map.size).toBeLessThanOrEqual(entries);
      for (let recent = Math.max(0, key - entries / 2 + 1); recent <= key; recent += 1) expect(map.has(recent)).toBe(true);
    }
  });

  it("stays as long as it is used, however much else comes", () => {
    const { map } = started();
    map.set(-1, "hot");
    for (let key = 0; key < 1_000; key += 1) {
      map.set(key, "cold");
      expect(map.get(-1)).toBe("hot");
    }
  });

  it("goes when it was not used for so long, though there is room, and not before half of that", () => {
    const { clock, map } = started();
    map.set(1, "cold");
    map.set(2, "hot");
    const kept: boolean[] = [];
    for (let passedMs = 0; passedMs < 2 * forMs; passedMs += 100) {
      expect(map.get(2)).toBe("hot");
      kept.push(map.has(1));
      clock.nowMs += 100;
    }
    expect(kept.indexOf(false) * 100).toBeGreaterThan(forMs / 2);
    expect(kept.indexOf(false) * 100).toBeLessThanOrEqual(forMs);
    expect(map.size).toBe(1);
  });

  it("is not there in two versions after it was replaced or taken out when it was old", () => {
    const { clock, map } = started();
    map.set(1, "old");
    map.set(2, "old");
    clock.nowMs += forMs / 2;
    map.set(1, "new");
    map.delete(2);
    clock.nowMs += forMs / 2;
    expect([map.get(1), map.get(2), map.size]).toEqual(["new", undefined, 1]);
  });
});
