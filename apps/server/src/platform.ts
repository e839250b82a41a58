import type { Route } from "@waybill/contracts/http";
import type { Clock } from "@waybill/kernel/clock";
import { inTime } from "@waybill/kernel/in-time";
import type { FastifyBaseLogger } from "fastify";
import { Registry } from "prom-client";
import { type Access, createAccess } from "./access/access.ts";
import { auditRoutes } from "./access/audit-routes.ts";
import { type AuditTrail, createAuditTrail } from "./access/audit-trail.ts";
import { keyRoutes } from "./access/key-routes.ts";
import type { ContextProcess } from "./context-process.ts";
import { findObstacles } from "./find-obstacles.ts";
import type { Foundation } from "./foundation/foundation.ts";
import { type House, openHouse } from "./house.ts";
import type { Frame } from "./http/frame.ts";
import type { Operations } from "./http/operations.ts";
import { type Call, callsInto } from "./in-process.ts";
import { serverLimits } from "./limits.ts";
import { parkedRoutes } from "./ops/parked-routes.ts";
import { stuckRoutes } from "./ops/stuck-routes.ts";
import { subscriptionRoutes } from "./ops/subscription-routes.ts";
import { startAll } from "./start-all.ts";
import { watchGauges } from "./watch-gauges.ts";

export interface PlatformOptions {
  readonly foundation: Foundation;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  /** False leaves the read models to the processes that serve; they catch up from their checkpoints. Default true. */
  readonly follows?: boolean;
}

/** The whole platform at work in this process, without a door: the server adds HTTP, an import calls it directly. */
export interface Platform {
  /** What everything is kept in, in words. */
  readonly database: string;
  readonly routes: readonly Route[];
  readonly access: Access;
  readonly audit: AuditTrail;
  readonly frame: Frame;
  readonly operations: Operations;
  readonly call: Call;
  readonly receiveWebhook: House["receiveWebhook"];
  /** Settles what is in hand, lets the followers go, and closes the foundation. Send it nothing after that. */
  stop(): Promise<void>;
}

/** Puts the contexts to work on a foundation. When one cannot start, the others have been stopped before its error is thrown; the foundation is the caller's. */
export const startPlatform = async ({ foundation, clock, logger, follows = true }: PlatformOptions): Promise<Platform> => {
  const registry = new Registry();
  const shared = { clock, logger, registry, follows, admission: { inFlight: 0 } };
  const access = createAccess(foundation.keys, clock);
  const audit = createAuditTrail({
    store: foundation.audit,
    clock,
    onFault: (error, lost) => logger.warn({ err: error, lost }, "could not write down who asked for what"),
  });
  const { processes, routes: ofContexts, stuck, receiveWebhook } = await openHouse(foundation, shared);
  watchGauges(registry, processes);
  await startOrStop(processes, logger);
  audit.start();
  const flush = (withinMs?: number) =>
    access.flush(withinMs).catch((error: unknown) => logger.warn({ err: error }, "could not write down when keys were used"));
  const flushing = setInterval(() => void flush(), serverLimits.keyUseFlushMs);

  const routes = [
    ...keyRoutes(access),
    ...auditRoutes(audit),
    ...subscriptionRoutes(processes),
    ...parkedRoutes(processes),
    ...stuckRoutes(stuck),
    ...ofContexts,
  ];
  return {
    database: foundation.description,
    routes,
    call: callsInto(routes, clock),
    receiveWebhook,
    access,
    audit,
    frame: { access, clock, waitFor: waitingIn(processes) },
    operations: { metrics: registry, obstacles: () => findObstacles(foundation, processes) },
    stop: async () => {
      clearInterval(flushing);
      // Beside one another: what is left to be written down is not lost where something that follows never ends.
      await Promise.all([letGo(processes, logger), flush(serverLimits.keyUseWaitMs), audit.stop()]);
      await foundation.stop();
    },
  };
};

/** What had begun would go on reading from a foundation that is closed under it, and nobody could stop it any more. */
const startOrStop = async (processes: readonly ContextProcess[], logger: FastifyBaseLogger): Promise<void> => {
  try {
    await startAll(processes);
  } catch (error) {
    await letGo(processes, logger);
    throw error;
  }
};

/** Stops all of them. What has not ended by then waits for an answer of the database, and ends when its connections are closed. */
const letGo = async (processes: readonly ContextProcess[], logger: FastifyBaseLogger): Promise<void> => {
  const warn = (error: unknown) => logger.warn({ err: error }, "could not stop what had begun");
  const stopped = Promise.all(processes.map((process) => process.stop().catch(warn)));
  await inTime(stopped, serverLimits.letGoMs, () => new Error(`it has not ended within ${serverLimits.letGoMs} ms`)).catch(warn);
};

const waitingIn = (processes: readonly ContextProcess[]): Frame["waitFor"] => {
  const readModels = new Map(processes.flatMap((process) => [...process.readModels]));
  return async (readModel, positions, timeoutMs) => {
    const found = readModels.get(readModel);
    if (found === undefined) throw new Error(`a route reads ${readModel}, which nobody keeps up to date`);
    return found.waitFor(positions, { timeoutMs });
  };
};
