import type { Sql } from "postgres";
import { type Building, generationOf, type TableRows } from "../read-model.ts";
import { readModelLimits } from "../read-model-limits.ts";
import { orUnavailable } from "./unavailable.ts";

interface BuildingParts<Row> {
  readonly sql: Sql;
  readonly schema: string;
  readonly live: string;
  readonly table: (named: string) => TableRows<Row>;
}

/** How a read model was built, in its context's schema; tables and functions are in `migrations/0004-read-models.sql`. */
export const createPostgresBuilding = <Row>({ sql, schema, live, table }: BuildingParts<Row>): Building<Row> => {
  const named = (name: string) => sql(`${schema}.${name}`);
  return {
    isBuilt: () =>
      orUnavailable(async () => {
        const rows = await sql`select from ${named("read_model")} where subscription = ${live} and built_at is not null`;
        return rows.length > 0;
      }),
    finish: () =>
      orUnavailable(async () => {
        await sql`update ${named("read_model")} set built_at = clock_timestamp() where subscription = ${live} and built_at is null`;
      }),
    beginAnew: () =>
      orUnavailable(async () => {
        const [row] = await sql<{ generation: string }[]>`
          update ${named("read_model")} set generation = coalesce(generation, nextval(${`${schema}.read_model_generation`}::text::regclass))
          where subscription = ${live} returning generation`;
        if (row === undefined) throw new Error(`${schema}.${live} is not there yet: nobody has prepared it`);
        return Number(row.generation);
      }),
    underWay: () =>
      orUnavailable(async () => {
        const [row] = await sql<{ generation: string }[]>`
          select generation from ${named("read_model")} where subscription = ${live} and generation is not null`;
        return row === undefined ? null : Number(row.generation);
      }),
    beside: (generation) => table(generationOf(live, generation)),
    swap: (generation) =>
      orUnavailable(() =>
        unlessBusy(async () => {
          const [row] = await sql<{ swapped: boolean }[]>`
            select ${named("swap_read_model")}(${live}, ${generation}, ${readModelLimits.swapLockMs}) as swapped`;
          return row?.swapped === true;
        }),
      ),
    callOff: () =>
      orUnavailable(async () => {
        // A swap holds the row: whoever comes second finds that it is not under way.
        const [row] = await sql<{ generation: string }[]>`
          with going as (select generation from ${named("read_model")} where subscription = ${live} and generation is not null for update)
          update ${named("read_model")} set generation = null from going where subscription = ${live} returning going.generation`;
        return row === undefined ? null : Number(row.generation);
      }),
    clearLeft: () =>
      orUnavailable(async () => {
        for (const generation of await leftOf(sql, schema, live)) {
          // Before its rows elsewhere are forgotten: writers have the table first and those rows then, and the two would wait in a circle.
          await sql`drop table if exists ${named(generationOf(live, generation))}`;
          await sql`select ${named("clear_generation")}(${live}, ${generation})`;
        }
      }),
  };
};

/** Generations of which something is there, and that are not under way: numbers are given once, so none of them will be. */
const leftOf = async (sql: Sql, schema: string, live: string): Promise<readonly number[]> => {
  const [first, beyond] = [`${live}_g`, `${live}_h`];
  const within = (column: string) => sql`${sql(column)} >= ${first} and ${sql(column)} < ${beyond}`;
  const table = (name: string) => sql(`${schema}.${name}`);
  const rows = await sql<{ generation: string }[]>`
    select substr(name, ${first.length + 1}) as generation from (
      select relname::text as name from pg_class where relnamespace = to_regnamespace(${`"${schema}"`}) and relkind = 'r' and ${within("relname")}
      union select subscription from ${table("checkpoint")} where ${within("subscription")}
      union select subscription from ${table("lease")} where ${within("subscription")}
      union select subscription from ${table("follower")} where ${within("subscription")}
      union select subscription from ${table("parked_key")} where ${within("subscription")}
    ) as found
    where substr(name, ${first.length + 1}) ~ '^[0-9]{1,15}$'
      and not exists (select from ${table("read_model")} where subscription = ${live} and generation::text = substr(name, ${first.length + 1}))`;
  return rows.map(({ generation }) => Number(generation));
};

/** False when a table could not be locked in time (55P03), is not there (42P01), or others locked in another sequence (40P01): not now. */
const unlessBusy = async (work: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && "code" in error && ["40P01", "42P01", "55P03"].includes(String(error.code))) return false;
    throw error;
  }
};
