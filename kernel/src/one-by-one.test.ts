import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { LogUnavailable } from "./event-log.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { oneByOne } from "./one-by-one.ts";

/** What a handler was given, and whether the checkpoint moved. Items are like `a1`: a key, and a number. */
const handling = async (items: readonly string[], handle: (item: string) => Promise<void> | void, keysAtOnce = 8) => {
  const checkpoints = createMemoryCheckpoints();
  await checkpoints.claim("sample", new Map([[0, 1]]), "here");
  const log: string[] = [];
  const follow = oneByOne<string>({
    subscription: "sample",
    checkpoints,
    keysAtOnce,
    keyOf: (item) => item.charAt(0),
    handle: async (item) => {
      log.push(`+${item}`);
      await handle(item);
      log.push(`-${item}`);
    },
  });
  const outcome = await follow(items, [{ partition: 0, epoch: 1, from: 0, to: items.length }]).catch((error: unknown) => error);
  return { log, outcome, position: (await checkpoints.read("sample", [0])).get(0)?.position };
};

describe("items that are handled one by one", () => {
  it("keep the order of their key, while other keys go on", async () => {
    const others = Promise.withResolvers<void>();
    const { log, outcome, position } = await handling(["a1", "a2", "b1", "a3", "b2"], (item) => {
      if (item === "b2") others.resolve();
      return item === "a1" ? others.promise.then(() => sleep(1)) : sleep(0);
    });
    expect(log.filter((line) => line.includes("a"))).toEqual(["+a1", "-a1", "+a2", "-a2", "+a3", "-a3"]);
    expect(log.indexOf("-b2")).toBeLessThan(log.indexOf("-a1"));
    expect([outcome, position]).toEqual(["moved", 5]);
  });

  it("are in hand for so many keys at once and no more", async () => {
    let [inHand, most] = [0, 0];
    await handling(
      ["a1", "b1", "c1", "d1", "e1"],
      async () => {
        inHand += 1;
        most = Math.max(most, inHand);
        await sleep(1);
        inHand -= 1;
      },
      2,
    );
    expect(most).toBe(2);
  });

  it("stop their key when one fails, and nothing else; the checkpoint stays", async () => {
    const failure = new Error("cannot be handled");
    const { log, outcome, position } = await handling(["a1", "b1", "a2", "b2"], (item) => {
      if (item === "a1") throw failure;
    });
    expect(log).not.toContain("+a2");
    expect(log).toContain("-b2");
    expect([outcome, position]).toEqual([failure, 0]);
  });

  it.each([new LogUnavailable("away"), new StoreUnavailable("away")])(
    "are blamed for nothing when something is away: $name",
    async (away) => {
      const { outcome } = await handling(["a1", "b1"], (item) => {
        throw item === "a1" ? new Error("cannot be handled") : away;
      });
      expect(outcome).toBeInstanceOf(StoreUnavailable);
    },
  );
});
