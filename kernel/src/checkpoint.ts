/** How far a subscription has come in one partition, and under which lease it got there. */
export interface Checkpoint {
  /** The lease under which it last moved; see `lease.ts`. */
  readonly epoch: number;
  /** The last position that is done; 0 before the first. */
  readonly position: number;
  /** The log it counts in: after a restore or a lossy failover the same position may mean another event. */
  readonly incarnation: string;
}

/** One partition's step from a position to a later one, allowed only to whoever holds the epoch. */
export interface CheckpointMove {
  readonly partition: number;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Where subscriptions stand. The adapters (PostgreSQL, memory) pass one contract suite: `testing/checkpoint-contract.ts`.
 * Every call throws `StoreUnavailable` when the store cannot be reached.
 */
export interface Checkpoints {
  /**
   * Takes partitions over under their new epochs: from now on nobody moves them under an earlier one. Returns where each
   * stands; a partition that a later epoch holds already is left out.
   */
  claim(subscription: string, epochs: ReadonlyMap<number, number>, incarnation: string): Promise<ReadonlyMap<number, Checkpoint>>;
  /** Moves all of them, or none: `fenced` when one no longer stands where the caller thinks, under the caller's epoch. */
  move(subscription: string, moves: readonly CheckpointMove[]): Promise<MoveOutcome>;
  /** The same for several subscriptions in one step. */
  moveAll(moves: ReadonlyMap<string, readonly CheckpointMove[]>): Promise<MoveOutcome>;
  /** Where the given partitions stand now; those that never moved are left out. */
  read(subscription: string, partitions: readonly number[]): Promise<ReadonlyMap<number, Checkpoint>>;
}

export type MoveOutcome = "moved" | "fenced";

/** The store could not be reached, or was too busy. What was asked may have happened or not; the checkpoint will tell. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
