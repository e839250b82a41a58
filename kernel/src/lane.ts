import { setImmediate as afterOthers, setTimeout as sleep } from "node:timers/promises";
import type { Assignments } from "./assignments.ts";
import { type CheckpointMove, StoreUnavailable } from "./checkpoint.ts";
import type { Clock } from "./clock.ts";
import { estimatedBytes } from "./event-bytes.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { FollowLimits, Handle, Happening, Rest } from "./following.ts";
import type { Tailer } from "./tailer.ts";

export interface LaneOptions {
  /** Which of the subscription's lanes this is, from 0. */
  readonly number: number;
  readonly assignments: Assignments;
  readonly tailer: Tailer;
  readonly handle: Handle;
  readonly clock: Clock;
  readonly limits: FollowLimits;
  readonly rest?: Rest | undefined;
  readonly observe: (happening: Happening) => void;
  /** A batch is over, whatever became of it. */
  readonly onBatchEnded: () => void;
  readonly onMoved: () => void;
}

/** One loop of a subscription over its part of the partitions: read, handle, again. */
export class Lane {
  readonly #options: LaneOptions;
  #interruption = new AbortController();
  #stopping = false;
  /** Grows and shrinks with the size of events; small at first, because nothing is known of them yet. */
  #limit: number;
  #pauseMs: number;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#limit = Math.min(firstEvents, options.limits.followEvents);
    this.#pauseMs = options.limits.followPauseMs;
  }

  /** Runs until `stop`; the batch in hand is finished first. */
  async run(): Promise<void> {
    const { number, assignments, tailer, clock, limits, observe } = this.#options;
    while (!this.#stopping) {
      this.#interruption = new AbortController();
      const { signal } = this.#interruption;
      try {
        const ready = assignments.ready(number, clock.monotonicMs());
        if (ready.size === 0) await untilAborted(signal);
        else {
          const limit = this.#limit;
          const events = this.#measured(withoutHoles(ready, await tailer.next(ready, limit, signal)));
          const beganAtMs = clock.monotonicMs();
          const isAtHead = events.length < limit;
          await this.#deliver(events);
          await this.#rest({ beganAtMs, isAtHead, signal });
        }
        this.#pauseMs = limits.followPauseMs;
        // In memory nothing above waits for anything outside: without this a busy log would keep timers and requests from running.
        await afterOthers();
      } catch (error) {
        observe({ kind: "unavailable", error, retryAfterMs: this.#pauseMs });
        await sleep(this.#pauseMs, undefined, { signal }).catch(() => undefined);
        this.#pauseMs = Math.min(this.#pauseMs * 2, limits.followPauseMaxMs);
      }
    }
  }

  /** Lets the next batch gather: for as long as was asked for, and on a busy machine for as long as that batch is worth. */
  async #rest({ beganAtMs, isAtHead, signal }: EndedBatch): Promise<void> {
    const { rest, clock, limits } = this.#options;
    if (rest?.isWaitedFor()) return;
    const nowMs = clock.monotonicMs();
    const worthMs = isAtHead ? Math.min((nowMs - beganAtMs) * limits.followRestTimes, limits.followRestMostMs) : 0;
    const leftMs = Math.max(worthMs, beganAtMs + (rest?.restMs ?? 0) - nowMs);
    // A timer is late by a millisecond or two.
    if (leftMs >= 1) await sleep(leftMs, undefined, { signal }).catch(() => undefined);
  }

  /** What may be worked on has changed, or somebody waits: look again. */
  interrupt(): void {
    this.#interruption.abort();
  }

  stop(): void {
    this.#stopping = true;
    this.interrupt();
  }

  #measured(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
    const { followBytes, followEvents } = this.#options.limits;
    const fitting = Math.floor((followBytes * events.length) / Math.max(1, estimatedBytes(events)));
    if (events.length > 0) this.#limit = Math.max(1, Math.min(followEvents, fitting));
    return events;
  }

  async #deliver(read: readonly RecordedEvent[]): Promise<void> {
    const { assignments, clock, handle, observe, onMoved, onBatchEnded } = this.#options;
    const startedAtMs = clock.monotonicMs();
    // Asked again for each part: reading took time, the lease may be over, or the partition may have stopped a moment ago.
    const events = assignments.expected(read, startedAtMs);
    const moves = assignments.movesOver(events);
    if (moves.length === 0) return;
    assignments.inHand(moves, true);
    try {
      const outcome = await handle({ events, moves });
      if (outcome === "moved") {
        assignments.moved(moves);
        observe({ kind: "moved", events: events.length, elapsedMs: clock.monotonicMs() - startedAtMs });
      } else {
        this.#fenced(moves);
      }
      onMoved();
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      await this.#findCulprit(events, error);
    } finally {
      assignments.inHand(moves, false);
      onBatchEnded();
    }
  }

  #fenced(moves: readonly CheckpointMove[]): void {
    const partitions = moves.map(({ partition }) => partition);
    // Which of them it was, the next claim tells: those that are still ours come back where they were.
    this.#options.assignments.drop(partitions);
    this.#options.observe({ kind: "fenced", partitions });
  }

  async #findCulprit(events: readonly RecordedEvent[], error: unknown): Promise<void> {
    const [first, ...others] = events;
    if (first === undefined) return;
    if (others.length > 0) {
      const half = Math.ceil(events.length / 2);
      await this.#deliver(events.slice(0, half));
      await this.#deliver(events.slice(half));
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

interface EndedBatch {
  readonly beganAtMs: number;
  /** Whether it was all there was. */
  readonly isAtHead: boolean;
  readonly signal: AbortSignal;
}

/** Events of the first read. */
const firstEvents = 256;

/** @throws Error when the log left an event out: to go on behind it would lose it for ever. */
const withoutHoles = (after: ReadonlyMap<number, number>, events: readonly RecordedEvent[]): readonly RecordedEvent[] => {
  const reached = new Map(after);
  for (const { partition, position } of events) {
    const before = reached.get(partition) ?? 0;
    if (position !== before + 1) throw new Error(`after ${before}, partition ${partition} of the log went on with ${position}`);
    reached.set(partition, position);
  }
  return events;
};

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
