import type { ReadModelHappening } from "@waybill/kernel/follow-read-model";
import type { TimersHappening } from "@waybill/kernel/follow-timers";
import type { FastifyBaseLogger } from "fastify";
import { Counter, type Registry } from "prom-client";

/** Whose happenings they are, and where they are told. */
export interface ObservedFollower {
  readonly logger: FastifyBaseLogger;
  readonly registry: Registry;
  readonly log: string;
  readonly follower: string;
}

/** Counts what a follower handles, and says aloud what an operator should know. */
export const followerObserver = ({ logger, registry, log, follower }: ObservedFollower): ((happening: ReadModelHappening) => void) => {
  const handled = followedEvents(registry).labels(log, follower);
  const about = { log, follower };
  return (happening) => {
    switch (happening.kind) {
      case "moved":
        handled.inc(happening.events);
        break;
      case "shared":
        logger.debug({ ...about, partitions: happening.partitions }, "follows");
        break;
      case "fenced":
        logger.warn({ ...about, partitions: happening.partitions }, "another process took partitions over");
        break;
      case "stopped":
        logger.error({ ...about, ...happening.at, failures: happening.failures, err: happening.error }, "stands still at an event");
        break;
      case "refused":
        logger.error({ ...about, partition: happening.partition, reason: happening.reason }, "a checkpoint does not fit the log");
        break;
      case "unavailable":
        logger.warn({ ...about, err: happening.error, retryAfterMs: happening.retryAfterMs }, "cannot follow now");
        break;
      case "parked":
        for (const { id, key, failure } of happening.items)
          if (failure !== null) logger.error({ ...about, key, id, error: failure.error }, "put an event aside, and what comes behind it");
        break;
      case "retried":
        logger.info({ ...about, retry: happening.retry }, "tried again what had been put aside");
        break;
      case "buildingAnew":
        logger.info({ ...about, generation: happening.generation }, "builds the rows anew");
        break;
      case "swapped":
        logger.info({ ...about, generation: happening.generation }, "put the rows that were built anew in place");
        break;
      case "calledOff":
        logger.info({ ...about, generation: happening.generation }, "no longer builds the rows anew: somebody called it off");
        break;
      case "notBuilding":
        logger.warn({ ...about, err: happening.error }, "cannot build the rows anew now");
        break;
    }
  };
};

const counterName = "waybill_followed_events_total";

const followedEvents = (registry: Registry): Counter<"log" | "follower"> => {
  const known = made.get(registry);
  if (known !== undefined) return known;
  const counter = new Counter({
    name: counterName,
    help: "Events that followers have handled",
    labelNames: ["log", "follower"] as const,
    registers: [registry],
  });
  made.set(registry, counter);
  return counter;
};

const made = new WeakMap<Registry, Counter<"log" | "follower">>();

/** The same for the timers of a log, and for their firing. */
export const timersObserver = (observed: ObservedFollower): ((happening: TimersHappening) => void) => {
  const { logger, log } = observed;
  const observe = followerObserver(observed);
  return (happening) => {
    if (happening.kind === "fired") logger.debug({ log, timers: happening.timers }, "timers have fired");
    else if (happening.kind !== "stuck") observe(happening);
    else logger.error({ log, stream: happening.timer.stream, timer: happening.timer.name, err: happening.error }, "a timer cannot fire");
  };
};
