import { derivedUuid } from "./id.ts";
import type { ReadModel } from "./read-model.ts";
import type { Due } from "./saga.ts";

/** A running timer. */
export type Timer = {
  /** Of a stream and a name there is one at a time. */
  readonly key: string;
  readonly stream: string;
  readonly name: string;
  /** Of the event that set it, in its stream. */
  readonly version: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly partition: number;
  /** The position of the event that set it. */
  readonly position: number;
  readonly correlation: string | null;
  /** Of the trace in which it was set. */
  readonly traceparent: string | null;
};

/** An event as far as it concerns timers; null when it does not. */
export type TimerEvent =
  | { readonly type: "TimerSet"; readonly timer: string; readonly due: Due }
  | { readonly type: "TimerDropped" | "TimerFired"; readonly timer: string }
  | null;

/**
 * The running timers of a log: exactly those that its events say are running, because the rows move with the checkpoint. An event
 * that sets a timer is one of the events of an append, so whoever was answered can rely on the timer (ADR 40). `version` is raised
 * when what the log's timekeepers say of its events changes.
 */
export const timersModel = (version: number): ReadModel<TimerEvent, Timer> => ({
  name: "timer",
  version,
  columns: {
    key: "text",
    stream: "text",
    name: "text",
    version: "integer",
    dueAt: "bigint",
    partition: "integer",
    position: "bigint",
    correlation: "text",
    traceparent: "text",
  },
  indexes: ["(due_at)"],
  keyOf: (event, { stream }) => (event === null ? null : `${stream}#${event.timer}`),
  project: (_, event, { stream, version, partition, position, recordedAt, causation }) => {
    if (event?.type !== "TimerSet") return null;
    const { timer: name, due } = event;
    // The log's clock, not that of the process that decided: one that is wrong there moves no deadline.
    const dueAt = "dueAt" in due ? due.dueAt : recordedAt + due.afterMs;
    const { correlation = null, traceparent = null } = causation;
    return { key: `${stream}#${name}`, stream, name, version, dueAt, partition, position, correlation, traceparent };
  },
});

/** The command id under which a timer fires. */
export const timerId = ({ stream, version }: Pick<Timer, "stream" | "version">): string => derivedUuid(stream, String(version), "due");

/** Where a timer is among those that are due. */
export type TimerPlace = Pick<Timer, "dueAt" | "key">;

/**
 * Which timers are due. Time is the store's: a process whose clock is wrong fires nothing early and nothing late. The adapters
 * (PostgreSQL, memory) pass one contract suite: `testing/due-timers-contract.ts`.
 */
export interface DueTimers {
  /** Timers of these partitions that are due, the longest due first, then by key; those behind a place where it is given. @throws StoreUnavailable */
  due(partitions: readonly number[], limit: number, after?: TimerPlace | null): Promise<readonly Timer[]>;
}
