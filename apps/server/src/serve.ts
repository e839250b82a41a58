import { type AdminKey, ensureAdminKey } from "./admin-key.ts";
import type { Config } from "./config.ts";
import { drain } from "./http/drain.ts";
import { createServer } from "./http/server.ts";
import { serverLimits } from "./limits.ts";
import type { DatabaseEvents } from "./open-database.ts";
import { openPlatform } from "./open-platform.ts";

/** A server that listens. */
export interface Serving {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly adminKey: AdminKey;
  /** Takes no more requests, finishes those in hand, and lets go of everything. */
  stop(): Promise<void>;
}

/** Starts all of it, or nothing: what was begun when something fails is taken back before it is thrown. */
export const serve = async (config: Config, events: DatabaseEvents): Promise<Serving> => {
  const platform = await openPlatform(config, { ...events, follows: config.follows });
  try {
    const adminKey = await ensureAdminKey(platform.access, config);
    const app = createServer({ ...platform, logger: events.logger, settings: config.http });
    const listenTextResolver = (address: string) => `listening on ${address}, with ${platform.database}`;
    const url = await app.listen({ host: config.host, port: config.port, backlog: serverLimits.waitingConnections, listenTextResolver });
    const stop = async () => {
      if ((await drain(app)) === "gaveUp") events.logger.warn("requests are still in hand; what they wait for is stopped all the same");
      await platform.stop();
    };
    return { url, adminKey, stop };
  } catch (error) {
    await platform.stop();
    throw error;
  }
};
