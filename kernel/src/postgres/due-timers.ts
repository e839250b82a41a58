import type { Sql } from "postgres";
import type { DueTimers, Timer } from "../timer.ts";
import { orUnavailable } from "./unavailable.ts";

/** Due timers among the rows of a `timersModel`, in its table, by the clock of PostgreSQL. */
export const createPostgresDueTimers = (sql: Sql, schema: string, table: string): DueTimers => ({
  due: (partitions, limit) =>
    orUnavailable(
      () => sql<Timer[]>`
        select key, stream, name, version, due_at::float8 as "dueAt", partition, position::float8 as position, correlation, traceparent
        from ${sql(`${schema}.${table}`)}
        where due_at <= (extract(epoch from clock_timestamp()) * 1000)::bigint and partition = any(${`{${partitions.join(",")}}`}::int[])
        order by due_at limit ${limit}`,
    ),
});
