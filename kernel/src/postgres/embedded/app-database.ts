import type { Sql } from "postgres";

/** The user that Waybill works as, and its database. It is no superuser, as on any hosted PostgreSQL, so that nothing comes to need one. */
export const appName = "waybill";

/** Makes the user and the database that are not there yet: all of it on the first start, what is missing after a kill. */
export const ensureAppDatabase = async (sql: Sql, password: string): Promise<void> => {
  const [found] = await sql<{ role: boolean; database: boolean }[]>`
    select exists (select from pg_roles where rolname = ${appName}) as role,
           exists (select from pg_database where datname = ${appName}) as database`;
  if (found?.role !== true) {
    // One statement, so that a kill leaves all of it or nothing. Passwords of ours hold letters, digits, - and _ only.
    await sql.unsafe(`do $$ begin
      create role ${appName} login password '${password}';
      grant pg_monitor, pg_checkpoint to ${appName};
    end $$`);
  }
  if (found?.database !== true) await sql.unsafe(`create database ${appName} owner ${appName}`);
};
