import type { RecordedEvent } from "@waybill/kernel/event-log";
import { createPostgresReadModelRows } from "@waybill/kernel/postgres/read-model-rows";
import type { ReadModel, ReadModelRow } from "@waybill/kernel/read-model";
import { projectedRows } from "@waybill/kernel/testing/projected-rows";
import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";

type Sql = Parameters<typeof createPostgresReadModelRows>[0];

/** Kysely over a test's own connections, as the server has it: for reading only. */
const kyselyOn = (sql: Sql, schema: string): Kysely<unknown> => {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ sql: text, parameters }: CompiledQuery) => {
      const rows = await sql.unsafe<(Row & object)[]>(text, parameters as never[]);
      return { rows: [...rows] };
    },
    streamQuery: () => {
      throw new Error("read page by page");
    },
  };
  const nothing = async () => {};
  return new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => ({
        init: nothing,
        acquireConnection: async () => connection,
        releaseConnection: nothing,
        beginTransaction: nothing,
        commitTransaction: nothing,
        rollbackTransaction: nothing,
        destroy: nothing,
      }),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  }).withSchema(schema);
};

interface Declared<Event, Row extends ReadModelRow, Queries> {
  readonly model: ReadModel<Event, Row>;
  readonly decode: (recorded: RecordedEvent) => Event;
  readonly onPostgres: (database: Kysely<unknown>) => Queries;
  readonly inMemory: (rows: () => readonly Row[]) => Queries;
}

/** The same events as rows on PostgreSQL and in memory, to be asked the same. */
export const onBoth = async <Event, Row extends ReadModelRow, Queries>(
  { sql, schema }: { readonly sql: Sql; readonly schema: string },
  declared: Declared<Event, Row, Queries>,
  events: readonly RecordedEvent[],
): Promise<readonly [postgres: Queries, memory: Queries]> => {
  const rows = projectedRows(declared, events);
  const table = createPostgresReadModelRows<Row>(sql, schema, declared.model);
  await table.prepare();
  const keys = [...rows.keys()].sort();
  await table.apply({ keys, moves: [], change: () => ({ upserts: keys.map((key) => rows.get(key)!), removals: [] }) });
  return [declared.onPostgres(kyselyOn(sql, schema)), declared.inMemory(() => [...rows.values()])];
};
