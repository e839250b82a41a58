import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { appName } from "../postgres/embedded/app-database.ts";

/** A database that others are made as copies of, itself made once per run and version by whoever needs it first. */
export interface DatabaseTemplate {
  /** Letters, digits and `_`. */
  readonly name: string;
  /** Fills a new database: migrations, and rows that no test changes. Must close its connections. */
  readonly prepare: (url: string) => Promise<void>;
}

/** A database made for one purpose, and to be dropped after it. */
export interface MadeDatabase {
  /** As the user `waybill`, who owns it and is no superuser. */
  readonly url: string;
  /** Drops it, whoever is connected. @throws Error naming the connections that were still open */
  drop(): Promise<void>;
}

/** How long connections may take to vanish after their clients closed them, on a machine that is slow. */
const closingMs = 10_000;

/** A new database on the server at `superuserUrl`: empty, or a copy of `template`. */
export const makeDatabase = async (superuserUrl: string, template?: DatabaseTemplate): Promise<MadeDatabase> => {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  const source = template === undefined ? "template1" : await ensureTemplate(admin, superuserUrl, template);
  await admin.unsafe(`create database ${name} template ${source} owner ${appName}`);
  return {
    url: appUrl(superuserUrl, name),
    drop: async () => {
      const left = await openConnections(admin, name);
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
      if (left.length > 0) throw new Error(`connections to the test database were left open:\n${left.join("\n")}`);
    },
  };
};

const appUrl = (superuserUrl: string, database: string): string => {
  const url = new URL(superuserUrl);
  url.username = appName;
  url.pathname = database;
  return url.href;
};

/** The name of the template's database, complete. Others who need it wait here while one prepares it. */
const ensureTemplate = async (admin: postgres.Sql, superuserUrl: string, { name, prepare }: DatabaseTemplate): Promise<string> => {
  const database = `template_${name}`;
  await admin`select pg_advisory_lock(hashtext(${database}))`;
  try {
    const [found] = await admin<{ complete: boolean }[]>`select datistemplate as complete from pg_database where datname = ${database}`;
    if (found?.complete === true) return database;
    await admin.unsafe(`drop database if exists ${database} with (force)`);
    await admin.unsafe(`create database ${database} owner ${appName}`);
    await prepare(appUrl(superuserUrl, database));
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
