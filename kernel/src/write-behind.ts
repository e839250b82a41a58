import { type CheckpointMove, type Checkpoints, type MoveOutcome, StoreUnavailable } from "./checkpoint.ts";
import type { Leases } from "./lease.ts";
import { limits } from "./limits.ts";

export interface WriteBehindOptions {
  /** Between two writings, at least. */
  readonly everyMs?: number;
  readonly onFault?: (error: unknown) => void;
}

/** Where subscriptions stand and what they hold, in one process. */
export interface Standings {
  readonly checkpoints: Checkpoints;
  readonly leases: Leases;
}

/**
 * Lets followers whose work is known by its ids go on at once: their moves are written a little later, those of all subscriptions in one
 * step, but for the first after a partition was claimed. What was done and not yet written is done again after a death, and changes nothing. Whoever lets partitions go has written where
 * they stand; whoever lost them is told at its next move. Rows that move with their checkpoints do not come by here.
 */
export const writeBehind = ({ checkpoints, leases }: Standings, options: WriteBehindOptions = {}): Standings => {
  const moves = createMoves(checkpoints, options);
  // Whoever lets go does not wait for a store that is away: the successor begins where it was last written.
  const flushIfPossible = (): Promise<void> => moves.flush().catch(() => {});
  return {
    checkpoints: {
      ...checkpoints,
      move: async (subscription, steps) => {
        const isFirst = moves.isFirst(subscription, steps);
        const outcome = moves.take(subscription, steps);
        // Before anything more is begun there. Whoever dies right behind it would leave a successor to begin at the same place, and to die, again
        // and again: only where work is begun after a death is it counted, and so what kills them would never be found.
        if (isFirst) await flushIfPossible();
        return outcome;
      },
      claim: async (subscription, epochs, incarnation) => {
        await moves.flush();
        moves.claimed(subscription, [...epochs.keys()]);
        return checkpoints.claim(subscription, epochs, incarnation);
      },
    },
    leases: {
      leaseMs: leases.leaseMs,
      tend: (follower, partitions) => leases.tend(follower, partitions),
      release: async (follower, partitions) => {
        await flushIfPossible();
        await leases.release(follower, partitions);
      },
      leave: async (follower) => {
        await flushIfPossible();
        await leases.leave(follower);
      },
    },
  };
};

/** What is to be written, and what could not be because another process has taken over. */
const createMoves = (checkpoints: Checkpoints, { everyMs = limits.checkpointsBehindMs, onFault = () => {} }: WriteBehindOptions) => {
  let pending: Pending = new Map();
  const lost = new Set<string>();
  /** Claimed, and not moved since. */
  const fresh = new Set<string>();
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let writtenAtMs = Number.NEGATIVE_INFINITY;

  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const moves = pending;
    pending = new Map();
    if (moves.size === 0) return;
    writtenAtMs = performance.now();
    try {
      if ((await checkpoints.moveAll(listed(moves))) === "fenced") await writeEach(moves);
    } catch (error) {
      pending = joined(moves, pending);
      schedule();
      throw error;
    }
  };
  /** Some of them are another's by now: each is asked for by itself. */
  const writeEach = async (moves: Pending): Promise<void> => {
    for (const [subscription, byPartition] of moves) {
      for (const [partition, move] of byPartition) {
        if ((await moveOn(subscription, move)) === "fenced") lost.add(placeOf(subscription, partition));
        byPartition.delete(partition);
      }
    }
  };
  /** An earlier writing whose answer was lost may have been done in part: under its epoch nobody but this process moves it. */
  const moveOn = async (subscription: string, move: CheckpointMove): Promise<MoveOutcome> => {
    const stands = (await checkpoints.read(subscription, [move.partition])).get(move.partition);
    const isOurs = stands?.epoch === move.epoch && move.from < stands.position && stands.position <= move.to;
    if (isOurs && stands.position === move.to) return "moved";
    return checkpoints.move(subscription, [isOurs ? { ...move, from: stands.position } : move]);
  };
  const flush = (): Promise<void> => {
    const written = writing.then(write);
    writing = written.catch(onFault);
    return written;
  };
  const schedule = (): void => {
    // Who follows has timers of its own. Once nobody does, nothing is left to be alive for: what could not be written is done again.
    timer ??= setTimeout(() => void flush().catch(() => {}), Math.max(0, writtenAtMs + everyMs - performance.now())).unref();
  };
  return {
    flush,
    take: (subscription: string, steps: readonly CheckpointMove[]): MoveOutcome => {
      if (steps.some(({ partition }) => lost.has(placeOf(subscription, partition)))) return "fenced";
      const byPartition = pending.get(subscription) ?? new Map<number, CheckpointMove>();
      pending.set(subscription, byPartition);
      for (const step of steps) byPartition.set(step.partition, after(byPartition.get(step.partition), step));
      schedule();
      return "moved";
    },
    /** Whether one of them is the first since it was claimed; once. */
    isFirst: (subscription: string, steps: readonly CheckpointMove[]): boolean =>
      steps.filter(({ partition }) => fresh.delete(placeOf(subscription, partition))).length > 0,
    /** They are claimed anew: what this process did in them before is over. */
    claimed: (subscription: string, partitions: readonly number[]): void => {
      for (const partition of partitions) {
        fresh.add(placeOf(subscription, partition));
        lost.delete(placeOf(subscription, partition));
        pending.get(subscription)?.delete(partition);
      }
    },
  };
};

/** Subscription → partition → its step. */
type Pending = Map<string, Map<number, CheckpointMove>>;

const placeOf = (subscription: string, partition: number): string => `${subscription}/${partition}`;

const listed = (moves: Pending): ReadonlyMap<string, readonly CheckpointMove[]> =>
  new Map([...moves].filter(([, byPartition]) => byPartition.size > 0).map(([name, byPartition]) => [name, [...byPartition.values()]]));

/** One step instead of two. @throws StoreUnavailable when they do not belong together: a later look at the leases will tell. */
const after = (before: CheckpointMove | undefined, move: CheckpointMove): CheckpointMove => {
  if (before === undefined) return move;
  if (before.epoch !== move.epoch || before.to !== move.from) throw new StoreUnavailable("a checkpoint moved from where nobody left it");
  return { ...move, from: before.from };
};

const joined = (earlier: Pending, later: Pending): Pending => {
  const all = new Map([...earlier].map(([subscription, moves]) => [subscription, new Map(moves)]));
  for (const [subscription, moves] of later) {
    const before = all.get(subscription) ?? new Map<number, CheckpointMove>();
    all.set(subscription, before);
    for (const [partition, move] of moves) before.set(partition, after(before.get(partition), move));
  }
  return all;
};
