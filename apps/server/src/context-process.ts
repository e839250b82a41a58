import type { Clock } from "@waybill/kernel/clock";
import type { CommandPipeline } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import type { EventLog } from "@waybill/kernel/event-log";
import { type FollowedReadModel, followReadModel } from "@waybill/kernel/follow-read-model";
import type { FollowedLog, Handle } from "@waybill/kernel/following";
import type { ReadModelRow } from "@waybill/kernel/read-model";
import { readModelLimits } from "@waybill/kernel/read-model-limits";
import { rememberingEmpty } from "@waybill/kernel/remembering-empty";
import { createStreamWatch, type StreamWatch } from "@waybill/kernel/stream-watch";
import { Subscription } from "@waybill/kernel/subscription";
import { Tailer } from "@waybill/kernel/tailer";
import { createCommandMetrics } from "@waybill/kernel/telemetry";
import { writeBehind } from "@waybill/kernel/write-behind";
import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import { followerObserver } from "./follower-observer.ts";
import type { ContextStore, KeptReadModel } from "./foundation/foundation.ts";
import { serverLimits } from "./limits.ts";
import { startAll } from "./start-all.ts";

/** What all contexts of a process share. */
export interface Shared {
  /** Whether this process helps to follow: to keep read models up to date, to hear, to carry out what is asked, to fire timers. */
  readonly follows: boolean;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly registry: Registry;
  readonly admission: CommandPipeline["admission"];
}

/** Something that works on from `start` until `stop`. */
export interface Worker {
  start(): Promise<void> | void;
  stop(): Promise<void>;
}

/** Follows a log under a name, and says how far it is. */
export interface Follower extends Worker, Pick<FollowedReadModel<never>, "status"> {
  /** Whose events it follows. */
  readonly log: string;
}

/** A log, and what reads it forward for all followers of a process. */
export interface Followed {
  readonly log: FollowedLog;
  readonly tailer: Tailer;
}

export type ReadModelAtWork = Pick<FollowedReadModel<never>, "callOffRebuild" | "rebuild" | "rebuilding" | "waitFor">;

/** One context at work in this process: its commands are recorded, and what follows is followed. */
export interface ContextProcess {
  readonly store: ContextStore;
  readonly shared: Shared;
  readonly pipeline: CommandPipeline;
  /** Its own log. */
  readonly own: Followed;
  /** Name of the subscription → how it is doing. */
  readonly followers: ReadonlyMap<string, Follower>;
  /** Read model's name → itself, to be waited for and rebuilt. */
  readonly readModels: ReadonlyMap<string, ReadModelAtWork>;
  /** Tells those who wait for single streams of its own log, whoever appends there. */
  readonly streams: StreamWatch;
  /** Commands waiting to be appended or under way. */
  readonly depth: () => number;
  /** Has a read model kept up to date from `start` on, of its own log or of what it hears, and says how it is asked. */
  keep<Event, Row extends ReadModelRow, Queries>(declared: KeptReadModel<Event, Row, Queries>, followed?: Followed): Queries;
  /** Has something follow from `start` on, one by one (`oneByOne`), under a name of its own. */
  follow(name: string, handle: Handle, followed?: Followed): void;
  /** Has something work from `start` on. A follower is given its name. */
  employ(worker: Worker): void;
  employ(worker: Follower, name: string): void;
  /** When one of them cannot start, its error is thrown once all the others have: `stop` it then. */
  start(): Promise<void>;
  /** Everything submitted is settled, every partition let go. */
  stop(): Promise<void>;
}

export interface ContextOptions {
  /** The committer's. */
  readonly lanes?: number;
}

export const runContext = (contextStore: ContextStore, shared: Shared, options: ContextOptions = {}): ContextProcess => {
  const { clock, logger, registry, admission } = shared;
  const { log } = contextStore;
  const onFault = (error: unknown) => logger.warn({ err: error, log: log.name }, "something went wrong that nobody waits for");
  const store = { ...contextStore, ...writeBehind(contextStore, { onFault }), parking: rememberingEmpty(contextStore.parking) };
  const metrics = createCommandMetrics(registry, log.name);
  const committer = createCommitter(log, { ...options, onBatch: metrics.batch });
  const own: Followed = { log, tailer: new Tailer(log) };
  const onAppended = (): void => own.tailer.wake();
  const { following, start, stop } = createFollowing(store, shared, own);
  const sweeping = createSweep(log, logger);
  return {
    ...following,
    store,
    shared,
    own,
    pipeline: { log, committer, clock, metrics, admission, onAppended, onFault },
    streams: createStreamWatch({ ...own, onFault }),
    depth: committer.depth,
    start: async () => {
      await start();
      sweeping.start();
    },
    stop: async () => {
      sweeping.stop();
      // First: as long as there is something to follow, there is always something to be appended.
      await stop();
      await committer.drain();
    },
  };
};

/** Who follows in this process, from `start` until `stop`. */
const createFollowing = (store: ContextStore, shared: Shared, own: Followed) => {
  const { clock, logger, registry, follows } = shared;
  const { checkpoints, leases, parking } = store;
  const tailers = new Set([own.tailer]);
  const followers = new Map<string, Follower>();
  const readModels = new Map<string, ReadModelAtWork>();
  const workers: Worker[] = [];
  const employ = (worker: Worker | Follower, name?: string): void => {
    workers.push(worker);
    if (name !== undefined && "status" in worker) followers.set(name, worker);
  };
  /** What every follower needs that reads this log under this name. */
  const partsOf = (follower: string, followed: Followed) => {
    tailers.add(followed.tailer);
    const observe = followerObserver({ logger, registry, log: followed.log.name, follower });
    return { ...followed, checkpoints, leases, clock, observe };
  };
  const following: Pick<ContextProcess, "employ" | "follow" | "followers" | "keep" | "readModels"> = {
    followers,
    readModels,
    employ,
    keep: (declared, followed = own) => {
      const { rows, queries } = store.keep(declared);
      const { name } = declared.model;
      // What is kept of others is decided by. Lists of one's own events may be a moment later.
      const rest = followed === own ? {} : { restMs: readModelLimits.heardRestMs };
      const follower = followReadModel({ ...declared, ...partsOf(name, followed), ...rest, parking, rows });
      employ({ ...follower, log: followed.log.name }, name);
      readModels.set(name, follower);
      return queries;
    },
    follow: (name, handle, followed = own) => {
      const subscription = new Subscription({ ...partsOf(name, followed), name, handle, overlaps: true });
      const [start, stop, status] = [() => subscription.start(), () => subscription.stop(), () => subscription.status()];
      employ({ log: followed.log.name, start, stop, status }, name);
    },
  };
  return {
    following,
    start: async () => void (follows && (await startAll(workers))),
    stop: async () => {
      for (const tailer of tailers) tailer.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
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
