import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What is measured of the commands of one log. */
export interface CommandMetrics {
  /** The counter and clock of one kind of aggregate. `startedAt` is `performance.now()`'s value when the command came in. */
  forAggregate(aggregate: string): (outcome: string, startedAt: number) => void;
  conflict(aggregate: string): void;
  batch(commands: number, seconds: number): void;
}

export const noMetrics: CommandMetrics = { forAggregate: () => () => {}, conflict: () => {}, batch: () => {} };

/** Rates, latencies, batch sizes, conflicts and queue depth, for Prometheus. One registry holds the metrics of every log. */
export const createCommandMetrics = (registry: Registry, log: string, queueDepth: () => number): CommandMetrics => {
  const outcomes = metric(
    registry,
    "waybill_commands_total",
    (name) => new Counter({ name, help: "Commands by outcome", labelNames: ["log", "aggregate", "outcome"], registers: [registry] }),
  );
  const latency = metric(
    registry,
    "waybill_command_seconds",
    (name) =>
      new Histogram({
        name,
        help: "From a command's arrival to its durable answer",
        labelNames: ["log", "aggregate"],
        buckets: latencyBuckets,
        registers: [registry],
      }),
  );
  const conflicts = metric(
    registry,
    "waybill_command_conflicts_total",
    (name) =>
      new Counter({
        name,
        help: "Decisions made again because another was faster",
        labelNames: ["log", "aggregate"],
        registers: [registry],
      }),
  );
  const batchSize = metric(
    registry,
    "waybill_append_commands",
    (name) =>
      new Histogram({
        name,
        help: "Commands in one append",
        labelNames: ["log"],
        buckets: [1, 4, 16, 64, 128, 256, 512, 1024],
        registers: [registry],
      }),
  ).labels(log);
  const batchLatency = metric(
    registry,
    "waybill_append_seconds",
    (name) =>
      new Histogram({ name, help: "One append, fsync included", labelNames: ["log"], buckets: latencyBuckets, registers: [registry] }),
  ).labels(log);
  const depths = metric(registry, "waybill_commands_waiting", (name) => {
    const sources = new Map<string, () => number>();
    const gauge = new Gauge({
      name,
      help: "Commands waiting to be appended or under way",
      labelNames: ["log"],
      registers: [registry],
      collect() {
        for (const [source, depth] of sources) this.labels(source).set(depth());
      },
    });
    return Object.assign(gauge, { sources });
  });
  depths.sources.set(log, queueDepth);

  return {
    forAggregate: (aggregate) => {
      const seconds = latency.labels(log, aggregate);
      const counters = new Map<string, { inc(): void }>();
      return (outcome, startedAt) => {
        let counter = counters.get(outcome);
        if (counter === undefined) {
          counter = outcomes.labels(log, aggregate, outcome);
          counters.set(outcome, counter);
        }
        counter.inc();
        seconds.observe((performance.now() - startedAt) / 1000);
      };
    },
    conflict: (aggregate) => conflicts.labels(log, aggregate).inc(),
    batch: (commands, seconds) => {
      batchSize.observe(commands);
      batchLatency.observe(seconds);
    },
  };
};

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** The metric of this name in the registry, made by the first log that needs it. */
const metric = <M>(registry: Registry, name: string, make: (name: string) => M): M =>
  (registry.getSingleMetric(name) as M | undefined) ?? make(name);
