import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What is measured of the commands of one log. */
export interface CommandMetrics {
  /** Counts and times one kind of aggregate's commands. `startedAtMs` is what `performance.now()` said when the command came in. */
  forAggregate(aggregate: string): (outcome: string, startedAtMs: number) => void;
  conflict(aggregate: string): void;
  batch(commands: number, seconds: number): void;
}

export const noMetrics: CommandMetrics = { forAggregate: () => () => {}, conflict: () => {}, batch: () => {} };

/** Rates, latencies, batch sizes and conflicts, for Prometheus. One registry serves every log of the process: the label tells them apart. */
export const createCommandMetrics = (registry: Registry, log: string): CommandMetrics => {
  const commands = commandMetrics(registry);
  const appends = appendMetrics(registry, log);
  return {
    forAggregate: (aggregate) => {
      const seconds = commands.seconds.labels(log, aggregate);
      const counters = new Map<string, { inc(): void }>();
      return (outcome, startedAtMs) => {
        let counter = counters.get(outcome);
        if (counter === undefined) {
          counter = commands.outcomes.labels(log, aggregate, outcome);
          counters.set(outcome, counter);
        }
        counter.inc();
        seconds.observe((performance.now() - startedAtMs) / 1000);
      };
    },
    conflict: (aggregate) => commands.conflicts.labels(log, aggregate).inc(),
    batch: (size, seconds) => {
      appends.size.observe(size);
      appends.seconds.observe(seconds);
    },
  };
};

/** Shows a number that is read when Prometheus asks, such as a queue's depth. */
export const gaugeOf = (registry: Registry, name: string, help: string): { watch(log: string, read: () => number): void } => {
  const sources = new Map<string, () => number>();
  const gauge = new Gauge({
    name,
    help,
    labelNames: ["log"],
    registers: [registry],
    collect: () => {
      for (const [log, read] of sources) gauge.labels(log).set(read());
    },
  });
  return { watch: (log, read) => void sources.set(log, read) };
};

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const sizeBuckets = [1, 4, 16, 64, 128, 256, 512, 1024];

const commandMetrics = oncePerRegistry((registry) => {
  const registers = [registry];
  const labelNames = ["log", "aggregate"] as const;
  return {
    outcomes: new Counter({
      name: "waybill_commands_total",
      help: "Commands by outcome",
      labelNames: [...labelNames, "outcome"],
      registers,
    }),
    conflicts: new Counter({
      name: "waybill_command_conflicts_total",
      help: "Decisions made again because another was faster",
      labelNames,
      registers,
    }),
    seconds: new Histogram({
      name: "waybill_command_seconds",
      help: "From a command's arrival to its durable answer",
      labelNames,
      buckets: latencyBuckets,
      registers,
    }),
  };
});

const appendHistograms = oncePerRegistry((registry) => {
  const labelNames: "log"[] = ["log"];
  const shared = { labelNames, registers: [registry] };
  return {
    size: new Histogram({ name: "waybill_append_commands", help: "Commands in one append", buckets: sizeBuckets, ...shared }),
    seconds: new Histogram({ name: "waybill_append_seconds", help: "One append, fsync included", buckets: latencyBuckets, ...shared }),
  };
});

const appendMetrics = (registry: Registry, log: string) => {
  const { size, seconds } = appendHistograms(registry);
  return { size: size.labels(log), seconds: seconds.labels(log) };
};

/** Metrics have one name in a registry: the first log makes them, the others label them. */
function oncePerRegistry<Metrics>(make: (registry: Registry) => Metrics): (registry: Registry) => Metrics {
  const made = new WeakMap<Registry, Metrics>();
  return (registry) => {
    const known = made.get(registry) ?? make(registry);
    made.set(registry, known);
    return known;
  };
}
