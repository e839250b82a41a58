import { readFile } from "node:fs/promises";
import { newId } from "@waybill/kernel/id";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { command, faultsOf, freshStream } from "@waybill/kernel/testing/event-log/sample";
import { postgresVersion, testDatabase } from "@waybill/kernel/testing/postgres";
import { add, from, open, tallyProcess } from "@waybill/kernel/testing/tally";
import type { Sql } from "postgres";
import { describe, expect, it } from "vitest";
import { times } from "./long-form.ts";

const database = testDatabase();
/** The long form takes about a minute each. */
const appends = 3_000 * times(20);
const measured = 600;
/** On the older version it is only a repeat. */
const rounds = () => (postgresVersion() === 18 ? 3 : 1);
/** With a row per partition that each append updates, the ratio is 0.65 in the short form and falls without end; as it is, 1.0 to 1.1. */
const leastRatio = 0.75;

/** Something that keeps a snapshot open and does nothing, as pg_dump does for hours, or a standby that reports back. */
const withIdleSnapshot = async <T>(work: () => Promise<T>): Promise<T> => {
  const idle = await database.sql.reserve();
  await idle`begin isolation level repeatable read`;
  await idle`select 1`;
  try {
    return await work();
  } finally {
    await idle`rollback`;
    idle.release();
  }
};

const newLog = async (sql: Sql) => {
  const schema = newId("log").toLowerCase();
  await prepareLogSchema(database.sql, schema, 2);
  return { schema, log: await openPostgresEventLog(sql, schema) };
};

/**
 * What the server's process has worked, in nanoseconds: a pace that does not depend on who else uses the machine. Where the
 * operating system does not tell (only Linux does), time itself.
 */
const workedNs = async (sql: Sql): Promise<number> => {
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const schedule = await readFile(`/proc/${backend?.pid}/schedstat`, "utf8").catch(() => String(performance.now() * 1e6));
  return Number(schedule.split(" ")[0]);
};

/** Appends per second of the server's work, one after the other in one partition: the worst case for a row that each of them updates. */
const pace = async (): Promise<number> => {
  const sql = connectLog(database.url, { max: 1, applicationName: "load" });
  const { log } = await newLog(sql);
  const stream = freshStream(log, 0);
  let version = 0;
  const append = async (count: number) => {
    for (const end = version + count; version < end; version += 1) await log.append([command(stream, version)]);
  };
  // Time for dead rows to pile up, if there are any.
  await append(appends - measured);
  const before = await workedNs(sql);
  await append(measured);
  const paceNs = (await workedNs(sql)) - before;
  expect(await faultsOf(log)).toEqual([]);
  await disconnectLog(sql);
  return (measured / paceNs) * 1e9;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

describe("appending while a snapshot stays open", () => {
  it("updates and deletes nothing, so that no dead row can get in its way", async () => {
    const sql = connectLog(database.url, { max: 1, applicationName: "load" });
    const { schema, log } = await newLog(sql);
    const here = tallyProcess(log);
    const id = newId("tly");
    await here.handle(id, open(), from());
    for (let n = 0; n < 200; n += 1) await here.handle(id, add(1), from());
    await sql`select pg_stat_force_next_flush()`;
    const tables = await database.sql<{ name: string; inserted: number; dead: number }[]>`
      select relname as name, n_tup_ins::int as inserted, (n_tup_upd + n_tup_del)::int as dead from pg_stat_user_tables
      where schemaname = ${schema}`;
    await disconnectLog(sql);
    expect(tables).toContainEqual({ name: "event", inserted: 201, dead: 0 });
    expect(tables.filter(({ dead }) => dead > 0)).toEqual([]);
  });

  it("goes on within a quarter of its usual pace", { timeout: 60_000 * times(10) }, async () => {
    await pace();
    const [usual, held]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds(); round += 1) {
      usual.push(await pace());
      held.push(await withIdleSnapshot(pace));
    }
    const ratio = median(held) / median(usual);
    process.stdout.write(
      `${Math.round(median(held))} appends/s with a snapshot open, ${Math.round(median(usual))} without: ${ratio.toFixed(2)}\n`,
    );
    expect(ratio).toBeGreaterThan(leastRatio);
  });
});
