import { gaugeOf } from "@waybill/kernel/telemetry";
import { collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import { askingLags } from "./asking-lags.ts";
import type { ContextProcess } from "./context-process.ts";

/** Figures that are read when Prometheus asks: queues, lags, and what Node tells of itself. */
export const watchGauges = (registry: Registry, processes: readonly ContextProcess[]): void => {
  collectDefaultMetrics({ register: registry });
  const waiting = gaugeOf(registry, "waybill_commands_waiting", "Commands waiting to be appended or under way");
  for (const { pipeline, depth } of processes) waiting.watch(pipeline.log.name, depth);
  const ask = askingLags(processes);
  const lag = new Gauge({
    name: "waybill_follower_lag_events",
    help: "Events that a follower has yet to handle, in all processes together; those that are not known are left out",
    labelNames: ["log", "follower"] as const,
    registers: [registry],
    collect: async () => {
      const { lags } = await ask();
      // One that was known before is worse than none: it would look as if nothing moved.
      lag.reset();
      for (const { log, follower, events } of lags) lag.labels(log, follower).set(events);
    },
  });
  const answered = new Gauge({
    name: "waybill_database_answered",
    help: "1 when the database has told all of these figures that only it knows, 0 when some are left out",
    registers: [registry],
    collect: async () => {
      const { areAll } = await ask();
      answered.set(areAll ? 1 : 0);
    },
  });
};
