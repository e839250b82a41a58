import type { FastifyInstance } from "fastify";

/** How often connections are looked over for those that have nothing in hand any more. */
const lookMs = 20;

/**
 * Accepts nothing more and resolves when every request in hand is answered. `close` alone lets go of the connections that are
 * idle when it is called: one that is kept alive after its last answer would hold the server up for more than a minute.
 */
export const drain = async (app: FastifyInstance): Promise<void> => {
  const looking = setInterval(() => app.server.closeIdleConnections(), lookMs);
  try {
    await app.close();
  } finally {
    clearInterval(looking);
  }
};
