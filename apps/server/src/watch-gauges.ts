import { gaugeOf } from "@waybill/kernel/telemetry";
import { collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import type { ContextProcess } from "./context-process.ts";

/** Figures that are read when Prometheus asks: queues, lags, and what Node tells of itself. */
export const watchGauges = (registry: Registry, processes: readonly ContextProcess[]): void => {
  collectDefaultMetrics({ register: registry });
  const waiting = gaugeOf(registry, "waybill_commands_waiting", "Commands waiting to be appended or under way");
  for (const { pipeline, depth } of processes) waiting.watch(pipeline.log.name, depth);
  const lag = new Gauge({
    name: "waybill_follower_lag_events",
    help: "Events that a follower has yet to handle, in all processes together",
    labelNames: ["log", "follower"] as const,
    registers: [registry],
    collect: async () => {
      for (const { followers } of processes) {
        for (const [name, follower] of followers) {
          // Without a database there is nothing to tell, and the rest is worth telling all the same.
          const partitions = await follower.status().catch(() => []);
          lag.labels(follower.log, name).set(partitions.reduce((sum, partition) => sum + partition.lag, 0));
        }
      }
    },
  });
};
