import type { Assignments } from "./assignments.ts";
import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import type { Clock } from "./clock.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { Batch, FollowLimits, Handle, Happening } from "./following.ts";
import { isPassing } from "./one-by-one.ts";

export interface DeliveryOptions {
  readonly assignments: Assignments;
  readonly handle: Handle;
  readonly clock: Clock;
  readonly limits: FollowLimits;
  readonly observe: (happening: Happening) => void;
  /** A batch is over, whatever became of it. */
  readonly onBatchEnded: () => void;
  readonly onMoved: () => void;
}

/** Hands events to whoever handles them, and finds the one that cannot be. */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** How long the batch took that was done last. */
  #tookMs = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get tookMs(): number {
    return this.#tookMs;
  }

  /** What of it may be handled now, and what that does to the checkpoints. Null when there is nothing. */
  batchOf(read: readonly RecordedEvent[]): Batch | null {
    const { assignments, clock } = this.#options;
    // Asked again for each part: reading took time, the lease may be over, or the partition may have stopped a moment ago.
    const events = assignments.expected(read, clock.monotonicMs());
    const moves = assignments.movesOver(events);
    return moves.length === 0 ? null : { events, moves };
  }

  /** Handles these alone. @throws StoreUnavailable or LogUnavailable when they are to be handled later. */
  async deliver(read: readonly RecordedEvent[]): Promise<void> {
    const batch = this.batchOf(read);
    if (batch === null) return;
    try {
      if ((await this.handled(batch)) === "fenced") this.fenced(batch.moves);
      this.#options.onMoved();
    } catch (error) {
      if (isPassing(error)) throw error;
      await this.#findCulprit(batch.events, error);
    } finally {
      this.#options.onBatchEnded();
    }
  }

  async handled(batch: Batch): Promise<MoveOutcome> {
    const { assignments, clock, handle, observe } = this.#options;
    const { events, moves } = batch;
    const startedAtMs = clock.monotonicMs();
    const putDown = assignments.takeInHand(moves);
    try {
      const outcome = await handle(batch);
      this.#tookMs = clock.monotonicMs() - startedAtMs;
      if (outcome === "moved") {
        assignments.moved(moves);
        observe({ kind: "moved", events: events.length, elapsedMs: this.#tookMs });
      }
      return outcome;
    } finally {
      putDown();
    }
  }

  /** Another process has taken these over. */
  fenced(moves: readonly CheckpointMove[]): void {
    const partitions = moves.map(({ partition }) => partition);
    // Which of them it was, the next claim tells: those that are still ours come back where they were.
    this.#options.assignments.drop(partitions);
    this.#options.observe({ kind: "fenced", partitions });
    // Of one that was begun before others were done it was said that it is over when this was not known yet.
    this.#options.onBatchEnded();
  }

  async #findCulprit(events: readonly RecordedEvent[], error: unknown): Promise<void> {
    const [first, ...others] = events;
    if (first === undefined) return;
    if (others.length > 0) {
      const half = Math.ceil(events.length / 2);
      await this.deliver(events.slice(0, half));
      await this.deliver(events.slice(half));
      return;
    }
    const { assignments, clock, limits, observe } = this.#options;
    const { partition, position, type, stream } = first;
    const before = assignments.standing(partition);
    const failures = before?.kind === "stopped" ? before.failures + 1 : 1;
    const pauseMs = Math.min(limits.followPauseMs * 2 ** (failures - 1), limits.followPauseMaxMs);
    assignments.stop(partition, { kind: "stopped", error, failures, resumesAtMs: clock.monotonicMs() + pauseMs });
    observe({ kind: "stopped", at: { partition, position, type, stream }, failures, error });
  }
}
