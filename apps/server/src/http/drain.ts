import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { serverLimits } from "../limits.ts";

/** How often connections are looked over for those that have nothing in hand any more. */
const lookMs = 20;

/**
 * Accepts nothing more and resolves when every request in hand is answered, or `serverLimits.requestsInHandMs` are over: what waits for a
 * database that is silent would keep the rest of the server from being stopped. `close` alone lets go of the connections that are
 * idle when it is called: one that is kept alive after its last answer would hold the server up for more than a minute.
 */
export const drain = async (app: FastifyInstance): Promise<"answered" | "gaveUp"> => {
  const looking = setInterval(() => app.server.closeIdleConnections(), lookMs);
  const closed = app.close().finally(() => clearInterval(looking));
  return Promise.race([closed.then(() => "answered" as const), sleep(serverLimits.requestsInHandMs, "gaveUp" as const, { ref: false })]);
};
