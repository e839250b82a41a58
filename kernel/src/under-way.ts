import type { CheckpointMove } from "./checkpoint.ts";

/** A batch that came to nothing: its work failed, or another process has taken over (`error` is null). */
export interface FailedBatch {
  readonly moves: readonly CheckpointMove[];
  readonly error: unknown;
}

/** Batches that are begun before those in front of them are done. */
export class UnderWay {
  readonly #batches = new Set<Promise<void>>();
  #failed: FailedBatch[] = [];
  #events = 0;

  get hasFailed(): boolean {
    return this.#failed.length > 0;
  }

  /** Takes in a batch of so many events. `work` never rejects: it resolves with what failed, or null. */
  add(events: number, work: Promise<FailedBatch | null>): void {
    this.#events += events;
    const batch = work.then((failed) => {
      this.#batches.delete(batch);
      this.#events -= events;
      if (failed !== null) this.#failed.push(failed);
    });
    this.#batches.add(batch);
  }

  /** Waits until no more than so many events are in hand, or something has failed. */
  async untilAtMost(events: number): Promise<void> {
    while (this.#events > events && !this.hasFailed) await Promise.race(this.#batches);
  }

  /** Waits until all are over. Returns, once, what failed. */
  async settled(): Promise<readonly FailedBatch[]> {
    while (this.#batches.size > 0) await Promise.all(this.#batches);
    const failed = this.#failed;
    this.#failed = [];
    return failed;
  }
}
