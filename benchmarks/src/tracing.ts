import type { Aggregate } from "@waybill/kernel/aggregate";
import { systemClock } from "@waybill/kernel/clock";
import { createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { accept } from "@waybill/kernel/decider";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { noMetrics } from "@waybill/kernel/telemetry";
import { recordSpans } from "@waybill/kernel/testing/recorded-spans";
import type { Bench } from "./bench.ts";
import { withCallers } from "./stopwatch.ts";

type Count = { readonly type: "Count" };
type Counted = { readonly type: "Counted"; readonly nth: number };

const counter: Aggregate<Count, number, Counted> = {
  type: "counter",
  decider: { initial: 0, decide: (_, nth) => accept({ type: "Counted", nth: nth + 1 }), evolve: (nth) => nth + 1 },
};

const commands = 20_000;
const rounds = 7;
const traceId = "0af7651916cd43dd8448eb211c80319c";

/** CPU microseconds of this process for each command, on a log in memory: whatever is not the database's. */
const cpuMicroseconds = async (traceparent: string | undefined): Promise<number> => {
  const log = createMemoryEventLog();
  const pipeline = { log, committer: createCommitter(log), clock: systemClock, metrics: noMetrics, admission: { inFlight: 0 } };
  const handler = createCommandHandler(pipeline, counter);
  const context = { merchant: "default", ...(traceparent === undefined ? {} : { traceparent }) };
  const before = process.cpuUsage();
  await withCallers(512, commands, async (index) => {
    await handler.handle(`c${index % 5_000}`, { type: "Count" }, context);
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / commands;
};

/** Of several rounds, in turn, so that whatever else the machine does meets all of them. */
const medians = async (traceparents: readonly (string | undefined)[]): Promise<readonly number[]> => {
  const measured = traceparents.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, traceparent] of traceparents.entries()) {
      const microseconds = await cpuMicroseconds(traceparent);
      // The first round only warms up.
      if (round > 0) measured[index]?.push(microseconds);
    }
  }
  return measured.map((values) => Math.round((values.toSorted((a, b) => a - b)[rounds >> 1] ?? 0) * 10) / 10);
};

export const tracing: Bench = {
  about: "what spans cost a command: without a trace, in one that nobody records, and in one that is recorded",
  run: async ({ say }) => {
    const unsampled = `00-${traceId}-b7ad6b7169203331-00`;
    const sampled = `00-${traceId}-b7ad6b7169203331-01`;
    say("without an SDK");
    const [untracedUs = 0, unsampledUs = 0, sampledUs = 0] = await medians([undefined, unsampled, sampled]);
    say("with one that records");
    recordSpans();
    const [untracedWithSdkUs = 0, unsampledWithSdkUs = 0, recordedUs = 0] = await medians([undefined, unsampled, sampled]);
    return { commands, untracedUs, unsampledUs, sampledUs, untracedWithSdkUs, unsampledWithSdkUs, recordedUs };
  },
};
