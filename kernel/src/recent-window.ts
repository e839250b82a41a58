import type { RecordedEvent } from "./event-log.ts";

/**
 * The most recent events of each partition, without holes, from a floor that rises as the oldest fall out. What has fallen
 * out must be read from the log again.
 */
export class RecentWindow {
  readonly #capacity: { readonly events: number; readonly bytes: number };
  readonly #partitions = new Map<number, Stretch>();
  /** What was added together, oldest first: what is dropped together. */
  readonly #chunks: { readonly counts: ReadonlyMap<number, number>; readonly events: number; readonly bytes: number }[] = [];
  #events = 0;
  #bytes = 0;

  constructor(capacity: { readonly events: number; readonly bytes: number }) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#events;
  }

  /** Up to which position the partition has been read. */
  head(partition: number): number {
    return this.#partitions.get(partition)?.head ?? 0;
  }

  /** Forgets what it has of a partition and goes on after `position`. */
  startAt(partition: number, position: number): void {
    this.#partitions.set(partition, { events: [], dropped: 0, head: position });
  }

  /** Whether the events after `position` are all here, if there are any. */
  covers(partition: number, position: number): boolean {
    const recent = this.#partitions.get(partition);
    return recent !== undefined && position <= recent.head && position >= recent.head - (recent.events.length - recent.dropped);
  }

  /** At most `limit` events after a covered position. */
  after(partition: number, position: number, limit: number): readonly RecordedEvent[] {
    const recent = this.#partitions.get(partition);
    if (recent === undefined) return [];
    const index = recent.events.length - (recent.head - position);
    return recent.events.slice(index, index + limit);
  }

  /** Takes in what follows the heads, in order within each partition, and drops the oldest beyond the capacity. What it has already is left out. */
  add(events: readonly RecordedEvent[], bytes: number): void {
    const counts = new Map<number, number>();
    for (const event of events) {
      const recent = this.#partitions.get(event.partition);
      if (recent === undefined || event.position !== recent.head + 1) continue;
      recent.events.push(event);
      recent.head = event.position;
      counts.set(event.partition, (counts.get(event.partition) ?? 0) + 1);
    }
    const taken = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (taken === 0) return;
    const chunk = { counts, events: taken, bytes: (bytes * taken) / events.length };
    this.#chunks.push(chunk);
    this.#events += chunk.events;
    this.#bytes += chunk.bytes;
    while (this.#events > this.#capacity.events || this.#bytes > this.#capacity.bytes) this.#dropOldest();
  }

  #dropOldest(): void {
    const oldest = this.#chunks.shift();
    if (oldest === undefined) return;
    this.#events -= oldest.events;
    this.#bytes -= oldest.bytes;
    // In a partition that started anew meanwhile this drops younger events than meant: it covers less, but still without holes.
    for (const [partition, count] of oldest.counts) {
      const recent = this.#partitions.get(partition);
      if (recent !== undefined) dropFrom(recent, count);
    }
  }
}

interface Stretch {
  events: RecordedEvent[];
  /** How many at the beginning of `events` have fallen out. */
  dropped: number;
  head: number;
}

/** Moves what is left only now and then: to do it for each few events was 1 % of what an order costs. */
const dropFrom = (recent: Stretch, count: number): void => {
  recent.dropped = Math.min(recent.events.length, recent.dropped + count);
  if (recent.dropped < droppedTogether && recent.dropped * 2 < recent.events.length) return;
  recent.events = recent.events.slice(recent.dropped);
  recent.dropped = 0;
};

/** Few enough that what they hold in memory beyond the capacity does not matter. */
const droppedTogether = 32;
