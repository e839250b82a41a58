import { readFile } from "node:fs/promises";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { command, faultsOf, freshStream } from "@waybill/kernel/testing/event-log/sample";
import { type TestDatabase, testDatabase } from "@waybill/kernel/testing/postgres";
import type { Sql } from "postgres";
import { describe, expect, it } from "vitest";
import { times } from "./long-form.ts";

const schema = "log";
/** A snapshot holds up the clearing away of dead rows in its own database only, so the other one tells what is usual. */
const [held, usual] = [testDatabase(), testDatabase()];

/** In the long form this takes about a minute. */
const appends = 3_000 * times(20);
/** They take turns, so that whatever else the machine does befalls both. */
const turns = 15;
const appendsPerTurn = 60;
/** With a row per partition that each append updates, the ratio is below 0.7 in the short form and falls without end. */
const leastRatio = 0.75;

/** Keeps a snapshot open and does nothing, as pg_dump does for hours, or a standby that reports back. */
const openSnapshot = async (database: TestDatabase): Promise<AsyncDisposable> => {
  const idle = await database.sql.reserve();
  await idle`begin isolation level repeatable read`;
  await idle`select 1`;
  return {
    [Symbol.asyncDispose]: async () => {
      await idle`rollback`;
      idle.release();
    },
  };
};

/**
 * What the server's process has worked, in nanoseconds: unlike time, it does not depend on who else uses the machine. Where the
 * operating system does not tell (only Linux does), it is time.
 */
const workedNs = async (sql: Sql): Promise<number> => {
  const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const schedule = await readFile(`/proc/${backend?.pid}/schedstat`, "utf8").catch(() => String(performance.now() * 1e6));
  return Number(schedule.split(" ")[0]);
};

/** Appends one after the other in one partition: the worst case for a row that each append updates. */
const startWriter = async (database: TestDatabase) => {
  await prepareLogSchema(database.sql, schema, 2);
  const sql = connectLog(database.url, { max: 1, applicationName: "writer" });
  const log = await openPostgresEventLog(sql, schema);
  const stream = freshStream(log, 0);
  let version = 0;
  return {
    sql,
    log,
    /** How much the server has worked for so many more appends. */
    append: async (count: number): Promise<number> => {
      const before = await workedNs(sql);
      for (const end = version + count; version < end; version += 1) await log.append([command(stream, version)]);
      return (await workedNs(sql)) - before;
    },
    [Symbol.asyncDispose]: () => disconnectLog(sql),
  };
};

describe("appending while a snapshot stays open", () => {
  it("goes on within a quarter of its usual pace, and followers read it", { timeout: 60_000 * times(10) }, async () => {
    await using inHeld = await startWriter(held);
    await using inUsual = await startWriter(usual);
    await using _snapshot = await openSnapshot(held);
    // Time for dead rows to pile up, if there are any.
    for (const writer of [inHeld, inUsual]) await writer.append(appends);
    let [heldNs, usualNs] = [0, 0];
    for (let turn = 0; turn < turns; turn += 1) {
      heldNs += await inHeld.append(appendsPerTurn);
      usualNs += await inUsual.append(appendsPerTurn);
    }
    const perSecond = (ns: number) => Math.round((turns * appendsPerTurn * 1e9) / ns);
    process.stdout.write(`${perSecond(heldNs)} appends per second of work with a snapshot open, ${perSecond(usualNs)} without\n`);
    expect(usualNs / heldNs).toBeGreaterThan(leastRatio);
    for (const { log } of [inHeld, inUsual]) expect(await faultsOf(log)).toEqual([]);
  });

  it("updates and deletes nothing, so that no dead row can get in its way", async () => {
    await using writer = await startWriter(usual);
    await writer.append(1);
    await writer.sql`select pg_stat_force_next_flush()`;
    const tables = await usual.sql<{ name: string; inserted: number; dead: number }[]>`
      select relname as name, n_tup_ins::int as inserted, (n_tup_upd + n_tup_del)::int as dead from pg_stat_user_tables where schemaname = ${schema}`;
    expect(tables.find(({ name }) => name === "event")?.inserted).toBeGreaterThan(appends);
    expect(tables.filter(({ dead }) => dead > 0)).toEqual([]);
  });
});
