import type { Sql } from "postgres";
import { limits } from "../limits.ts";
import { createLog } from "./event-log.ts";
import { migrate, readMigrations } from "./migrate.ts";

/**
 * Makes or updates a context's schema: its log, receipts, snapshots, leases and checkpoints. Safe when several processes do it at
 * once. A log that exists keeps its number of partitions for ever.
 * @throws MigrationRefused when the schema is newer than this code.
 */
export const prepareLogSchema = async (sql: Sql, schema: string, partitions: number = limits.defaultPartitions): Promise<void> => {
  await migrate(sql, { schema, migrations: await readMigrations(new URL("./migrations/", import.meta.url)) });
  await createLog(sql, schema, partitions);
};

/** Makes or updates the schema that keeps the keys of persons. */
export const prepareKeyVaultSchema = async (sql: Sql, schema: string): Promise<void> => {
  await migrate(sql, { schema, migrations: await readMigrations(new URL("./key-vault-migrations/", import.meta.url)) });
};
