import type { Sql } from "postgres";
import { type ReadModel, type ReadModelRow, type ReadModelRows, tableOf } from "../read-model.ts";
import { movedOrFenced, moveStatement } from "./checkpoints.ts";
import { type ReadModelStatements, readModelStatements, type Statement } from "./read-model-sql.ts";
import { orUnavailable } from "./unavailable.ts";

/** A read model's rows as a table of the context's schema, beside the checkpoints that move with them. */
export const createPostgresReadModelRows = <Row extends ReadModelRow>(
  sql: Sql,
  schema: string,
  model: ReadModel<never, Row>,
): ReadModelRows<Row> => {
  const statements = readModelStatements(schema, model);

  // Not prepared: a plan made while the table is empty would scan it, and be kept while the table grows.
  const run = ({ text, values }: Statement) => sql.unsafe<Row[]>(text, [...values], { prepare: false });

  return {
    prepare: () => orUnavailable(() => prepare(sql, schema, statements)),
    // The rows are read before the transaction, which is one statement: nobody else may change them until the checkpoint has moved
    // on from where it stands, and then the statement fails. So a process that halts holds no lock against its successor, and no
    // connection is reserved: the driver (3.4.9, its issue 1208) ends the process when a reserved one is cut.
    apply: ({ keys, moves, change }) =>
      orUnavailable(() =>
        movedOrFenced(async () => {
          const rows = keys.length === 0 ? [] : await run(statements.select(keys));
          const changes = change(new Map(rows.map((row) => [String(row[statements.key]), row])));
          await run(statements.change(moveStatement(schema, tableOf(model), moves), changes));
        }),
      ),
    find: (key) => orUnavailable(async () => (await run(statements.select([key])))[0] ?? null),
  };
};

/** Creates the table and its indexes, and makes sure that the table is the one that is declared. */
const prepare = async (sql: Sql, schema: string, { table, columns, create }: ReadModelStatements<never>): Promise<void> => {
  await sql.unsafe(create).simple();
  const found = await sql<{ name: string; type: string }[]>`
    select attname as name, format_type(atttypid, null) as type from pg_attribute
    where attrelid = to_regclass(${`"${schema}"."${table}"`}) and attnum > 0 and not attisdropped order by attnum`;
  const declared = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const existing = found.map(({ name, type }) => `${name} ${type}`).join(", ");
  if (declared !== existing) {
    throw new Error(`read model ${schema}.${table} holds (${existing}) but is declared as (${declared}): raise its version.`);
  }
};
