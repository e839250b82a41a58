import { join } from "node:path";
import { startEmbeddedPostgres } from "@waybill/kernel/postgres/embedded";
import type { FastifyBaseLogger } from "fastify";
import type { Config } from "./config.ts";
import type { Foundation } from "./foundation/foundation.ts";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";

/** What a start may be told of while it goes on. */
export interface FoundationEvents {
  readonly logger: FastifyBaseLogger;
  /** The embedded database ended although nobody asked it to. */
  readonly onLost: (error: Error) => void;
}

/** The PostgreSQL that the configuration names, or one of our own in the data folder. */
export const openFoundation = async (config: Config, { logger, onLost }: FoundationEvents): Promise<Foundation> => {
  const warn = (objection: string) => logger.warn(objection);
  const { databaseUrl, unsafe, dataDir } = config;
  if (databaseUrl !== null) return openPostgresFoundation({ url: databaseUrl, unsafe, warn });
  const embedded = await startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), log: (line) => logger.info(line), onLost });
  try {
    const foundation = await openPostgresFoundation({ url: embedded.url, unsafe, warn });
    return {
      ...foundation,
      description: `the embedded PostgreSQL ${embedded.version}`,
      stop: async () => {
        await foundation.stop();
        await embedded.stop();
      },
    };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
};
