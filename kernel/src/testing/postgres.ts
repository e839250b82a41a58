import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, inject } from "vitest";
import { appName } from "../postgres/embedded/app-database.ts";
import type { PromisedVersion } from "./postgres-versions.ts";

export { startTestCluster, type TestCluster } from "./postgres-cluster.ts";

/** A database that test files are given copies of, made once per run and version by whichever file needs it first. */
export interface DatabaseTemplate {
  /** Letters, digits and `_`. */
  readonly name: string;
  /** Fills a new database: migrations, and rows that no test changes. Closes its connections. */
  readonly prepare: (url: string) => Promise<void>;
}

/** A test file's own database. Its properties may be read from `beforeAll` on. */
export interface TestDatabase {
  readonly version: PromisedVersion;
  /** As the user `waybill`, who owns it and is no superuser. */
  readonly url: string;
  /** A small pool, closed for you; close your own, or the file fails. */
  readonly sql: postgres.Sql;
}

/** How long connections may take to vanish after their clients closed them. */
const closingMs = 2_000;

/** The version of PostgreSQL that this test file is running on. */
export const postgresVersion = (): PromisedVersion => inject("postgresVersion");

/**
 * A fresh database for this test file (or `describe`), empty or a copy of `template`, dropped at the end. Connections left
 * open then fail the file: what is not closed here is not closed in production either.
 */
export const testDatabase = (template?: DatabaseTemplate): TestDatabase => {
  const name = `test_${randomBytes(6).toString("hex")}`;
  let opened: { readonly admin: postgres.Sql; readonly sql: postgres.Sql; readonly url: string } | undefined;
  beforeAll(async () => {
    const admin = connect(inject("postgresUrl"), 1);
    const source = template === undefined ? "template1" : await ensureTemplate(admin, template);
    await admin.unsafe(`create database ${name} template ${source} owner ${appName}`);
    const url = appUrl(name);
    opened = { admin, url, sql: connect(url, 4) };
  });
  afterAll(async () => {
    if (opened === undefined) return;
    await opened.sql.end();
    const left = await openConnections(opened.admin, name);
    await opened.admin.unsafe(`drop database ${name} with (force)`);
    await opened.admin.end();
    if (left.length > 0) throw new Error(`connections to the test database were left open:\n${left.join("\n")}`);
  });
  const open = () => {
    if (opened === undefined) throw new Error("the test database is there from beforeAll to afterAll");
    return opened;
  };
  return {
    get version() {
      return postgresVersion();
    },
    get url() {
      return open().url;
    },
    get sql() {
      return open().sql;
    },
  };
};

const connect = (url: string, max: number): postgres.Sql => postgres(url, { max, onnotice: () => undefined });

const appUrl = (database: string): string => {
  const url = new URL(inject("postgresUrl"));
  url.username = appName;
  url.pathname = database;
  return url.href;
};

/** The name of the template's database, complete. Test files in other processes wait here while one of them prepares it. */
const ensureTemplate = async (admin: postgres.Sql, { name, prepare }: DatabaseTemplate): Promise<string> => {
  const database = `template_${name}`;
  await admin`select pg_advisory_lock(hashtext(${database}))`;
  try {
    const [found] = await admin<{ complete: boolean }[]>`select datistemplate as complete from pg_database where datname = ${database}`;
    if (found?.complete === true) return database;
    await admin.unsafe(`drop database if exists ${database} with (force)`);
    await admin.unsafe(`create database ${database} owner ${appName}`);
    await prepare(appUrl(database));
    const left = await openConnections(admin, database);
    if (left.length > 0) throw new Error(`the preparation of ${database} left connections open:\n${left.join("\n")}`);
    await admin.unsafe(`alter database ${database} with is_template true allow_connections false`);
    return database;
  } finally {
    await admin`select pg_advisory_unlock(hashtext(${database}))`;
  }
};

/** What is still connected to `database` after a little patience, a line each. */
const openConnections = async (admin: postgres.Sql, database: string): Promise<string[]> => {
  const deadlineMs = performance.now() + closingMs;
  for (;;) {
    const rows = await admin<{ line: string }[]>`
      select format('%s: %s, last query: %s', application_name, state, left(query, 200)) as line
      from pg_stat_activity where datname = ${database} and backend_type = 'client backend'`;
    if (rows.length === 0 || performance.now() > deadlineMs) return rows.map(({ line }) => line);
    await sleep(10);
  }
};
