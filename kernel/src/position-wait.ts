import { createBell } from "./bell.ts";
import type { Checkpoint, Checkpoints } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { FollowedLog } from "./following.ts";
import { limits } from "./limits.ts";
import type { Parking } from "./parking.ts";
import type { LogPosition } from "./position-token.ts";
import { parkedEventId } from "./row-changes.ts";

/** What became of waiting. Only after `passed` may the caller read: anything else would show what it already knows to be old. */
export type WaitOutcome =
  | { readonly kind: "passed" }
  /** Not in time; worth another try after a while. */
  | { readonly kind: "behind"; readonly retryAfterMs: number }
  /** The token is from before the log was restored, or names a partition that does not exist: no waiting will help. */
  | { readonly kind: "otherLog" };

export interface PositionWaitOptions {
  readonly subscription: string;
  readonly log: Pick<FollowedLog, "incarnation" | "name" | "partitions">;
  readonly checkpoints: Pick<Checkpoints, "read">;
  /** Where events may wait that the checkpoints have passed: those have not been passed yet. */
  readonly parking?: Pick<Parking, "waiting"> | undefined;
  readonly clock?: Clock;
  /** What somebody waits for has not come yet: called at every look. */
  readonly onWaiting?: () => void;
}

/** What a look at the store has told. */
interface Standings {
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
  readonly parked: ReadonlySet<string>;
}

interface Waiter {
  readonly positions: readonly LogPosition[];
  readonly untilMs: number;
  readonly resolve: (outcome: WaitOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Waits until a subscription, in whichever process, has passed what a caller has seen written. What counts is the stored
 * checkpoint, read after the question came: what a process remembers may have been undone by a crash of the store. All who
 * wait share one read at a time.
 */
export class PositionWait {
  readonly #options: PositionWaitOptions;
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();
  readonly #mayHavePassed = createBell();
  #pauseMs: number = limits.pollMinMs;
  #watching = false;

  constructor(options: PositionWaitOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Positions of other logs are none of its business and count as passed. Throws `StoreUnavailable`. */
  async waitFor(positions: readonly LogPosition[], { timeoutMs }: { readonly timeoutMs: number }): Promise<WaitOutcome> {
    const { log } = this.#options;
    const mine = positions.filter((position) => position.log === log.name);
    if (mine.length === 0) return { kind: "passed" };
    if (mine.some(({ incarnation, partition }) => incarnation !== log.incarnation || partition >= log.partitions))
      return { kind: "otherLog" };
    return new Promise((resolve, reject) => {
      this.#waiters.add({ positions: mine, untilMs: this.#clock.monotonicMs() + timeoutMs, resolve, reject });
      this.#pauseMs = limits.pollMinMs;
      this.#mayHavePassed.ring();
      if (!this.#watching) void this.#watch();
    });
  }

  /** Whether somebody waits now. */
  get isWaitedFor(): boolean {
    return this.#waiters.size > 0;
  }

  /** The subscription has moved in this process: look now instead of at the next poll. */
  moved(): void {
    if (this.#watching) this.#mayHavePassed.ring();
  }

  async #watch(): Promise<void> {
    this.#watching = true;
    while (this.#waiters.size > 0) {
      // Only those who asked before the read began: its answer may be too old for the others.
      const asked = [...this.#waiters];
      try {
        this.#answer(asked, await this.#read(asked));
      } catch (error) {
        for (const waiter of asked) this.#end(waiter, () => waiter.reject(error));
      }
      const firstUntilMs = Math.min(...[...this.#waiters].map(({ untilMs }) => untilMs));
      const leftMs = Math.max(0, firstUntilMs - this.#clock.monotonicMs());
      if (this.#waiters.size > 0) {
        this.#options.onWaiting?.();
        await this.#mayHavePassed.wait(Math.min(this.#pauseMs, leftMs));
      }
      this.#pauseMs = Math.min(this.#pauseMs * 2, limits.pollMaxMs);
    }
    this.#watching = false;
  }

  async #read(asked: readonly Waiter[]): Promise<Standings> {
    const { subscription, checkpoints, parking } = this.#options;
    const positions = asked.flatMap((waiter) => waiter.positions);
    const read = await checkpoints.read(subscription, [...new Set(positions.map(({ partition }) => partition))]);
    // In this sequence: what is not parked once the checkpoint has passed it never will be. Of a stream with a parked event all later
    // ones are parked too, so it is enough to look for the very events that are asked for.
    const reached =
      parking === undefined ? [] : positions.filter(({ partition, position }) => (read.get(partition)?.position ?? 0) >= position);
    const parked =
      parking === undefined || reached.length === 0 ? nothing : await parking.waiting(subscription, reached.map(parkedEventId));
    return { checkpoints: read, parked };
  }

  #answer(asked: readonly Waiter[], { checkpoints, parked }: Standings): void {
    const nowMs = this.#clock.monotonicMs();
    const isPassed = (place: LogPosition): boolean => {
      const standing = checkpoints.get(place.partition);
      if (place.position === 0) return true;
      return standing?.incarnation === place.incarnation && standing.position >= place.position && !parked.has(parkedEventId(place));
    };
    for (const waiter of asked) {
      if (waiter.positions.every(isPassed)) this.#end(waiter, () => waiter.resolve({ kind: "passed" }));
      else if (nowMs >= waiter.untilMs) {
        this.#end(waiter, () => waiter.resolve({ kind: "behind", retryAfterMs: limits.behindRetryMs }));
      }
    }
  }

  #end(waiter: Waiter, answer: () => void): void {
    this.#waiters.delete(waiter);
    answer();
  }
}

const nothing: ReadonlySet<string> = new Set();
