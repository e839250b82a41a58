import { createPostgresCheckpoints } from "@waybill/kernel/postgres/checkpoints";
import { checkDurability } from "@waybill/kernel/postgres/durability";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { createPostgresKeyVault } from "@waybill/kernel/postgres/key-vault";
import { createPostgresLeases } from "@waybill/kernel/postgres/leases";
import { prepareKeyVaultSchema, prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { createPostgresReadModelRows } from "@waybill/kernel/postgres/read-model-rows";
import { CamelCasePlugin, Kysely } from "kysely";
import { PostgresJSDialect } from "kysely-postgres-js";
import postgres, { type Sql } from "postgres";
import { createPostgresKeys, prepareAccessSchema } from "../access/postgres-keys.ts";
import { serverLimits } from "../limits.ts";
import type { ContextStore, Foundation } from "./foundation.ts";

export interface PostgresFoundationOptions {
  readonly url: string;
  /** Go on with a database that may lose what it acknowledged. */
  readonly unsafe: boolean;
  readonly warn: (objection: string) => void;
}

/**
 * Keeps everything in one PostgreSQL database, a schema per context, brought up to date first.
 * @throws DatabaseRefused, MigrationRefused, or what the driver throws when it cannot be reached.
 */
export const openPostgresFoundation = async ({ url, unsafe, warn }: PostgresFoundationOptions): Promise<Foundation> => {
  const connect = (max: number): Sql => postgres(url, { max, onnotice: () => {}, connection: { application_name: "waybill" } });
  // Appends have connections of their own: whatever is read, a commit never waits for one.
  const [appends, others] = [connect(serverLimits.appendConnections), connect(serverLimits.otherConnections)];
  const close = async () => void (await Promise.all([appends.end({ timeout: closeSeconds }), others.end({ timeout: closeSeconds })]));
  try {
    await checkDurability(others, { unsafe, warn });
    await prepareAccessSchema(others);
    await prepareKeyVaultSchema(others, vaultSchema);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    description: "PostgreSQL",
    keys: createPostgresKeys(others),
    keyVault: createPostgresKeyVault(others, vaultSchema),
    openContext: (name) => openContext(name, appends, others),
    reach: async () => void (await others`select 1`),
    stop: close,
  };
};

const vaultSchema = "vault";
const closeSeconds = 5;

const openContext = async (schema: string, appends: Sql, others: Sql): Promise<ContextStore> => {
  await prepareLogSchema(others, schema);
  const database = new Kysely<unknown>({
    dialect: new PostgresJSDialect({ postgres: others }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  }).withSchema(schema);
  return {
    log: await openPostgresEventLog(appends, schema),
    checkpoints: createPostgresCheckpoints(others, schema),
    leases: createPostgresLeases(others, schema),
    keep: ({ model, onPostgres }) => ({ rows: createPostgresReadModelRows(others, model, { schema }), queries: onPostgres(database) }),
  };
};
