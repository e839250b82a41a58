import type { Config } from "./config.ts";
import type { Foundation } from "./foundation/foundation.ts";
import { openPostgresFoundation } from "./foundation/postgres-foundation.ts";
import { type DatabaseEvents, openDatabase } from "./open-database.ts";

/** Everything is kept in the PostgreSQL that the configuration names, or in one of our own in the data folder. */
export const openFoundation = async (config: Config, events: DatabaseEvents): Promise<Foundation> => {
  const { url, embedded, stop } = await openDatabase(config, events);
  try {
    events.onOpen?.(url);
    const warn = (objection: string) => events.logger.warn(objection);
    const foundation = await openPostgresFoundation({ url, unsafe: config.unsafe, partitions: config.partitions, warn });
    return {
      ...foundation,
      description: embedded ?? foundation.description,
      stop: async () => {
        await foundation.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
