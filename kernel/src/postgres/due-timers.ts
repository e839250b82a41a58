import type { Sql } from "postgres";
import type { DueTimers, Timer } from "../timer.ts";
import { orUnavailable } from "./unavailable.ts";

/** Due timers among the rows of a `timersModel`, in its table, by the clock of PostgreSQL. */
export const createPostgresDueTimers = (sql: Sql, schema: string, table: string): DueTimers => ({
  due: (partitions, limit) =>
    // Not prepared: a plan made while the table is empty would scan it, and be kept: 7 ms a look at 7,000 timers.
    orUnavailable(() =>
      sql.unsafe<Timer[]>(
        `select key, stream, name, version, due_at::float8 as "dueAt", partition, position::float8 as position, correlation, traceparent
        from "${schema}"."${table}"
        where due_at <= (extract(epoch from clock_timestamp()) * 1000)::bigint and partition = any($1::int[])
        order by due_at limit $2`,
        [`{${partitions.join(",")}}`, limit],
        { prepare: false },
      ),
    ),
});
