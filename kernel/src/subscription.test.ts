import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "./checkpoint.ts";
import { type EventLog, LogUnavailable } from "./event-log.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { eventually } from "./testing/eventually.ts";
import { counting, quickLimits, thing } from "./testing/following-sample.ts";
import { fill, isDone, scene } from "./testing/subscription-scene.ts";

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

  it.each([
    ["store", StoreUnavailable],
    ["log", LogUnavailable],
  ])("waits and tries the same again when the %s is away, and blames no event for it", async (_, Away) => {
    let away = 3;
    const its = scene(() => {
      away -= 1;
      if (away >= 0) throw new Away("gone for lunch");
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
