import type { Sql } from "postgres";

/** What was found out about a PostgreSQL server and database. */
export interface DatabaseFacts {
  /** As `server_version_num` has it: 150004 is 15.4. */
  readonly versionNumber: number;
  readonly version: string;
  readonly encoding: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
}

/** The database would lose what was acknowledged, or could not hold it. The message says what to change. */
export class DatabaseRefused extends Error {
  override readonly name = "DatabaseRefused";
}

/**
 * Makes sure, at start-up, that an acknowledged commit survives a power cut. With `unsafe` (the option `--unsafe`) every
 * objection is only told to `warn`.
 * @throws DatabaseRefused with all objections, in words for the operator.
 */
export const checkDurability = async (
  sql: Sql,
  { unsafe = false, warn }: { readonly unsafe?: boolean; readonly warn: (objection: string) => void },
): Promise<void> => {
  const [facts] = await sql<DatabaseFacts[]>`
    select current_setting('server_version_num')::int as "versionNumber", current_setting('server_version') as version,
      pg_encoding_to_char(encoding) as encoding, current_setting('fsync') as fsync,
      current_setting('full_page_writes') as "fullPageWrites", current_setting('synchronous_commit') as "synchronousCommit"
    from pg_database where datname = current_database()`;
  if (facts === undefined) throw new DatabaseRefused("the database does not tell its own settings: pg_database has no row for it");
  const objections = objectionsTo(facts);
  if (objections.length === 0) return;
  if (!unsafe) throw new DatabaseRefused(`${objections.join("\n")}\nTo start nevertheless, on data you can lose, pass --unsafe.`);
  for (const objection of objections) warn(objection);
};

/** Why this database is not one to keep orders in; empty when it is. */
export const objectionsTo = (facts: DatabaseFacts): readonly string[] => {
  const objections: string[] = [];
  if (facts.versionNumber < oldestVersionNumber) {
    objections.push(`PostgreSQL ${facts.version} is older than 15, the oldest that is tested: upgrade the server.`);
  }
  if (facts.encoding !== "UTF8") {
    objections.push(
      `The database is encoded in ${facts.encoding}, which cannot hold every name: create one with "create database … encoding 'UTF8' template template0".`,
    );
  }
  if (facts.fsync !== "on") {
    objections.push("fsync is off, so a power cut can destroy the database: set fsync = on in postgresql.conf and restart PostgreSQL.");
  }
  if (facts.fullPageWrites !== "on") {
    objections.push(
      "full_page_writes is off, so a power cut can leave half-written pages: set full_page_writes = on in postgresql.conf and reload PostgreSQL.",
    );
  }
  if (facts.synchronousCommit === "off") {
    objections.push(
      "synchronous_commit is off, so a crash loses orders that were acknowledged: set it to on (or local, remote_write, remote_apply) " +
        "in postgresql.conf, and remove it from this role, database and DATABASE_URL.",
    );
  }
  return objections;
};

const oldestVersionNumber = 150_000;
