import { inTime } from "@waybill/kernel/in-time";
import { limits } from "@waybill/kernel/limits";
import { createPostgresCheckpoints } from "@waybill/kernel/postgres/checkpoints";
import { createPostgresDueTimers } from "@waybill/kernel/postgres/due-timers";
import { checkDurability } from "@waybill/kernel/postgres/durability";
import { openPostgresEventLog } from "@waybill/kernel/postgres/event-log";
import { createPostgresKeyVault } from "@waybill/kernel/postgres/key-vault";
import { createPostgresLeases } from "@waybill/kernel/postgres/leases";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import { prepareKeyVaultSchema, prepareLogSchema } from "@waybill/kernel/postgres/log-schema";
import { createPostgresParking } from "@waybill/kernel/postgres/parking";
import { createPostgresReadModelRows } from "@waybill/kernel/postgres/read-model-rows";
import { tableOf } from "@waybill/kernel/read-model";
import { timersModel } from "@waybill/kernel/timer";
import type { Sql } from "postgres";
import { createPostgresAudit } from "../access/postgres-audit.ts";
import { createPostgresKeys, prepareAccessSchema } from "../access/postgres-keys.ts";
import { serverLimits } from "../limits.ts";
import { StartRefused } from "../start-refused.ts";
import type { ContextStore, Foundation } from "./foundation.ts";
import { refuseAnotherNumber, refuseOtherPartitions } from "./new-log-partitions.ts";
import { readingQueries } from "./reading-queries.ts";

export interface PostgresFoundationOptions {
  readonly url: string;
  /** Go on with a database that may lose what it acknowledged. */
  readonly unsafe: boolean;
  /** Of logs that are made now, and of those that are there; null to make them as usual, and to take them as they are. */
  readonly partitions?: number | null;
  readonly warn: (objection: string) => void;
}

/**
 * Keeps everything in one PostgreSQL database, a schema per context, brought up to date first.
 * @throws DatabaseRefused, MigrationRefused, StartRefused when it does not answer, or what the driver throws when it cannot be reached.
 */
export const openPostgresFoundation = async ({ url, unsafe, partitions = null, warn }: PostgresFoundationOptions): Promise<Foundation> => {
  const connect = (max: number): Sql => connectLog(url, { max, applicationName: serverApplicationName });
  // Appends have connections of their own: whatever is read, a commit never waits for one.
  const [appends, others] = [connect(serverLimits.appendConnections), connect(serverLimits.otherConnections)];
  const close = async () => void (await Promise.all([disconnectLog(appends), disconnectLog(others)]));
  try {
    // Asked first. What comes later may take its time: migrations, and other processes that are at them.
    await inTime(checkDurability(others, { unsafe, warn }), limits.logPatienceMs, isSilent);
    if (partitions !== null) await refuseOtherPartitions(others, partitions);
    await prepareAccessSchema(others);
    await prepareKeyVaultSchema(others, vaultSchema);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    description: "PostgreSQL",
    keys: createPostgresKeys(others),
    audit: createPostgresAudit(others),
    keyVault: createPostgresKeyVault(others, vaultSchema),
    openContext: (name) => openContext(name, { appends, others, partitions }),
    reach: async () => void (await others`select 1`),
    stop: close,
  };
};

const isSilent = (): Error =>
  new StartRefused(
    `The database lets us in and has not answered for ${limits.logPatienceMs / 1000} s: look whether it runs behind the pooler or proxy that DATABASE_URL names.`,
  );

/** What every connection of a server calls itself to PostgreSQL. */
export const serverApplicationName = "waybill";

const vaultSchema = "vault";

interface Opening {
  readonly appends: Sql;
  readonly others: Sql;
  readonly partitions: number | null;
}

const openContext = async (schema: string, { appends, others, partitions }: Opening): Promise<ContextStore> => {
  await prepareLogSchema(others, schema, partitions ?? undefined);
  const database = readingQueries(others, schema);
  const log = await openPostgresEventLog(appends, schema);
  if (partitions !== null) refuseAnotherNumber(log, partitions);
  return {
    log,
    checkpoints: createPostgresCheckpoints(others, schema),
    leases: createPostgresLeases(others, schema),
    parking: createPostgresParking(others, schema),
    timers: (version) => {
      const model = timersModel(version);
      const timers = createPostgresDueTimers(others, schema, tableOf(model));
      return { model, rows: createPostgresReadModelRows(others, schema, model), timers };
    },
    keep: ({ model, onPostgres }) => ({ rows: createPostgresReadModelRows(others, schema, model), queries: onPostgres(database) }),
  };
};
