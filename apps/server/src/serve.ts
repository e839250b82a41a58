import { systemClock } from "@waybill/kernel/clock";
import type { FastifyBaseLogger } from "fastify";
import { type AdminKey, ensureAdminKey } from "./admin-key.ts";
import type { Config } from "./config.ts";
import { createServer } from "./http/server.ts";
import { openFoundation } from "./open-foundation.ts";
import { startPlatform } from "./platform.ts";

/** A server that listens. */
export interface Serving {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly adminKey: AdminKey;
  /** Takes no more requests, finishes those in hand, and lets go of everything. */
  stop(): Promise<void>;
}

/** Starts all of it, or nothing: what was begun when something fails is taken back before it is thrown. */
export const serve = async (config: Config, logger: FastifyBaseLogger, onLost: (error: Error) => void): Promise<Serving> => {
  const clock = systemClock;
  const undo: (() => Promise<void>)[] = [];
  try {
    const foundation = await openFoundation(config, { logger, onLost });
    undo.unshift(foundation.stop);
    const platform = await startPlatform({ foundation, clock, logger });
    undo.splice(0, undo.length, platform.stop);
    const adminKey = await ensureAdminKey(platform.access, config);
    const app = createServer({ ...platform, logger });
    undo.unshift(() => app.close());
    const { description } = foundation;
    const listenTextResolver = (address: string) => `listening on ${address}, on ${description}`;
    const url = await app.listen({ host: config.host, port: config.port, listenTextResolver });
    return {
      url,
      adminKey,
      stop: async () => {
        for (const step of undo) await step();
      },
    };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
};
