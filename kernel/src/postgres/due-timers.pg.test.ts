import { describe, expect, it } from "vitest";
import { describeDueTimers } from "../testing/due-timers-contract.ts";
import { followingProcess } from "../testing/following-process.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { timersModel } from "../timer.ts";
import { createPostgresDueTimers } from "./due-timers.ts";
import { connectLog } from "./log-connections.ts";
import { createPostgresReadModelRows } from "./read-model-rows.ts";

const make = followingSchemas();

describeDueTimers("on PostgreSQL", async () => {
  const { schema, pools } = await make();
  const partsOf = async (sql: (typeof pools)[0]) => ({
    ...(await followingProcess(sql, schema)),
    rows: createPostgresReadModelRows(sql, schema, timersModel(1)),
    timers: createPostgresDueTimers(sql, schema, "timer_v1"),
  });
  return [await partsOf(pools[0]), await partsOf(pools[1])];
});

describe("a look for due timers", () => {
  it("reads what is due, and nothing of what runs for longer", async () => {
    const { url, schema } = await make();
    const sql = connectLog(url, { max: 1, applicationName: "a look" });
    await createPostgresReadModelRows(sql, schema, timersModel(1)).prepare();
    const timers = createPostgresDueTimers(sql, schema, "timer_v1");
    await sql`
      insert into ${sql(schema)}.timer_v1 (key, stream, name, version, due_at, partition, position)
      select 'x#' || nth, 'x', nth, 1, (extract(epoch from now()) * 1000)::bigint + case when nth <= 10 then -nth else 3600000 end, 0, nth
      from generate_series(1, 5000) as nth`;
    await sql`analyze ${sql(schema)}.timer_v1`;
    const read = async () => {
      await sql`select pg_stat_force_next_flush()`;
      const [row] = await sql<{ read: string }[]>`
        select sum(seq_tup_read + idx_tup_fetch) as read from pg_stat_user_tables where schemaname = ${schema} and relname = 'timer_v1'`;
      return Number(row?.read);
    };
    const before = await read();
    const due = await timers.due([0], 100);
    expect(due.map(({ position }) => position)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    const [, second] = due;
    expect(await timers.due([0], 100, second)).toHaveLength(8);
    // Each looks at the ten, or at those behind the second.
    expect((await read()) - before).toBeLessThanOrEqual(20);
    await sql.end();
  });
});
