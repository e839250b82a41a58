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
const measured = 900;
/** With a row per partition that each append updates, the ratio is 1.87 in the short form and grows without end. */
const mostRatio = 1.1;

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
 * How many blocks of the log's tables and indexes the server has looked at, in all. Dead rows that cannot be cleared away are what makes
 * it look at more of them, and unlike time the number does not depend on the machine or on who else uses it.
 */
const blocksOf = async (sql: Sql): Promise<number> => {
  await sql`select pg_stat_force_next_flush()`;
  const [seen] = await sql<{ blocks: number }[]>`
    select sum(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0))::float8 as blocks
    from pg_statio_user_tables where schemaname = ${schema}`;
  return seen?.blocks ?? 0;
};

/** Appends one after the other in one partition: the worst case for a row that each append updates. */
const startWriter = async (database: TestDatabase) => {
  await prepareLogSchema(database.sql, schema, 2);
  // A vacuum that comes by in one of the two databases makes each append there look at two more blocks, snapshot or not.
  for (const table of ["event", "receipt"])
    await database.sql`alter table ${database.sql(`${schema}.${table}`)} set (autovacuum_enabled = false)`;
  const sql = connectLog(database.url, { max: 1, applicationName: "writer" });
  const log = await openPostgresEventLog(sql, schema);
  const stream = freshStream(log, 0);
  let version = 0;
  return {
    sql,
    log,
    /** How many blocks the server has looked at for each of so many more appends. */
    append: async (count: number): Promise<number> => {
      const before = await blocksOf(sql);
      for (const end = version + count; version < end; version += 1) await log.append([command(stream, version)]);
      return ((await blocksOf(sql)) - before) / count;
    },
    [Symbol.asyncDispose]: () => disconnectLog(sql),
  };
};

describe("appending while a snapshot stays open", () => {
  it("makes the server look at no more blocks than usual, and followers read it", { timeout: 150_000 * times(10) }, async () => {
    await using inHeld = await startWriter(held);
    await using inUsual = await startWriter(usual);
    await using _snapshot = await openSnapshot(held);
    // Time for dead rows to pile up, if there are any.
    for (const writer of [inHeld, inUsual]) await writer.append(appends);
    const [withIt, without] = [await inHeld.append(measured), await inUsual.append(measured)];
    process.stdout.write(`${withIt.toFixed(1)} blocks per append with a snapshot open, ${without.toFixed(1)} without\n`);
    expect(without).toBeGreaterThan(0);
    expect(withIt / without).toBeLessThan(mostRatio);
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
