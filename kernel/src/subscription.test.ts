import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { instant } from "./clock.ts";
import type { EventLog } from "./event-log.ts";
import type { Batch, Handle, Happening } from "./following.ts";
import { createMemoryCheckpoints, type MemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { partitionOf } from "./partition.ts";
import { Subscription, type SubscriptionOptions } from "./subscription.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, quickLimits, thing } from "./testing/following-sample.ts";

interface Scene {
  readonly log: EventLog;
  readonly checkpoints: MemoryCheckpoints;
  readonly happenings: Happening[];
  /** Every batch that the handler was given. */
  readonly batches: Batch[];
  readonly subscription: Subscription;
}

/** A subscription over a memory log of four partitions; `handle` is called before the checkpoints move. */
const scene = (handle: (batch: Batch) => unknown, more: Partial<SubscriptionOptions> & { readonly log?: EventLog } = {}): Scene => {
  const log = more.log ?? createMemoryEventLog({ partitions: 4 });
  const checkpoints = createMemoryCheckpoints();
  const [happenings, batches]: [Happening[], Batch[]] = [[], []];
  const handling: Handle = async (batch) => {
    batches.push(batch);
    await handle(batch);
    return checkpoints.move("sample", batch.moves);
  };
  const subscription = new Subscription({
    name: "sample",
    log,
    tailer: new Tailer(log),
    checkpoints,
    leases: createMemoryLeases(),
    handle: handling,
    limits: quickLimits,
    observe: (happening) => happenings.push(happening),
    ...more,
  });
  return { log, checkpoints, happenings, batches, subscription };
};

const fill = (log: EventLog, things: number, types: readonly string[] = ["Counted", "Counted"]) =>
  log.append(Array.from({ length: things }, (_, number) => counting(thing(number), 0, types)));

const isDone = async ({ subscription }: Scene) => (await subscription.status()).every(({ lag }) => lag === 0);

describe("a subscription", () => {
  it("hands over every event once, and keeps the order of each partition", async () => {
    const its = scene(() => {});
    await fill(its.log, 50);
    its.subscription.start();
    await eventually("all is done", () => isDone(its));
    const handled = its.batches.flatMap(({ events }) => events);
    for (let partition = 0; partition < 4; partition += 1) {
      const positions = handled.filter((event) => event.partition === partition).map(({ position }) => position);
      expect(positions).toEqual(positions.map((_, index) => index + 1));
    }
    expect(handled).toHaveLength(100);
    await its.subscription.stop();
  });

  it("waits and tries the same again when the store is away, and blames no event for it", async () => {
    let away = 3;
    const its = scene(() => {
      away -= 1;
      if (away >= 0) throw new StoreUnavailable("gone for lunch");
    });
    await fill(its.log, 20);
    its.subscription.start();
    await eventually("all is done", () => isDone(its));
    const kinds = its.happenings.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "unavailable")).toHaveLength(3);
    expect(kinds).not.toContain("stopped");
    await its.subscription.stop();
  });

  it("goes on when the log was away", async () => {
    const log = createMemoryEventLog({ partitions: 4 });
    let away = true;
    const readPartitions: EventLog["readPartitions"] = async (after, limit) => {
      if (away) throw new Error("no route to log");
      return log.readPartitions(after, limit);
    };
    const its = scene(() => {}, { log: { ...log, readPartitions } });
    its.subscription.start();
    await eventually("it has noticed", () => its.happenings.some(({ kind }) => kind === "unavailable"));
    await fill(log, 20);
    away = false;
    await eventually("all is done", () => isDone(its));
    await its.subscription.stop();
  });

  it("finds the one event that cannot be handled, and handles all around it", async () => {
    const its = scene(({ events }) => {
      if (events.some(({ type }) => type === "Poison")) throw new Error("cannot be handled");
    });
    await fill(its.log, 30);
    await its.log.append([counting(thing(3), 2, ["Counted", "Poison", "Counted"])]);
    its.subscription.start();
    const stopped = await eventually("it has stopped", () => its.happenings.find((happening) => happening.kind === "stopped"));
    const { partition, position } = stopped.at;
    const heads = await its.log.heads();
    await eventually("all others are done", async () =>
      (await its.subscription.status()).every((status) => status.partition === partition || status.lag === 0),
    );
    const status = (await its.subscription.status())[partition];
    expect(status).toMatchObject({ position: position - 1, lag: (heads.get(partition) ?? 0) - position + 1 });
    await its.subscription.stop();
  });

  it("does not step over an event that the log leaves out", async () => {
    const log = createMemoryEventLog({ partitions: 4 });
    await fill(log, 20);
    const readPartitions: EventLog["readPartitions"] = async (after, limit) =>
      (await log.readPartitions(after, limit)).filter(({ partition, position }) => partition !== 2 || position !== 3);
    const its = scene(() => {}, { log: { ...log, readPartitions } });
    its.subscription.start();
    const happening = await eventually("it complains", () => its.happenings.find(({ kind }) => kind === "unavailable"));
    expect(happening).toMatchObject({ error: { message: "after 2, partition 2 of the log went on with 4" } });
    await sleep(50);
    expect((await its.subscription.status())[2]?.position).toBeLessThan(3);
    await its.subscription.stop();
  });

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

  it("says so when the checkpoint is held under a later epoch than its own", async () => {
    const its = scene(() => {});
    await its.checkpoints.claim("sample", new Map([[3, 9]]), its.log.incarnation);
    its.subscription.start();
    await eventually("it has said so", () => its.happenings.some(({ kind }) => kind === "fenced"));
    expect(its.happenings).toContainEqual({ kind: "fenced", partitions: [3] });
    await its.subscription.stop();
  });

  it("finishes the batch in hand when it is stopped, and then lets others take over at once", async () => {
    let finish = () => {};
    const its = scene(() => new Promise<void>((resolve) => (finish = resolve)), { limits: { ...quickLimits, followLanes: 1 } });
    await fill(its.log, 10);
    its.subscription.start();
    await eventually("a batch is in hand", () => its.batches.length > 0);
    let stopped = false;
    const stopping = its.subscription.stop().then(() => {
      stopped = true;
    });
    await sleep(30);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect(its.batches).toHaveLength(1);
    expect(await isDone(its)).toBe(true);
  });

  it("makes small batches of large events", async () => {
    const its = scene(() => {}, { limits: { ...quickLimits, followBytes: 10_000, followLanes: 1 } });
    const events = Array.from({ length: 100 }, () => ({
      type: "Counted",
      schemaVersion: 1,
      json: JSON.stringify({ text: "x".repeat(1_000) }),
    }));
    for (let number = 0; number < 10; number += 1) await its.log.append([{ ...counting(thing(number), 0, []), events }]);
    its.subscription.start();
    await eventually("all is done", () => isDone(its));
    for (const { events: handled } of its.batches.slice(1)) expect(handled.length).toBeLessThanOrEqual(10);
    await its.subscription.stop();
  });
});
