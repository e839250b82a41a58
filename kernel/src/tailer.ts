import { setTimeout as sleep } from "node:timers/promises";
import { createBell } from "./bell.ts";
import { estimatedBytes } from "./event-bytes.ts";
import type { EventLog, RecordedEvent } from "./event-log.ts";
import type { FollowedLog } from "./following.ts";
import { limits } from "./limits.ts";
import { RecentWindow } from "./recent-window.ts";

export interface TailerLimits {
  readonly pollMinMs: number;
  readonly pollToldMs: number;
  readonly pollMaxMs: number;
  readonly recentEvents: number;
  readonly recentBytes: number;
}

interface Places {
  readonly behind: ReadonlyMap<number, number>;
  readonly recent: readonly (readonly [partition: number, position: number])[];
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
  /** Whom to tell that something was read; there are some from the first read of each to the end. */
  readonly #sharers = new Set<() => void>();
  readonly #appended = createBell();
  #started: Promise<void> | null = null;
  #polling = false;
  #stopped = false;
  /** Whether the log tells of what this process appends: then it is read for what others do only. */
  readonly #isTold: boolean;
  /** What polling found last and nobody has told of since: it is others who append. */
  readonly #untold = new Set<number>();

  constructor(log: FollowedLog & Pick<EventLog, "onRecorded">, tailerLimits: TailerLimits = limits) {
    this.#log = log;
    this.#limits = tailerLimits;
    this.#isTold = log.onRecorded !== undefined;
    log.onRecorded?.((events) => this.#hear(events));
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

  /**
   * Reads for others in this process who follow what follows from this log. What was read for its own subscriptions is not read again;
   * `onMore` tells when there is more.
   */
  shared(onMore: () => void): Pick<FollowedLog, "heads" | "readPartitions"> {
    return {
      heads: () => this.#log.heads(),
      readPartitions: async (after, limitPerPartition) => {
        this.#started ??= this.#start();
        await this.#started;
        if (!this.#stopped && !this.#sharers.has(onMore)) {
          this.#sharers.add(onMore);
          this.#keepPolling();
        }
        return this.#collectEach(this.#placed(after), limitPerPartition);
      },
    };
  }

  /** Something was appended in this process: look now instead of at the next poll, unless the log tells of it by itself. */
  wake(): void {
    if (!this.#isTold) this.#appended.ring();
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
    const places = this.#placed(after);
    return this.#collectEach(places, Math.max(1, Math.floor(limit / Math.max(1, places.behind.size + places.recent.length))));
  }

  /** What of it is to be read from the log, and what was read a moment ago. At the head there is neither. */
  #placed(after: ReadonlyMap<number, number>): Places {
    const behind = new Map<number, number>();
    const recent: [partition: number, position: number][] = [];
    const ahead = new Set<number>();
    for (const [partition, position] of after) {
      const head = this.#recent.head(partition);
      // Nobody here followed this partition for a while, and this reader is ahead of what was read for the others.
      if (position > head) {
        this.#recent.startAt(partition, position);
        ahead.add(partition);
      } else if (!this.#recent.covers(partition, position)) behind.set(partition, position);
      else if (position < head) recent.push([partition, position]);
    }
    // Who waits where the others were would wait for what is not read for them any more.
    if (ahead.size > 0) this.#tell(ahead);
    return { behind, recent };
  }

  async #collectEach({ behind, recent }: Places, each: number): Promise<readonly RecordedEvent[]> {
    const events = recent.flatMap(([partition, position]) => this.#recent.after(partition, position, each));
    return behind.size === 0 ? events : [...events, ...(await this.#log.readPartitions(behind, each))];
  }

  #isAtHead(after: ReadonlyMap<number, number>): boolean {
    return [...after].every(([partition, position]) => this.#recent.head(partition) === position);
  }

  #untilFound(after: ReadonlyMap<number, number>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      // Said while the answer "nothing" was on its way here, it would not be said again.
      if (signal.aborted || this.#stopped) return resolve();
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

  get #isLookedAt(): boolean {
    return !this.#stopped && (this.#waiters.size > 0 || this.#sharers.size > 0);
  }

  #keepPolling(): void {
    // Whoever comes back from a batch has been away for a while: look for it at once.
    if (!this.#isTold) this.#appended.ring();
    if (this.#polling) return;
    this.#polling = true;
    void this.#poll()
      .catch(async (error: unknown) => {
        this.#settleAll(error);
        await sleep(this.#limits.pollMaxMs);
      })
      .finally(() => {
        this.#polling = false;
        if (this.#isLookedAt) this.#keepPolling();
      });
  }

  /** Reads on from the head for those who wait there, until nobody does. */
  async #poll(): Promise<void> {
    const { pollMaxMs, recentEvents } = this.#limits;
    const pollMinMs = this.#isTold ? this.#limits.pollToldMs : this.#limits.pollMinMs;
    let pauseMs = pollMinMs;
    while (this.#isLookedAt) {
      const heads = this.#headsLookedAt();
      const each = Math.max(1, Math.floor(recentEvents / 2 / heads.size));
      const events = await this.#log.readPartitions(heads, each);
      this.#untold.clear();
      for (const { partition, position } of events) {
        if (position > this.#recent.head(partition)) this.#untold.add(this.#placeOf(partition, position));
      }
      this.#take(events);
      if (events.length >= each) continue;
      // Whoever rings, the log is not read more often than this: a busy one is cheaper to read a few milliseconds at a time.
      await sleep(pollMinMs);
      // A read may overtake the answer of this process's own append: of 216,000 events at the top rate 72,000 were read that were told a moment later.
      const isQuiet = this.#untold.size === 0;
      if (isQuiet) await this.#appended.wait(pauseMs);
      pauseMs = isQuiet ? Math.min(pauseMs * 2, pollMaxMs) : pollMinMs;
    }
  }

  #placeOf(partition: number, position: number): number {
    return position * this.#log.partitions + partition;
  }

  /** Those of all partitions, when others share what is read here. */
  #headsLookedAt(): ReadonlyMap<number, number> {
    const looked = new Set<number>();
    for (const { after } of this.#waiters) for (const partition of after.keys()) looked.add(partition);
    if (this.#sharers.size > 0) for (let partition = 0; partition < this.#log.partitions; partition += 1) looked.add(partition);
    return new Map([...looked].map((partition) => [partition, this.#recent.head(partition)]));
  }

  #hear(events: readonly RecordedEvent[]): void {
    if (this.#started === null || this.#stopped || events.length === 0) return;
    if (this.#untold.size > 0) for (const { partition, position } of events) this.#untold.delete(this.#placeOf(partition, position));
    this.#take(events);
    // Others have appended between what was known and this, or nothing is known yet.
    if (events.some(({ partition, position }) => this.#recent.head(partition) < position)) this.#appended.ring();
  }

  #take(events: readonly RecordedEvent[]): void {
    if (events.length === 0) return;
    this.#recent.add(events, estimatedBytes(events));
    this.#tell(new Set(events.map(({ partition }) => partition)));
  }

  /** There may be more in these partitions. */
  #tell(partitions: ReadonlySet<number>): void {
    for (const waiter of [...this.#waiters]) {
      if ([...waiter.after.keys()].some((partition) => partitions.has(partition))) this.#settle(waiter, null);
    }
    for (const tell of this.#sharers) tell();
  }
}
