import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { instant } from "./clock.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { partitionOf } from "./partition.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, thing } from "./testing/following-sample.ts";
import { fill, isDone, scene } from "./testing/subscription-scene.ts";

describe("a subscription's share of the partitions", () => {
  it("begins no batch once its lease is over, until it has been told that it is still the owner", async () => {
    let nowMs = 0;
    const clock = { now: () => instant(0), monotonicMs: () => nowMs };
    const leases = createMemoryLeases({ clock, leaseMs: 1_000 });
    let silent = false;
    const tend: typeof leases.tend = async (follower, partitions) => {
      if (silent) throw new StoreUnavailable("no answer");
      return leases.tend(follower, partitions);
    };
    const its = scene(() => {}, { clock, leases: { ...leases, tend } });
    its.subscription.start();
    await fill(its.log, 4);
    await eventually("all is done", () => isDone(its));
    silent = true;
    nowMs = 1_001;
    const before = its.batches.length;
    await its.log.append([counting(thing(1), 2, ["Counted"])]);
    await sleep(100);
    expect(its.batches.length).toBe(before);
    silent = false;
    await eventually("all is done", () => isDone(its));
    await its.subscription.stop();
  });

  it("drops what another process has taken over, and goes on from where that one came to", async () => {
    const its = scene(() => {});
    await fill(its.log, 4);
    its.subscription.start();
    await eventually("all is done", () => isDone(its));
    // Somebody else had the same epoch, which leases never give twice, and moved on by the event that comes now.
    const partition = 2;
    const head = (await its.log.heads()).get(partition) ?? 0;
    await its.checkpoints.move("sample", [{ partition, epoch: 1, from: head, to: head + 1 }]);
    const number =
      Array.from({ length: 100 }, (_, index) => index).find((index) => index > 3 && partitionOf(thing(index), 4) === partition) ?? 0;
    await its.log.append([counting(thing(number), 0, ["Counted", "Counted"])]);
    await eventually("all is done", () => isDone(its));
    expect(its.happenings).toContainEqual({ kind: "fenced", partitions: [partition] });
    expect(its.batches.at(-1)?.moves).toEqual([{ partition, epoch: 1, from: head + 1, to: head + 2 }]);
    await its.subscription.stop();
  });

  it("lets go what it lost sight of, when its share is less by the time that it looks", async () => {
    const leases = createMemoryLeases();
    let mayLook = true;
    const tend: typeof leases.tend = async (follower, partitions) => {
      while (!mayLook) await sleep(5);
      return leases.tend(follower, partitions);
    };
    const its = scene(() => {}, { leases: { ...leases, tend } });
    await fill(its.log, 4);
    its.subscription.start();
    await eventually("all is done", () => isDone(its));
    mayLook = false;
    const head = (await its.log.heads()).get(3) ?? 0;
    await its.checkpoints.move("sample", [{ partition: 3, epoch: 1, from: head, to: head + 1 }]);
    await its.log.append(Array.from({ length: 40 }, (_, index) => counting(thing(index + 4), 0, ["Counted", "Counted"])));
    await eventually("it has dropped one", () => its.happenings.some(({ kind }) => kind === "fenced"));
    const other = { subscription: "sample", owner: "another" };
    expect((await leases.tend(other, 4)).epochs.size).toBe(0);
    mayLook = true;
    const share = await eventually("the other has its share", async () => {
      const { epochs } = await leases.tend(other, 4);
      return epochs.size === 2 && epochs;
    });
    expect([...share.keys()]).toContain(3);
    await its.subscription.stop();
  });

  it("lets go again what the store did not hear of", async () => {
    const leases = createMemoryLeases();
    let lost = 0;
    const release: typeof leases.release = async (follower, partitions) => {
      lost += 1;
      if (lost === 1) throw new StoreUnavailable("lost on the way");
      return leases.release(follower, partitions);
    };
    const its = scene(() => {}, { leases: { ...leases, release } });
    its.subscription.start();
    await eventually("it holds all", async () => (await its.subscription.status()).every(({ standing }) => standing !== null));
    const other = { subscription: "sample", owner: "another" };
    await eventually("the other has its share", async () => (await leases.tend(other, 4)).epochs.size === 2);
    expect(lost).toBe(2);
    await its.subscription.stop();
  });

  it("says so when the checkpoint is held under a later epoch than its own", async () => {
    const its = scene(() => {});
    await its.checkpoints.claim("sample", new Map([[3, 9]]), its.log.incarnation);
    its.subscription.start();
    await eventually("it has said so", () => its.happenings.some(({ kind }) => kind === "fenced"));
    expect(its.happenings).toContainEqual({ kind: "fenced", partitions: [3] });
    await its.subscription.stop();
  });
});
