import { join } from "node:path";
import { startEmbeddedPostgres } from "@waybill/kernel/postgres/embedded";
import type { FastifyBaseLogger } from "fastify";
import type { Config } from "./config.ts";

/** What a start may be told of while it goes on. */
export interface DatabaseEvents {
  readonly logger: FastifyBaseLogger;
  /** The embedded database ended although nobody asked it to. */
  readonly onLost: (error: Error) => void;
  /** The database answers, at this URL. */
  readonly onOpen?: (url: string) => void;
}

/** A PostgreSQL that answers. */
export interface OpenDatabase {
  readonly url: string;
  /** In words, where it is ours; null for that of somebody else. */
  readonly embedded: string | null;
  /** Stops it where it is ours. */
  stop(): Promise<void>;
}

/** The PostgreSQL that the configuration names, or one of our own in the data folder. */
export const openDatabase = async (
  { databaseUrl, dataDir }: Pick<Config, "databaseUrl" | "dataDir">,
  { logger, onLost }: DatabaseEvents,
): Promise<OpenDatabase> => {
  if (databaseUrl !== null) return { url: databaseUrl, embedded: null, stop: async () => {} };
  const embedded = await startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), log: (line) => logger.info(line), onLost });
  return { url: embedded.url, embedded: `the embedded PostgreSQL ${embedded.version}`, stop: async () => void (await embedded.stop()) };
};
