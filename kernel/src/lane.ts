import { setImmediate as afterOthers, setTimeout as sleep } from "node:timers/promises";
import { Delivery, type DeliveryOptions } from "./delivery.ts";
import { estimatedBytes } from "./event-bytes.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { Rest } from "./following.ts";
import { isPassing } from "./one-by-one.ts";
import type { Tailer } from "./tailer.ts";
import { type FailedBatch, UnderWay } from "./under-way.ts";

export interface LaneOptions extends DeliveryOptions {
  /** Which of the subscription's lanes this is, from 0. */
  readonly number: number;
  readonly tailer: Tailer;
  readonly rest?: Rest | undefined;
  /** Whether a batch may be begun before those in front of it are done. */
  readonly overlaps: boolean;
}

/** One loop of a subscription over its part of the partitions: read, handle, again. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #delivery: Delivery;
  readonly #underWay = new UnderWay();
  #interruption = new AbortController();
  #stopping = false;
  /** Grows and shrinks with the size of events; small at first, because nothing is known of them yet. */
  #limit: number;
  #pauseMs: number;
  /** One batch at a time, until one has gone well: at first, and after what failed. */
  #isCareful = true;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#delivery = new Delivery(options);
    this.#limit = Math.min(firstEvents, options.limits.followEvents);
    this.#pauseMs = options.limits.followPauseMs;
  }

  /** Runs until `stop`; the batches in hand are finished first. */
  async run(): Promise<void> {
    const { number, assignments, clock, limits, observe } = this.#options;
    while (!this.#stopping) {
      this.#interruption = new AbortController();
      const { signal } = this.#interruption;
      try {
        if (this.#underWay.hasFailed) await this.#goBack();
        const ready = assignments.ready(number, clock.monotonicMs());
        if (ready.size === 0) await untilAborted(signal);
        else await this.#goOn(ready, signal);
        this.#pauseMs = limits.followPauseMs;
        // In memory nothing above waits for anything outside: without this a busy log would keep timers and requests from running.
        await afterOthers();
      } catch (error) {
        observe({ kind: "unavailable", error, retryAfterMs: this.#pauseMs });
        await sleep(this.#pauseMs, undefined, { signal }).catch(() => undefined);
        this.#pauseMs = Math.min(this.#pauseMs * 2, limits.followPauseMaxMs);
      }
    }
    await this.#underWay.settled();
  }

  async #goOn(ready: ReadonlyMap<number, number>, signal: AbortSignal): Promise<void> {
    const { tailer, clock, limits } = this.#options;
    const limit = this.#limit;
    const events = this.#measured(withoutHoles(ready, await tailer.next(ready, limit, signal)));
    const beganAtMs = clock.monotonicMs();
    const isAtHead = events.length < limit;
    if (this.#mayOverlap(events)) {
      this.#begin(events);
      await this.#underWay.untilAtMost(limits.followUnderWay);
    } else {
      const failed = await this.#underWay.settled();
      if (failed.length > 0) return this.#undo(failed);
      await this.#delivery.deliver(events);
      if (events.length > 0) this.#isCareful = false;
    }
    await this.#rest({ beganAtMs, isAtHead, signal });
  }

  #mayOverlap(events: readonly RecordedEvent[]): boolean {
    const { overlaps, assignments } = this.#options;
    // What failed while these were read comes first: of one key they would be handled before it.
    if (!overlaps || this.#isCareful || this.#underWay.hasFailed) return false;
    return events.every(({ partition }) => assignments.standing(partition)?.kind === "following");
  }

  /** Lets the next batch gather: for as long as was asked for, and on a busy machine for as long as that batch is worth. */
  async #rest({ beganAtMs, isAtHead, signal }: EndedBatch): Promise<void> {
    const { rest, clock, limits } = this.#options;
    if (rest?.isWaitedFor()) return;
    const nowMs = clock.monotonicMs();
    const { overlaps } = this.#options;
    const times = overlaps ? limits.followGatherTimes : limits.followRestTimes;
    const mostMs = overlaps ? limits.followGatherMostMs : limits.followRestMostMs;
    const worthMs = isAtHead ? Math.min((overlaps ? this.#delivery.tookMs : nowMs - beganAtMs) * times, mostMs) : 0;
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

  /** The batch is in hand from here on; the next one goes on behind it. */
  #begin(read: readonly RecordedEvent[]): void {
    const batch = this.#delivery.batchOf(read);
    if (batch === null) return;
    const { assignments, onMoved, onBatchEnded } = this.#options;
    const { moves, events } = batch;
    const work = this.#delivery.handled(batch).then(
      (outcome) => (outcome === "moved" ? null : { moves, error: null }),
      (error: unknown) => ({ moves, error: error ?? new Error("nothing was thrown") }),
    );
    assignments.goOnBehind(moves);
    this.#underWay.add(events.length, work);
    void work.then((failed) => {
      if (failed === null) onMoved();
      else this.interrupt();
      onBatchEnded();
    });
  }

  /** Some of what was under way came to nothing: all of it ends, and then it goes on from there. @throws StoreUnavailable or LogUnavailable */
  async #goBack(): Promise<void> {
    this.#undo(await this.#underWay.settled());
  }

  #undo(failed: readonly FailedBatch[]): void {
    this.#isCareful = true;
    for (const { moves } of failed) this.#options.assignments.goBackBefore(moves);
    for (const { moves, error } of failed) if (error === null) this.#delivery.fenced(moves);
    for (const { error } of failed) if (isPassing(error)) throw error;
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
