import type { Sql } from "postgres";
import type { DueTimers, Timer } from "../timer.ts";
import { orUnavailable } from "./unavailable.ts";

/** Due timers among the rows of a `timersModel`, in its table, by the clock of PostgreSQL. */
export const createPostgresDueTimers = (sql: Sql, schema: string, table: string): DueTimers => ({
  due: (partitions, limit, after = null) =>
    // The clock is read once, in a query of its own: asked for each row, it makes PostgreSQL look at all timers there are.
    // Not prepared: a plan made while the table is empty would scan it, and be kept: 7 ms a look at 7,000 timers.
    orUnavailable(() =>
      sql.unsafe<Timer[]>(
        `select key, stream, name, version, due_at::float8 as "dueAt", partition, position::float8 as position, correlation, traceparent
        from "${schema}"."${table}"
        where due_at <= (select (extract(epoch from clock_timestamp()) * 1000)::bigint) and partition = any($1::int[])
          ${after === null ? "" : `and (due_at, key collate "C") > ($3::bigint, $4::text)`}
        order by due_at, key collate "C" limit $2`,
        [`{${partitions.join(",")}}`, limit, ...(after === null ? [] : [after.dueAt, after.key])],
        { prepare: false },
      ),
    ),
});
