import { orUnavailable } from "@waybill/kernel/postgres/unavailable";
import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type { Sql } from "postgres";

/**
 * Typed queries over a pool that is shared with everything else, in one schema; columns are snake_case there and camelCase here. For
 * reading only: each query takes whichever connection is free, so there are no transactions.
 */
export const readingQueries = (sql: Sql, schema: string): Kysely<unknown> =>
  new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driverOn(sql),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  }).withSchema(schema);

const driverOn = (sql: Sql): Driver => {
  const connection: DatabaseConnection = {
    executeQuery: async <Row>({ sql: text, parameters }: CompiledQuery) => {
      // One that is never answered would keep whoever asked: a request, or an erasure.
      const rows = await orUnavailable(() => sql.unsafe<(Row & object)[]>(text, parameters.map(scalar), { prepare: true }));
      return { rows: [...rows] };
    },
    streamQuery: () => {
      throw new Error("read page by page");
    },
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: noTransactions,
    commitTransaction: noTransactions,
    rollbackTransaction: noTransactions,
    destroy: async () => {},
  };
};

const noTransactions = async (): Promise<void> => {
  throw new Error("these connections are shared: nothing here can be a transaction");
};

/** @throws TypeError for what no column of a read model is compared with. */
const scalar = (value: unknown): boolean | number | string | null => {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new TypeError(`${typeof value} cannot be a parameter of a query`);
};
