import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql, TransactionSql } from "postgres";
import { limits } from "../limits.ts";

/** One numbered file of SQL, with unqualified names, run once in each schema and never changed afterwards. */
export interface MigrationFile {
  /** From 1, without holes. */
  readonly number: number;
  /** What the file's name says after its number, such as `log` in `0001-log.sql`. */
  readonly name: string;
  readonly text: string;
}

/** The schema and this code do not fit together. The message says which is newer, or which file was changed. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/** All `0001-name.sql` files of a folder in order. @throws MigrationRefused when a number is missing or given twice. */
export const readMigrations = async (folder: URL): Promise<readonly MigrationFile[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (fileName, index) => {
      const [, digits, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(fileName) ?? [];
      if (name === undefined || Number(digits) !== index + 1) {
        throw new MigrationRefused(`${fileName}: expected ${String(index + 1).padStart(4, "0")}-….sql here`);
      }
      return { number: index + 1, name, text: await readFile(new URL(fileName, withSlash(folder)), "utf8") };
    }),
  );
};

/**
 * Brings a schema up to date, creating it when it is not there. Each file runs in a transaction of its own, under a lock,
 * with the schema as the only search path; processes that start at the same time wait for one another and find it done. One that
 * needs a lock that somebody else has tries again until it gets it, and lets others pass in between.
 * @returns the numbers that this call has applied.
 * @throws MigrationRefused when the schema is newer than the files, or a file that was applied has changed since.
 */
export const migrate = async (
  sql: Sql,
  { schema, migrations }: { readonly schema: string; readonly migrations: readonly MigrationFile[] },
): Promise<readonly number[]> => {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(schema)) throw new RangeError(`not a schema name: ${schema}`);
  const applied: number[] = [];
  for (;;) {
    const step = await sql.begin((transaction) => applyNext(transaction, schema, migrations)).catch(passingOthers);
    if (step === null) return applied;
    if (step === "lockedOut") await sleep(limits.migrationLockMs);
    else applied.push(step);
  }
};

/** What it wants to lock is used, and whoever comes behind it waits as long as it does. @throws any other error */
const passingOthers = (error: unknown): "lockedOut" => {
  if (error instanceof Error && "code" in error && error.code === "55P03") return "lockedOut";
  throw error;
};

/** Applies the first file that the schema lacks and returns its number, or null when it lacks none. */
const applyNext = async (sql: TransactionSql, schema: string, migrations: readonly MigrationFile[]): Promise<number | null> => {
  // Held until commit, not for the session: that also works through a pooler that hands out transactions.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`waybill migrate ${schema}`}, 0))`;
  await sql.unsafe(`set local client_min_messages = warning`);
  // Asked first: "if not exists" alone wants the right to create schemas even where this one was made beforehand.
  const [existing] = await sql`select from pg_namespace where nspname = ${schema}`;
  if (existing === undefined) await sql`create schema ${sql(schema)}`;
  await sql`create table if not exists ${sql(schema)}.migration (
    number int primary key, name text not null, hash text not null, applied_at timestamptz not null default now())`;
  const done = await sql<{ number: number; name: string; hash: string }[]>`
    select number, name, hash from ${sql(schema)}.migration order by number`;
  refuseMisfit(schema, done, migrations);
  const next = migrations[done.length];
  if (next === undefined) return null;
  await sql.unsafe(`set local lock_timeout = ${limits.migrationLockMs}`);
  await sql`set local search_path to ${sql(schema)}`;
  await sql.unsafe(next.text).simple();
  await sql`insert into ${sql(schema)}.migration (number, name, hash) values (${next.number}, ${next.name}, ${hashOf(next)})`;
  return next.number;
};

const refuseMisfit = (
  schema: string,
  done: readonly { number: number; name: string; hash: string }[],
  migrations: readonly MigrationFile[],
): void => {
  for (const [index, { number, name, hash }] of done.entries()) {
    const known = migrations[index];
    if (known === undefined) {
      throw new MigrationRefused(
        `schema ${schema} is at migration ${done.at(-1)?.number}, this code knows ${migrations.length}: the database is newer than the code. Start the newer version.`,
      );
    }
    if (number !== known.number || hash !== hashOf(known)) {
      throw new MigrationRefused(
        `migration ${number} (${name}) of schema ${schema} is not the file ${known.number} (${known.name}) of this code: an applied migration never changes. Restore the file, and put the change into a new one.`,
      );
    }
  }
};

/** The same on every machine, whatever line ends its checkout has. */
const hashOf = ({ text }: MigrationFile): string => createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");

const withSlash = (folder: URL): URL => (folder.href.endsWith("/") ? folder : new URL(`${folder.href}/`));
