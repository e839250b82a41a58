import type { Sql } from "postgres";
import { limits } from "../limits.ts";
import { type ReadModel, type ReadModelRow, type ReadModelRows, type RowWork, tableOf } from "../read-model.ts";
import { movedOrFenced, moveStatement } from "./checkpoints.ts";
import { type ReadModelStatements, readModelStatements, type Statement } from "./read-model-sql.ts";
import { orUnavailable } from "./unavailable.ts";

/** A read model's rows as a table of the context's schema, beside the checkpoints that move with them. */
export const createPostgresReadModelRows = <Row extends ReadModelRow>(
  sql: Sql,
  model: ReadModel<never, Row>,
  { schema, leaseMs = limits.leaseMs }: { readonly schema: string; readonly leaseMs?: number },
): ReadModelRows<Row> => {
  const statements = readModelStatements(schema, model);
  return {
    prepare: () => orUnavailable(() => prepare(sql, schema, statements)),
    apply: (work) => orUnavailable(() => movedOrFenced(() => apply(work))),
    find: (key) =>
      orUnavailable(async () => {
        const { text, values } = statements.select([key]);
        const [row] = await sql.unsafe<Row[]>(text, values, { prepare: true });
        return row ?? null;
      }),
  };

  async function apply({ keys, moves, change }: RowWork<Row>): Promise<void> {
    await sql.begin(async (transaction) => {
      const run = <R extends object>({ text, values }: Statement) => transaction.unsafe<R[]>(text, values, { prepare: true });
      const [, , rows] = await Promise.all([
        run({ text: settings, values: [String(leaseMs)] }),
        // Before the rows are read: from here on no earlier owner can change them any more.
        run(moveStatement(schema, tableOf(model), moves)),
        keys.length === 0 ? [] : run<Row>(statements.select(keys)),
      ]);
      const { upserts, removals } = change(new Map(rows.map((row) => [String(row[statements.key]), row])));
      await Promise.all([
        upserts.length === 0 ? [] : run(statements.upsert(upserts)),
        removals.length === 0 ? [] : run(statements.remove(removals)),
      ]);
    });
  }
};

/**
 * For one transaction. A process that is halted inside it (or cut off) must not hold the checkpoints' locks against its successor
 * for longer than it would have kept its lease ($1). The rest keeps the planner to the keys: while a table is still empty it
 * would scan it, and keep that plan while the table grows.
 */
const settings = `select set_config('idle_in_transaction_session_timeout', $1, true),
  set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)`;

/** Creates the table and its indexes, or makes sure that the table is the one that is declared. */
const prepare = async (sql: Sql, schema: string, { table, columns, create }: ReadModelStatements<never>): Promise<void> => {
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtextextended(${`waybill read model ${schema}.${table}`}, 0))`;
    const found = await transaction<{ name: string; type: string }[]>`
      select attname as name, format_type(atttypid, null) as type from pg_attribute
      where attrelid = to_regclass(${`"${schema}"."${table}"`}) and attnum > 0 and not attisdropped order by attnum`;
    if (found.length === 0) {
      for (const statement of create) await transaction.unsafe(statement);
      return;
    }
    const declared = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
    const existing = found.map(({ name, type }) => `${name} ${type}`).join(", ");
    if (declared !== existing) {
      throw new Error(`read model ${schema}.${table} holds (${existing}) but is declared as (${declared}): raise its version.`);
    }
  });
};
