import { OrderId } from "@waybill/contracts/ids";
import { systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { createCommandMetrics } from "@waybill/kernel/telemetry";
import { orderAggregate } from "@waybill/ordering";
import type { Sql } from "postgres";
import { Registry } from "prom-client";
import { orderSteps, stepContext } from "./order-steps.ts";
import { createStopwatch, withCallers } from "./stopwatch.ts";

export const stepsPerOrder = 6;

export interface LifecycleRun {
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Takes `orders` orders through their six steps, each order's strictly one after the other, `callers` orders at once: through
 * the same command handler, committer and metrics as the server's.
 */
export const runLifecycle = async (
  sql: Sql,
  schema: string,
  { orders, callers }: { readonly orders: number; readonly callers: number },
): Promise<LifecycleRun> => {
  const log = await openPostgresEventLog(sql, schema);
  const metrics = createCommandMetrics(new Registry(), schema);
  const committer = createCommitter(log, { onBatch: metrics.batch });
  const handler = createCommandHandler({ log, committer, clock: systemClock, metrics, admission: { inFlight: 0 } }, orderAggregate);
  const stopwatch = createStopwatch();
  const seconds = await withCallers(callers, orders, async () => {
    const orderId = OrderId.create();
    for (const command of orderSteps(orderId)) {
      const outcome = await stopwatch.time(() => handler.handle(orderId, command, stepContext(orderId, command)));
      if (outcome.kind !== "accepted") throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
    }
  });
  await committer.drain();
  return { seconds, p50Ms: stopwatch.p50Ms(), p99Ms: stopwatch.p99Ms() };
};
