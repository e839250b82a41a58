import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { streamName } from "./event-log.ts";
import { followTimers } from "./follow-timers.ts";
import { newUuid } from "./id.ts";
import { createMemoryCheckpoints } from "./memory/checkpoints.ts";
import { createMemoryDueTimers } from "./memory/due-timers.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { createMemoryLeases } from "./memory/leases.ts";
import { createMemoryReadModelRows } from "./memory/read-model-rows.ts";
import { sagaLimits } from "./saga-limits.ts";
import { Tailer } from "./tailer.ts";
import { eventually } from "./testing/eventually.ts";
import { quickLimits } from "./testing/following-sample.ts";
import { timersModel } from "./timer.ts";

it("a timer that takes long to fire is waited for when its process stops", async () => {
  const [log, checkpoints, leases] = [createMemoryEventLog({ partitions: 1 }), createMemoryCheckpoints(), createMemoryLeases()];
  const model = timersModel(1);
  const rows = createMemoryReadModelRows(model, checkpoints);
  const firing = Promise.withResolvers<void>();
  let begun = 0;
  const fire = (): Promise<void> => {
    begun += 1;
    return firing.promise;
  };
  const timekeepers = [{ type: "saga-lend-kit", timerEventOf: () => null, fire }];
  const tailer = new Tailer(log);
  const timers = followTimers({
    ...{ log, checkpoints, leases, tailer, model, rows, timers: createMemoryDueTimers(rows), timekeepers, limits: quickLimits, pollMs: 10 },
  });
  const events = [{ type: "TimerSet", schemaVersion: 1, json: JSON.stringify({ timer: "late", dueAt: 1 }) }];
  const stream = streamName("default", "saga-lend-kit", "a");
  await log.append([{ stream, expectedVersion: 0, commandId: newUuid(), events, causation: {}, receipt: null, outcome: null }]);
  await timers.start();
  await eventually("it is begun", () => begun === 1);
  let hasStopped = false;
  const stopping = timers.stop().then(() => {
    hasStopped = true;
  });
  await sleep(sagaLimits.lookMs + 200);
  expect(hasStopped).toBe(false);
  firing.resolve();
  await stopping;
  tailer.stop();
  expect(begun).toBe(1);
});
