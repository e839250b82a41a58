import { describe, expect, it } from "vitest";
import { someAtOnce } from "./some-at-once.ts";

const tick = () => new Promise(setImmediate);

describe("work on some at once", () => {
  it("is done for each, a few dozen at a time, with the results in order", async () => {
    let [underWay, most] = [0, 0];
    const items = Array.from({ length: 100 }, (_, index) => index);
    const results = await someAtOnce(items, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let ticks = item % 5; ticks > 0; ticks -= 1) await tick();
      underWay -= 1;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(32);
    expect(await someAtOnce([], tick)).toEqual([]);
  });
  it("fails when one of it fails", async () => {
    const failing = someAtOnce([1, 2, 3], async (item) => {
      await tick();
      if (item === 2) throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
  });
});
