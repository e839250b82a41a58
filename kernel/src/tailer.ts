import { setTimeout as sleep } from "node:timers/promises";
import { createBell } from "./bell.ts";
import { estimatedBytes } from "./event-bytes.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { FollowedLog } from "./following.ts";
import { limits } from "./limits.ts";
import { RecentWindow } from "./recent-window.ts";

export interface TailerLimits {
  readonly pollMinMs: number;
  readonly pollMaxMs: number;
  readonly recentEvents: number;
  readonly recentBytes: number;
}

interface Waiter {
  readonly after: ReadonlyMap<number, number>;
  /** Ends the wait; throws there what is not null. */
  readonly settle: (error: unknown) => void;
}

/**
 * Reads a log forward for all subscriptions of a process: those at the head share one read, one that is far behind reads the
 * log itself. Readers ask for more when they are ready, so a slow one holds back nobody and piles up nothing.
 */
export class Tailer {
  readonly #log: FollowedLog;
  readonly #limits: TailerLimits;
  readonly #recent: RecentWindow;
  readonly #waiters = new Set<Waiter>();
  readonly #appended = createBell();
  #started: Promise<void> | null = null;
  #polling = false;
  #stopped = false;

  constructor(log: FollowedLog, tailerLimits: TailerLimits = limits) {
    this.#log = log;
    this.#limits = tailerLimits;
    this.#recent = new RecentWindow({ events: tailerLimits.recentEvents, bytes: tailerLimits.recentBytes });
  }

  /**
   * The events that follow the given positions, in order within each partition, at most about `limit` (one of each partition at
   * least). Waits until there is one; empty when `signal` or `stop` ends the wait. Throws what the log throws.
   */
  async next(after: ReadonlyMap<number, number>, limit: number, signal: AbortSignal): Promise<readonly RecordedEvent[]> {
    this.#started ??= this.#start();
    await this.#started;
    while (!signal.aborted && !this.#stopped && after.size > 0) {
      const events = await this.#collect(after, limit);
      if (events.length > 0) return events;
      // Events may have come in while the answer "nothing" was on its way here: to wait then would be to miss them.
      if (this.#isAtHead(after)) await this.#untilFound(after, signal);
      else await sleep(this.#limits.pollMinMs);
    }
    return [];
  }

  /** Something was appended in this process: look now instead of at the next poll. */
  wake(): void {
    this.#appended.ring();
  }

  /** Ends every wait, and the polling. */
  stop(): void {
    this.#stopped = true;
    this.#settleAll(null);
    this.#appended.ring();
  }

  /** The window begins at the head: what is older is for each reader to catch up with by itself. */
  async #start(): Promise<void> {
    try {
      const heads = await this.#log.heads();
      for (let partition = 0; partition < this.#log.partitions; partition += 1) {
        this.#recent.startAt(partition, heads.get(partition) ?? 0);
      }
    } catch (error) {
      this.#started = null;
      throw error;
    }
  }

  async #collect(after: ReadonlyMap<number, number>, limit: number): Promise<readonly RecordedEvent[]> {
    const behind = new Map<number, number>();
    const recent: [partition: number, position: number][] = [];
    for (const [partition, position] of after) {
      const head = this.#recent.head(partition);
      // Nobody here followed this partition for a while, and this reader is ahead of what was read for the others.
      if (position > head) this.#recent.startAt(partition, position);
      else if (!this.#recent.covers(partition, position)) behind.set(partition, position);
      else if (position < head) recent.push([partition, position]);
    }
    const each = Math.max(1, Math.floor(limit / Math.max(1, behind.size + recent.length)));
    const events = recent.flatMap(([partition, position]) => this.#recent.after(partition, position, each));
    return behind.size === 0 ? events : [...events, ...(await this.#log.readPartitions(behind, each))];
  }

  #isAtHead(after: ReadonlyMap<number, number>): boolean {
    return [...after].every(([partition, position]) => this.#recent.head(partition) === position);
  }

  #untilFound(after: ReadonlyMap<number, number>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => this.#settle(waiter, null);
      const waiter: Waiter = {
        after,
        settle: (error) => {
          signal.removeEventListener("abort", giveUp);
          if (error === null) resolve();
          else reject(error);
        },
      };
      signal.addEventListener("abort", giveUp);
      this.#waiters.add(waiter);
      this.#keepPolling();
    });
  }

  #settle(waiter: Waiter, error: unknown): void {
    this.#waiters.delete(waiter);
    waiter.settle(error);
  }

  #settleAll(error: unknown): void {
    for (const waiter of [...this.#waiters]) this.#settle(waiter, error);
  }

  #keepPolling(): void {
    // Whoever comes back from a batch has been away for a while: look for it at once.
    this.#appended.ring();
    if (this.#polling) return;
    this.#polling = true;
    void this.#poll()
      .catch((error: unknown) => this.#settleAll(error))
      .finally(() => {
        this.#polling = false;
        if (this.#waiters.size > 0) this.#keepPolling();
      });
  }

  /** Reads on from the head for those who wait there, until nobody does. */
  async #poll(): Promise<void> {
    const { pollMinMs, pollMaxMs, recentEvents } = this.#limits;
    let pauseMs = pollMinMs;
    while (this.#waiters.size > 0 && !this.#stopped) {
      const heads = new Map<number, number>();
      for (const { after } of this.#waiters) for (const partition of after.keys()) heads.set(partition, this.#recent.head(partition));
      const each = Math.max(1, Math.floor(recentEvents / 2 / heads.size));
      const events = await this.#log.readPartitions(heads, each);
      this.#take(events);
      if (events.length >= each) continue;
      // Whoever rings, the log is not read more often than this: a busy one is cheaper to read a few milliseconds at a time.
      await sleep(pollMinMs);
      if (events.length === 0) await this.#appended.wait(pauseMs);
      pauseMs = events.length > 0 ? pollMinMs : Math.min(pauseMs * 2, pollMaxMs);
    }
  }

  #take(events: readonly RecordedEvent[]): void {
    if (events.length === 0) return;
    this.#recent.add(events, estimatedBytes(events));
    const found = new Set(events.map(({ partition }) => partition));
    for (const waiter of [...this.#waiters]) {
      if ([...waiter.after.keys()].some((partition) => found.has(partition))) this.#settle(waiter, null);
    }
  }
}
