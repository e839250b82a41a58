import type { Sql } from "postgres";
import { type MoveOutcome, StoreUnavailable } from "../checkpoint.ts";
import { parkingLimits } from "../parking.ts";
import {
  type ReadModel,
  type ReadModelRow,
  type ReadModelRows,
  RowsRefused,
  type RowWork,
  type TableRows,
  tableOf,
} from "../read-model.ts";
import { movedOrFenced, moveStatement } from "./checkpoints.ts";
import { moveUnlessParked, parkStatement, settleStatement } from "./parking-statements.ts";
import { createPostgresBuilding } from "./read-model-building.ts";
import { type Marked, type ReadModelStatements, readModelStatements, type Statement } from "./read-model-sql.ts";
import { orUnavailable } from "./unavailable.ts";

/** A read model's rows as a table of the context's schema, beside the checkpoints that move with them. */
export const createPostgresReadModelRows = <Row extends ReadModelRow>(
  sql: Sql,
  schema: string,
  model: ReadModel<never, Row>,
): ReadModelRows<Row> => {
  const live = tableOf(model);
  const table = (named: string): TableRows<Row> => tableRows({ sql, schema, statements: readModelStatements(schema, model, named) });
  return {
    ...table(live),
    building: createPostgresBuilding({ sql, schema, live, table }),
  };
};

interface Table<Row> {
  readonly sql: Sql;
  readonly schema: string;
  readonly statements: ReadModelStatements<Row>;
}

const tableRows = <Row extends ReadModelRow>({ sql, schema, statements }: Table<Row>): TableRows<Row> => {
  const { table, place, key } = statements;
  // Not prepared: a plan made while the table is empty would scan it, and be kept while the table grows.
  const run = <Result extends object>({ text, values }: Statement) => sql.unsafe<Result[]>(text, [...values], { prepare: false });
  const thisTable = (oid: string): Statement => ({ text: `select "${schema}".same_table($1, $2::oid)`, values: [place, oid] });
  // Where nothing concerns any row. At 150 orders a second read models and timers sent 1.87 messages to PostgreSQL for each order, and with this 1.34.
  const moveOnly = async ({ moves, orderKeys = [] }: RowWork<Row>): Promise<MoveOutcome | "parked"> => {
    const { text, values } = moveUnlessParked(schema, table, { moves, orderKeys });
    let isParked = false;
    const move = async () => {
      const [answer] = await sql.unsafe<{ isMoved: boolean }[]>(text, [...values], { prepare: true });
      isParked = answer?.isMoved === false;
    };
    const outcome = await orUnavailable(() => movedOrFenced(() => orRefused(move)));
    return isParked ? "parked" : outcome;
  };
  // The rows are read before the transaction, which is one statement: nobody else may change them until the checkpoint has moved
  // on from where it stands, and then the statement fails. So a process that halts holds no lock against its successor, and no
  // connection is reserved: the driver (3.4.9, its issue 1208) ends the process when a reserved one is cut. What may change meanwhile
  // besides is the table as a whole, and that is looked at again.
  const applyToRows = ({ keys, orderKeys = [], moves, settles, change }: RowWork<Row>): Promise<MoveOutcome> =>
    orUnavailable(() =>
      movedOrFenced(() =>
        orRefused(async () => {
          const { oid, parked, rows } = unmarked(await run<Marked<Row>>(statements.selectMarked(keys, orderKeys)));
          const changes = change(new Map(rows.map((row) => [String(row[key]), row])), parked);
          const aside = changes.parked ?? [];
          const steps = [
            thisTable(oid),
            ...(moves.length === 0 ? [] : [moveStatement(schema, table, moves)]),
            ...(settles === undefined ? [] : [settleStatement(schema, table, settles)]),
            ...(aside.length === 0 ? [] : [parkStatement(schema, table, { items: aside, pauseMs: parkingLimits.pauseMs })]),
          ];
          await run(statements.change(steps, changes));
        }),
      ),
    );
  return {
    prepare: () => orUnavailable(() => prepare(sql, schema, statements)),
    apply: async (work) => {
      const outcome = mayChangeRows(work) ? "parked" : await moveOnly(work);
      return outcome === "parked" ? applyToRows(work) : outcome;
    },
    find: (wanted) => orUnavailable(async () => (await run<Row>(statements.select([wanted])))[0] ?? null),
  };
};

/** Whether there is more to do than to move the checkpoints, if none of the order keys is parked. */
const mayChangeRows = <Row>({ keys, settles, change }: RowWork<Row>): boolean => {
  if (keys.length > 0 || settles !== undefined) return true;
  const { upserts, removals, parked = [] } = change(new Map(), new Set());
  return upserts.length + removals.length + parked.length > 0;
};

/** What `selectMarked` answers. */
const unmarked = <Row extends ReadModelRow>(found: readonly Marked<Row>[]) => {
  const rows: Row[] = [];
  const parked = new Set<string>();
  let oid = "";
  for (const { " table": table, " parked": orderKey, ...row } of found) {
    if (table !== null) oid = table;
    else if (orderKey !== null) parked.add(orderKey);
    else rows.push(rowIn(row));
  }
  return { rows, parked, oid };
};

/** A row without its marks. */
const rowIn = <Row>(row: object): Row => row as Row;

/**
 * Tells what lies in the values from what lies elsewhere: PostgreSQL's classes 22 (data), 23 (constraints) and 54 (too large). A table
 * that is not there (42P01) was swapped or dropped a moment ago; a later look finds the new one, or that nobody follows any more.
 */
const orRefused = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "42P01") throw new StoreUnavailable("the table of a read model is not there", { cause: error });
    if (/^(?:22|23|54)...$/.test(code)) throw new RowsRefused(error instanceof Error ? error.message : code, { cause: error });
    throw error;
  }
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
