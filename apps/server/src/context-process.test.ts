import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@waybill/kernel/clock";
import { streamName } from "@waybill/kernel/event-log";
import { newUuid } from "@waybill/kernel/id";
import { pino } from "pino";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { runContext } from "./context-process.ts";
import { createMemoryFoundation } from "./foundation/memory-foundation.ts";

it("a context stops when what its followers have in hand is done, however much there is still to follow", async () => {
  const shared = {
    follows: true,
    clock: systemClock,
    logger: pino({ level: "silent" }),
    registry: new Registry(),
    admission: { inFlight: 0 },
  };
  const process = runContext(await createMemoryFoundation(systemClock).openContext("sample"), shared);
  const { committer } = process.pipeline;
  const record = (number: number): Promise<unknown> =>
    new Promise((resolve) => {
      const events = [{ type: "Counted", schemaVersion: 1, json: "{}" }];
      const about = { commandId: newUuid(), expectedVersion: 0, events, causation: {}, receipt: null, outcome: null };
      committer.submit({
        append: { stream: streamName("default", "thing", `${number}`), ...about },
        isStale: () => false,
        settle: resolve,
      });
    });
  let [recorded, isStopping] = [0, false];
  const followOn = async (): Promise<void> => {
    while (!isStopping) await record(recorded++);
  };
  let following: readonly Promise<void>[] = [];
  process.employ({
    start: () => {
      following = [followOn(), followOn(), followOn(), followOn()];
    },
    stop: async () => {
      isStopping = true;
      await Promise.all(following);
    },
  });
  await process.start();
  await sleep(20);
  const stopped = process.stop().then(() => true);
  expect(await Promise.race([stopped, sleep(1_000, false)])).toBe(true);
  expect([process.depth(), recorded > 10]).toEqual([0, true]);
});
