import { describe, expect, it } from "vitest";
import { createCommandHandler } from "./command-handler.ts";
import { streamName } from "./event-log.ts";
import { followTimers } from "./follow-timers.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryDueTimers } from "./memory/due-timers.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { quickLimits } from "./testing/following-sample.ts";
import { pipelineOver } from "./testing/lending-process.ts";
import { type TallyCommand, type TallyEvent, tally } from "./testing/tally.ts";
import { aggregateTimekeeper, timerEntriesOf, timerEventsOf } from "./timekeeper.ts";
import { type Timer, type TimerEvent, timersModel } from "./timer.ts";

/** A tally is open for 30 ms, and never longer. */
const timerEventOf = (event: TallyEvent): TimerEvent => {
  if (event.type === "TallyOpened") return { type: "TimerSet", timer: "closing", due: { afterMs: 30 } };
  return event.type === "TallyClosed" ? { type: "TimerDropped", timer: "closing" } : null;
};

const commandOf = ({ name }: Timer): TallyCommand => {
  if (name !== "closing") throw new Error(`there is no timer ${name}`);
  return { type: "CloseTally" };
};

const keptInMemory = () => {
  const log = createMemoryEventLog({ name: "tallies" });
  const handler = createCommandHandler(pipelineOver(log), tally);
  const timekeeper = aggregateTimekeeper({ aggregate: tally, handler, timerEventOf, commandOf });
  const model = timersModel(1);
  const checkpoints = createMemoryCheckpoints();
  const rows = createMemoryReadModelRows(model, checkpoints);
  const timers = createMemoryDueTimers(rows);
  const leases = createMemoryLeases({});
  const following = { log, tailer: new Tailer(log), checkpoints, leases, limits: quickLimits, pollMs: 5 };
  return { log, handler, rows, timekeeper, timers: followTimers({ ...following, model, rows, timers, timekeepers: [timekeeper] }) };
};

describe("a timer of an aggregate", () => {
  it("commands it when it is due, by an id of its own and because of what set it", async () => {
    const { log, handler, rows, timers } = keptInMemory();
    await timers.start();
    await handler.handle(
      "t1",
      { type: "OpenTally", most: 1 },
      { merchant: "default", actor: "Ada", correlation: "c1", traceparent: "t-1" },
    );
    await eventually("it is closed and the timer is gone", async () => {
      const events = await log.readStream(streamName("default", "tally", "t1"), 0, 10);
      return events.length === 2 && rows.all().length === 0;
    });
    const [opened, closed] = await log.readStream(streamName("default", "tally", "t1"), 0, 10);
    expect(closed?.type).toBe("TallyClosed");
    expect(closed?.causation).toEqual({
      actor: "timer",
      cause: `tallies/${log.incarnation}/${opened?.partition}/${opened?.position}`,
      correlation: "c1",
      traceparent: "t-1",
    });
    await timers.stop();
  });

  it("goes when what it waits for has happened, and does nothing then", async () => {
    const { log, handler, rows, timers, timekeeper } = keptInMemory();
    await timers.start();
    await handler.handle("t1", { type: "OpenTally", most: 1 }, { merchant: "default" });
    await handler.handle("t1", { type: "CloseTally" }, { merchant: "default" });
    await eventually("the timer is gone", async () => rows.all().length === 0);
    const [opened] = await log.readStream(streamName("default", "tally", "t1"), 0, 1);
    const set = timersModel(1).project(null, timerEventsOf([timekeeper])(opened!), opened!);
    await timekeeper.fire(set!, { commandId: "0197a7c6-3c5e-7000-8000-000000000001" });
    expect(await log.readStream(streamName("default", "tally", "t1"), 0, 10)).toHaveLength(2);
    await timers.stop();
  });

  it("is kept of known aggregates and of any saga, and of nothing else", () => {
    const { timekeeper } = keptInMemory();
    const recorded = (type: string) => ({
      ...{ partition: 0, position: 1, version: 1, schemaVersion: 1, causation: {}, commandId: "", recordedAt: 0 as never },
      stream: streamName("default", type, "x"),
      ...{ type: type === "tally" ? "TallyOpened" : "TimerSet", data: { timer: "x", afterMs: 5, most: 1 } },
    });
    const all = ["tally", "other", "saga-of-newer-code"].map(recorded);
    expect(all.map((one) => timerEventsOf([timekeeper])(one)?.timer)).toEqual(["closing", undefined, "x"]);
    expect(all.flatMap(timerEntriesOf([timekeeper]))).toEqual([all[0], all[2]]);
    const entries = [{ type: "Asked" }, { type: "TimerSet", timer: "y" }, { type: "TimerDropped", timer: "x" }];
    const step = { ...recorded("saga-of-newer-code"), type: "Stepped", data: { first: 7, entries } };
    expect(timerEntriesOf([timekeeper])(step)).toEqual([
      { ...step, version: 8, type: "TimerSet", data: { timer: "y" } },
      { ...step, version: 9, type: "TimerDropped", data: { timer: "x" } },
    ]);
  });
});
