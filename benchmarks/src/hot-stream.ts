import type { Aggregate } from "@waybill/kernel/aggregate";
import { systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { accept } from "@waybill/kernel/decider";
import { streamName } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { readState } from "@waybill/kernel/state-cache";
import { noMetrics } from "@waybill/kernel/telemetry";
import type { Bench } from "./bench.ts";
import { freshLog, openBenchDatabase } from "./bench-database.ts";
import { cpuPerThousand, cpuSeconds } from "./cpu.ts";
import { createStopwatch, withCallers } from "./stopwatch.ts";

type Sell = { readonly type: "Sell"; readonly buyer: number };
type Sold = { readonly type: "Sold"; readonly buyer: number; readonly nth: number };
type Sales = { readonly sold: number };

/** One flash-sale article: each sale must know how many were before it. */
const sales: Aggregate<Sell, Sales, Sold> = {
  type: "sales",
  decider: {
    initial: { sold: 0 },
    decide: ({ buyer }, { sold }) => accept({ type: "Sold", buyer, nth: sold + 1 }),
    evolve: ({ sold }) => ({ sold: sold + 1 }),
  },
  snapshotEveryEvents: 1_000,
};

const commands = 10_000;

export const hotStream: Bench = {
  about: "10,000 commands on one aggregate; nothing lost, nothing doubled (default 256 callers)",
  run: async ({ concurrency, say }) => {
    await using database = await openBenchDatabase(say);
    await freshLog(database.sql, "bench_hot");
    const log = await openPostgresEventLog(database.sql, "bench_hot");
    const committer = createCommitter(log);
    const pipeline = { log, committer, clock: systemClock, metrics: noMetrics, admission: { inFlight: 0 } };
    const handler = createCommandHandler(pipeline, sales);
    const stopwatch = createStopwatch();
    const callers = concurrency === 512 ? 256 : concurrency;
    const nths = new Set<number>();
    const before = cpuSeconds(database.postmasterPid);
    const seconds = await withCallers(callers, commands, async (buyer) => {
      const context = { merchant: "default", commandId: derivedUuid("buyer", String(buyer)), request: String(buyer) };
      const outcome = await stopwatch.time(() => handler.handle("hot", { type: "Sell", buyer }, context));
      if (outcome.kind !== "accepted" || outcome.recorded === null) throw new Error(JSON.stringify(outcome));
      for (const { nth } of outcome.recorded.events) nths.add(nth);
    });
    const after = cpuSeconds(database.postmasterPid);
    const { state, version } = await readState(log, sales, streamName("default", "sales", "hot"));
    if (nths.size !== commands || state.sold !== commands || version !== commands) {
      throw new Error(`lost or doubled: ${nths.size} answers, ${state.sold} sold, version ${version}`);
    }
    return {
      concurrency: callers,
      commands,
      stepsPerSecond: Math.round(commands / seconds),
      p50Ms: stopwatch.p50Ms(),
      p99Ms: stopwatch.p99Ms(),
      cpuSecondsPer1000Commands: cpuPerThousand(before, after, commands),
      lostOrDoubled: 0,
    };
  },
};
