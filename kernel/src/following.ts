import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import type { EventLog, RecordedEvent } from "./event-log.ts";

/** As much of a log as following it takes. */
export type FollowedLog = Pick<EventLog, "heads" | "incarnation" | "name" | "partitions" | "readPartitions">;

/** Some events of one log, in order within each partition and without holes, and what handling them does to the checkpoints. */
export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** One per partition among the events, ascending. */
  readonly moves: readonly CheckpointMove[];
}

/**
 * Does what the events ask for and moves the checkpoints, if it can in one step. `fenced`: another process has taken over, and
 * nothing was done. Throws `StoreUnavailable` or `LogUnavailable` when it is to be tried again later; any other error blames the batch: it is
 * halved until only the event that fails by itself is left, and that one's partition stands still.
 */
export type Handle = (batch: Batch) => Promise<MoveOutcome>;

/** How a subscription gathers what comes, where being a moment late costs nobody anything: fewer and larger batches. */
export interface Rest {
  /** From the beginning of one batch to that of the next, at least. */
  readonly restMs: number;
  /** Whether somebody waits for what comes, so that there is no rest. */
  readonly isWaitedFor: () => boolean;
}

export interface FollowLimits {
  readonly followLanes: number;
  readonly followRestTimes: number;
  readonly followRestMostMs: number;
  readonly followGatherTimes: number;
  readonly followGatherMostMs: number;
  readonly followUnderWay: number;
  readonly followEvents: number;
  readonly followBytes: number;
  readonly followPauseMs: number;
  readonly followPauseMaxMs: number;
  readonly leaseTendMs: number;
}

/** What happens to a subscription, for logs and metrics. */
export type Happening =
  | { readonly kind: "moved"; readonly events: number; readonly elapsedMs: number }
  /** The process holds so many partitions from now on. */
  | { readonly kind: "shared"; readonly partitions: number }
  /** Another process has taken partitions over that this one still worked on. Nothing was done twice. */
  | { readonly kind: "fenced"; readonly partitions: readonly number[] }
  /** An event cannot be handled: its partition waits for it. Loud, because nothing behind it is seen until then. */
  | { readonly kind: "stopped"; readonly at: EventPlace; readonly failures: number; readonly error: unknown }
  /** A checkpoint does not fit the log: nothing of that partition is followed until an operator has decided. */
  | { readonly kind: "refused"; readonly partition: number; readonly reason: "AheadOfLog" | "OtherIncarnation" }
  /** The log or the store cannot be reached; it is tried again after the pause. */
  | { readonly kind: "unavailable"; readonly error: unknown; readonly retryAfterMs: number };

/** Which event. */
export interface EventPlace {
  readonly partition: number;
  readonly position: number;
  readonly type: string;
  readonly stream: string;
}
