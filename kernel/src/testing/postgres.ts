import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { type DatabaseTemplate, type MadeDatabase, makeDatabase } from "./postgres-database.ts";
import type { PromisedVersion } from "./postgres-versions.ts";

export { startTestCluster } from "./postgres-cluster.ts";
export type { DatabaseTemplate };

/** A test file's own database, there from `beforeAll` to `afterAll`. */
export interface TestDatabase {
  /** As the user `waybill`, who owns it and is no superuser. */
  readonly url: string;
  /** A small pool, closed for you. Close your own, or the file fails. */
  readonly sql: postgres.Sql;
}

/** The version of PostgreSQL that this test file is running on. */
export const postgresVersion = (): PromisedVersion => inject("postgresVersion");

/**
 * A fresh database for this test file (or `describe`), empty or a copy of `template`, dropped at the end. Connections left
 * open then fail the file: what is not closed here is not closed in production either.
 */
export const testDatabase = (template?: DatabaseTemplate): TestDatabase => {
  let open: { readonly made: MadeDatabase; readonly sql: postgres.Sql } | undefined;
  beforeAll(async () => {
    const made = await makeDatabase(inject("postgresUrl"), template);
    open = { made, sql: postgres(made.url, { max: 4, onnotice: () => undefined }) };
  });
  afterAll(async () => {
    await open?.sql.end();
    await open?.made.drop();
  });
  const opened = () => {
    if (open === undefined) throw new Error("the test database is there from beforeAll on");
    return open;
  };
  return {
    get url() {
      return opened().made.url;
    },
    get sql() {
      return opened().sql;
    },
  };
};
