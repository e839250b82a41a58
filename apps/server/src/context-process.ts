import type { Clock } from "@waybill/kernel/clock";
import type { CommandPipeline } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import type { EventLog } from "@waybill/kernel/event-log";
import { type FollowedReadModel, followReadModel } from "@waybill/kernel/follow-read-model";
import type { ReadModelRow } from "@waybill/kernel/read-model";
import { Tailer } from "@waybill/kernel/tailer";
import { createCommandMetrics } from "@waybill/kernel/telemetry";
import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import { followerObserver } from "./follower-observer.ts";
import type { ContextStore, KeptReadModel } from "./foundation/foundation.ts";
import { serverLimits } from "./limits.ts";

/** What all contexts of a process share. */
export interface Shared {
  /** Whether this process helps to keep read models up to date. */
  readonly follows: boolean;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly registry: Registry;
  readonly admission: CommandPipeline["admission"];
}

type Follower = Omit<FollowedReadModel<never>, "find">;

/** One context at work in this process: its commands are recorded, its read models kept up to date. */
export interface ContextProcess {
  readonly pipeline: CommandPipeline;
  /** Read model's name → how it is doing. */
  readonly followers: ReadonlyMap<string, Follower>;
  /** Commands waiting to be appended or under way. */
  readonly depth: () => number;
  /** Has a read model kept up to date from `start` on, and says how it is asked. */
  keep<Event, Row extends ReadModelRow, Queries>(declared: KeptReadModel<Event, Row, Queries>): Queries;
  start(): Promise<void>;
  /** Everything submitted is settled, every partition let go. */
  stop(): Promise<void>;
}

export const runContext = (store: ContextStore, shared: Shared): ContextProcess => {
  const { clock, logger, registry, admission, follows } = shared;
  const { log } = store;
  const metrics = createCommandMetrics(registry, log.name);
  const committer = createCommitter(log, { onBatch: metrics.batch });
  const tailer = new Tailer(log);
  const followers = new Map<string, Follower>();
  const sweeping = createSweep(log, logger);
  const onFault = (error: unknown) => logger.warn({ err: error, log: log.name }, "something went wrong that nobody waits for");
  return {
    pipeline: { log, committer, clock, metrics, admission, onAppended: () => tailer.wake(), onFault },
    followers,
    depth: committer.depth,
    keep: (declared) => {
      const { rows, queries } = store.keep(declared);
      const observe = followerObserver({ logger, registry, log: log.name, readModel: declared.model.name });
      const { checkpoints, leases, parking } = store;
      followers.set(declared.model.name, followReadModel({ ...declared, rows, log, tailer, checkpoints, leases, parking, clock, observe }));
      return queries;
    },
    start: async () => {
      if (follows) await Promise.all([...followers.values()].map((follower) => follower.start()));
      sweeping.start();
    },
    stop: async () => {
      sweeping.stop();
      await committer.drain();
      tailer.stop();
      await Promise.all([...followers.values()].map((follower) => follower.stop()));
    },
  };
};

/** Lets go of receipts whose time is over, now and then. Every process does it: whoever comes second finds nothing. */
const createSweep = (log: EventLog, logger: FastifyBaseLogger): { start(): void; stop(): void } => {
  let timer: NodeJS.Timeout | undefined;
  const sweep = (): void => {
    log.forgetExpiredReceipts().then(
      (forgotten) => logger.debug({ log: log.name, forgotten }, "forgot receipts whose time was over"),
      (error: unknown) => logger.warn({ err: error, log: log.name }, "could not forget old receipts; it is tried again later"),
    );
  };
  return {
    start: () => {
      timer = setInterval(sweep, serverLimits.receiptSweepMs);
    },
    stop: () => clearInterval(timer),
  };
};
