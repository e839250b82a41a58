import { setTimeout as sleep } from "node:timers/promises";
import { createBell } from "@waybill/kernel/bell";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { type Clock, instant } from "@waybill/kernel/clock";
import { serverLimits } from "../limits.ts";
import type { AuditEntry, AuditStore } from "./audit.ts";

/** Takes entries from requests and writes many of them at once (ADR 110). */
export interface AuditTrail {
  /** Resolves when the entry is written, or never will be. `now` is for whoever waits: without it, a few are gathered first. */
  add(entry: AuditEntry, urgency?: "now"): Promise<void>;
  /** Reads what was written, and what was added before, unless that takes longer than `serverLimits.auditWaitMs`. */
  readonly list: AuditStore["list"];
  /** Lets go of everything older than `serverLimits.auditKeptMs`. From `start` on it happens by itself, now and then. */
  forgetOld(): Promise<void>;
  start(): void;
  /** Writes what is left, once, and waits for that no longer than `serverLimits.auditWaitMs`. */
  stop(): Promise<void>;
}

export interface AuditTrailOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
  /** Told what could not be written, and how many entries were lost with it. */
  readonly onFault: (error: unknown, lost: number) => void;
  /** Between two attempts while the store is away. */
  readonly pauseMs?: number;
}

/** An entry that waits to be written. */
interface Waiting {
  readonly entry: AuditEntry;
  readonly settle: () => void;
}

export const createAuditTrail = (options: AuditTrailOptions): AuditTrail => {
  const { store, clock, onFault } = options;
  const queue = createQueue(options);
  let sweeping: NodeJS.Timeout | undefined;
  const forgetOld = async (): Promise<void> => {
    const before = instant(clock.now() - serverLimits.auditKeptMs);
    while ((await store.forgetBefore(before)) > 0);
  };
  return {
    add: queue.add,
    list: async (filter, after, limit) => {
      await patiently(queue.empty());
      return store.list(filter, after, limit);
    },
    forgetOld,
    start: () => {
      sweeping = setInterval(() => void forgetOld().catch((error: unknown) => onFault(error, 0)), serverLimits.auditSweepMs);
    },
    stop: async () => {
      clearInterval(sweeping);
      await patiently(queue.close());
    },
  };
};

/** Nobody waits longer than this for what may never come. */
const patiently = (work: Promise<void>): Promise<void> => Promise.race([work, sleep(serverLimits.auditWaitMs, undefined, { ref: false })]);

/** What waits to be written, and the one who writes it: one batch at a time, while it is under way the next one gathers. */
const createQueue = ({ store, onFault, pauseMs = serverLimits.retryMs }: AuditTrailOptions) => {
  const bell = createBell();
  let waiting: Waiting[] = [];
  let isUrgent = false;
  let isClosing = false;
  let running: Promise<void> | null = null;

  const writeSome = async (): Promise<void> => {
    const batch = waiting.slice(0, serverLimits.auditBatch);
    try {
      await store.add(batch.map(({ entry }) => entry));
    } catch (error) {
      // What is away comes back; what cannot be written would stand in the way of all others for ever.
      const isAway = error instanceof StoreUnavailable && !isClosing;
      onFault(error, isAway ? 0 : batch.length);
      if (isAway) return bell.wait(pauseMs);
    }
    waiting = waiting.slice(batch.length);
    for (const { settle } of batch) settle();
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (!isUrgent && waiting.length < serverLimits.auditBatch) await bell.wait(serverLimits.auditGatherMs);
      isUrgent = isClosing;
      await writeSome();
    }
    running = null;
  };
  /** Resolves when nothing waits any more. */
  const empty = async (): Promise<void> => {
    if (running === null) return;
    isUrgent = true;
    bell.ring();
    await running;
  };
  return {
    add: async (entry: AuditEntry, urgency?: "now"): Promise<void> => {
      if (waiting.length >= serverLimits.auditWaiting) return onFault(new Error("too many entries of the audit wait to be written"), 1);
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ entry, settle: resolve });
      running ??= run();
      if (waiting.length === serverLimits.auditBatch) bell.ring();
      if (urgency === "now") void empty();
      await promise;
    },
    empty,
    /** As `empty`, but what cannot be written at once is lost. */
    close: (): Promise<void> => {
      isClosing = true;
      return empty();
    },
  };
};
