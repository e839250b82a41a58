import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { eventually } from "./testing/eventually.ts";
import { writeBehind } from "./write-behind.ts";

const here = "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c01";
const follower = { subscription: "s", owner: "0b0e7e5e-1f0d-4b6a-9d42-6b1f6a1d1c03" };
const step = (partition: number, epoch: number, [from, to]: readonly [number, number]) => ({ partition, epoch, from, to });

const standing = (everyMs = 60_000) => {
  const store = createMemoryCheckpoints();
  const written: string[][] = [];
  let isAway = false;
  let losesAnswer = false;
  const counted = {
    ...store,
    moveAll: async (moves: Parameters<typeof store.moveAll>[0]) => {
      if (isAway) throw new StoreUnavailable("away");
      written.push([...moves.keys()]);
      const outcome = await store.moveAll(moves);
      if (losesAnswer) throw new StoreUnavailable("the answer was lost");
      return outcome;
    },
  };
  const leases = createMemoryLeases({ leaseMs: 1_000 });
  const behind = writeBehind({ checkpoints: counted, leases }, { everyMs });
  const position = async (subscription: string, partition = 0) => (await store.read(subscription, [partition])).get(partition)?.position;
  const away = (is: boolean): void => {
    isAway = is;
  };
  const loseAnswers = (does: boolean): void => {
    losesAnswer = does;
  };
  return { ...behind, store, written, position, away, loseAnswers };
};

describe("checkpoints that are written behind", () => {
  it("are written at once when they are the first since a claim, and then all together", async () => {
    const { checkpoints, written, position } = standing(50);
    for (const name of ["s", "t"]) await checkpoints.claim(name, new Map([[0, 1]]), here);
    expect(await checkpoints.move("s", [step(0, 1, [0, 3])])).toBe("moved");
    expect(await position("s")).toBe(3);
    await checkpoints.move("t", [step(0, 1, [0, 1])]);
    for (let at = 3; at < 10; at += 1) await checkpoints.move("s", [step(0, 1, [at, at + 1])]);
    await checkpoints.move("t", [step(0, 1, [1, 2])]);
    expect([await position("s"), await position("t")]).toEqual([3, 1]);
    await eventually("the rest is written", async () => (await position("s")) === 10);
    expect(await position("t")).toBe(2);
    expect(written).toEqual([["s"], ["t"], ["s", "t"]]);
  });

  it("are written before partitions are let go, and before they are claimed again", async () => {
    const { checkpoints, leases, store, position } = standing();
    await checkpoints.claim("s", new Map([[0, 1]]), here);
    await checkpoints.move("s", [step(0, 1, [0, 1])]);
    await eventually("the first is written", async () => (await position("s")) === 1);
    await checkpoints.move("s", [step(0, 1, [1, 4])]);
    await leases.release(follower, [0]);
    expect(await position("s")).toBe(4);
    await checkpoints.move("s", [step(0, 1, [4, 5])]);
    expect((await checkpoints.claim("s", new Map([[0, 2]]), here)).get(0)?.position).toBe(5);
    await checkpoints.move("s", [step(0, 2, [5, 8])]);
    await leases.leave(follower);
    expect((await store.read("s", [0])).get(0)).toMatchObject({ epoch: 2, position: 8 });
  });

  it("tell whoever has lost a partition at its next move, and write what was not lost", async () => {
    const { checkpoints, leases, store, position } = standing();
    await checkpoints.claim(
      "s",
      new Map([
        [0, 1],
        [1, 1],
      ]),
      here,
    );
    await checkpoints.claim("t", new Map([[0, 1]]), here);
    await store.claim("s", new Map([[0, 2]]), here);
    expect(await checkpoints.move("s", [step(0, 1, [0, 3]), step(1, 1, [0, 3])])).toBe("moved");
    await checkpoints.move("t", [step(0, 1, [0, 3])]);
    await leases.release(follower, []);
    expect([await position("s", 0), await position("s", 1), await position("t")]).toEqual([0, 3, 3]);
    expect(await checkpoints.move("s", [step(0, 1, [3, 4])])).toBe("fenced");
    expect(await checkpoints.move("s", [step(1, 1, [3, 4])])).toBe("moved");
    await checkpoints.claim("s", new Map([[0, 3]]), here);
    expect(await checkpoints.move("s", [step(0, 3, [0, 1])])).toBe("moved");
  });

  it("wait for a store that is away, and nothing is left out", async () => {
    const { checkpoints, away, position, leases } = standing(20);
    await checkpoints.claim("s", new Map([[0, 1]]), here);
    away(true);
    await checkpoints.move("s", [step(0, 1, [0, 3])]);
    await leases.release(follower, [0]);
    await checkpoints.move("s", [step(0, 1, [3, 7])]);
    await expect(checkpoints.claim("s", new Map([[0, 2]]), here)).rejects.toThrow(StoreUnavailable);
    expect(await position("s")).toBe(0);
    away(false);
    await eventually("it is written", async () => (await position("s")) === 7);
  });

  it("go on from what was written, where the store's answer was lost", async () => {
    const { checkpoints, leases, position, loseAnswers } = standing();
    const both = new Map([0, 1].map((partition) => [partition, 1] as const));
    await checkpoints.claim("s", both, here);
    loseAnswers(true);
    await checkpoints.move("s", [step(0, 1, [0, 2]), step(1, 1, [0, 3])]);
    await leases.release(follower, []);
    expect([await position("s", 0), await position("s", 1)]).toEqual([2, 3]);
    // In one of them nothing more happens, and in the other nothing after this.
    await checkpoints.move("s", [step(0, 1, [2, 5])]);
    loseAnswers(false);
    await leases.release(follower, []);
    expect([await position("s", 0), await position("s", 1)]).toEqual([5, 3]);
    expect(await checkpoints.move("s", [step(0, 1, [5, 6]), step(1, 1, [3, 4])])).toBe("moved");
    await leases.leave(follower);
    expect([await position("s", 0), await position("s", 1)]).toEqual([6, 4]);
  });

  it("keep no process alive that has stopped while the store was away", async () => {
    const { checkpoints, away, leases } = standing(60_000);
    await checkpoints.claim("s", new Map([[0, 1]]), here);
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
    const before = timers();
    away(true);
    await checkpoints.move("s", [step(0, 1, [0, 3])]);
    await leases.leave(follower);
    expect(timers()).toBe(before);
  });
});
