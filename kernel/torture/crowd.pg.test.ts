import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { EventLog } from "@waybill/kernel/event-log";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { faultsOf, freshStream, readAll } from "@waybill/kernel/testing/event-log/sample";
import { testDatabase } from "@waybill/kernel/testing/postgres";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import type { CrowdPlan, CrowdReport } from "./crowd-process.ts";
import { times } from "./long-form.ts";

const schema = "log";
const database = testDatabase();

const runCrowd = async (plan: CrowdPlan): Promise<CrowdReport> => {
  const program = new URL("./crowd-process.ts", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(plan)]);
  return JSON.parse(stdout);
};

/** Reads partition 0 forward until told to stop, and once more to its end. */
const follow = async (log: EventLog, pageEvents: number, isOver: () => boolean) => {
  const seen: { readonly position: number; readonly commandId: string }[] = [];
  let pagesMeanwhile = 0;
  for (;;) {
    const over = isOver();
    const page = await log.readPartitions(new Map([[0, seen.at(-1)?.position ?? 0]]), pageEvents);
    seen.push(...page);
    if (!over && page.length > 0) pagesMeanwhile += 1;
    if (over && page.length === 0) return { seen, pagesMeanwhile };
    if (page.length === 0) await sleep(3);
  }
};

describe("16 writers in four processes on one partition", () => {
  it("let no follower see a gap, an inversion or a skip, and lose nothing", { timeout: 150_000 * times(10) }, async () => {
    await prepareLogSchema(database.sql, schema, 2);
    const reading = postgres(database.url, { max: 3, onnotice: () => undefined });
    const log = await openPostgresEventLog(reading, schema);
    const [, , hotId = ""] = freshStream(log, 0).split("/");
    let over = false;
    const followers = [20, 200, 1_000].map((pageEvents) => follow(log, pageEvents, () => over));
    const plan = { url: database.url, schema, writers: 4, batches: 20 * times(25), hotId };
    const reports = await Promise.all([1, 2, 3, 4].map((process) => runCrowd({ ...plan, seed: 100 * process })));
    over = true;
    const events = reports.reduce((sum, report) => sum + report.events, 0);
    for (const { seen, pagesMeanwhile } of await Promise.all(followers)) {
      expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: events }, (_, index) => index + 1));
      expect(pagesMeanwhile, "it read while they wrote").toBeGreaterThan(5);
    }
    const hot = (await readAll(log, 0, 1_000)).filter(({ stream }) => stream.endsWith(hotId));
    expect(hot.length, "they fought").toBeGreaterThan(20);
    expect(reports.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBeGreaterThan(20);
    expect(await faultsOf(log)).toEqual([]);
    await reading.end();
  });
});
