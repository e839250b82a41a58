import { type Append, streamName } from "@waybill/kernel/event-log";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { command, freshStream, happened } from "@waybill/kernel/testing/event-log/sample";
import { chanceOf } from "@waybill/kernel/testing/troubled-log";
import postgres from "postgres";

/** What a crowd of writers is to do. */
export interface CrowdPlan {
  readonly url: string;
  readonly schema: string;
  readonly writers: number;
  /** Of each writer. */
  readonly batches: number;
  /** Id of a stream in partition 0 to which all of them append. */
  readonly hotId: string;
  readonly seed: number;
}

/** What became of the commands, and how many events those that were appended had. */
export interface CrowdReport {
  readonly appended: number;
  readonly conflicts: number;
  readonly events: number;
}

/**
 * A program in which several writers, each with a connection of its own, append to partition 0 as fast as they can:
 * `crowd-process.ts PLAN`, a `CrowdPlan` as JSON. Prints a `CrowdReport`.
 */
const main = async (plan: CrowdPlan): Promise<void> => {
  const reports = await Promise.all(Array.from({ length: plan.writers }, (_, writer) => write(plan, chanceOf(plan.seed + writer))));
  const sum = (of: keyof CrowdReport): number => reports.reduce((total, report) => total + report[of], 0);
  const report: CrowdReport = { appended: sum("appended"), conflicts: sum("conflicts"), events: sum("events") };
  process.stdout.write(JSON.stringify(report));
};

const write = async ({ url, schema, batches, hotId }: CrowdPlan, chance: () => number): Promise<CrowdReport> => {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const log = await openPostgresEventLog(sql, schema);
  const hot = streamName("default", "thing", hotId);
  let [appended, conflicts, events, hotVersion] = [0, 0, 0, 0];
  for (let batch = 0; batch < batches; batch += 1) {
    const commands: Append[] = Array.from({ length: 1 + Math.floor(chance() * 6) }, () => {
      // Some transactions are long and some short, so that they would overtake each other if they could.
      const count = 1 + Math.floor(chance() ** 12 * 150);
      return command(freshStream(log, 0), 0, { events: Array.from({ length: count }, (_, n) => happened(n)) });
    });
    commands.push(command(hot, hotVersion));
    const outcomes = await log.append(commands);
    for (const [index, { kind }] of outcomes.entries()) {
      if (kind === "conflict") conflicts += 1;
      if (kind !== "appended") continue;
      appended += 1;
      events += commands[index]?.events.length ?? 0;
    }
    hotVersion = (await log.readStream(hot, hotVersion, 10_000)).at(-1)?.version ?? hotVersion;
  }
  await sql.end();
  return { appended, conflicts, events };
};

const [, program, plan] = process.argv;
if (program === import.meta.filename && plan !== undefined) await main(JSON.parse(plan));
