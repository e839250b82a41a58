import type { Checkpoint, CheckpointMove, Checkpoints, MoveOutcome } from "../checkpoint.ts";

/** Checkpoints that live as long as the process; its twin is `postgres/checkpoints.ts`. */
export interface MemoryCheckpoints extends Checkpoints {
  /** The compare-and-set at once, for those who do more in the same step. */
  moveNow(subscription: string, moves: readonly CheckpointMove[]): MoveOutcome;
  /** Where `to` stands becomes where `from` stands, which stands nowhere any more. False when `from` is behind in a partition. */
  renameNow(from: string, to: string): boolean;
  /** Forgets where it stands. */
  forgetNow(subscription: string): void;
}

export const createMemoryCheckpoints = (): MemoryCheckpoints => {
  const held = new Map<string, Checkpoint>();
  const keyOf = (subscription: string, partition: number) => `${subscription}/${partition}`;
  const of = (subscription: string) => [...held].filter(([key]) => key.slice(0, key.lastIndexOf("/")) === subscription);

  const stand = (subscription: string, moves: readonly CheckpointMove[]): boolean =>
    moves.every(({ partition, epoch, from }) => {
      const checkpoint = held.get(keyOf(subscription, partition));
      return checkpoint?.epoch === epoch && checkpoint.position === from;
    });
  const moveNow = (subscription: string, moves: readonly CheckpointMove[]): MoveOutcome => {
    if (!stand(subscription, moves)) return "fenced";
    for (const { partition, epoch, to } of moves) {
      const incarnation = held.get(keyOf(subscription, partition))?.incarnation ?? "";
      held.set(keyOf(subscription, partition), { epoch, position: to, incarnation });
    }
    return "moved";
  };

  return {
    claim: async (subscription, epochs, incarnation) => {
      const claimed = new Map<number, Checkpoint>();
      for (const [partition, epoch] of epochs) {
        const checkpoint = held.get(keyOf(subscription, partition)) ?? { epoch, position: 0, incarnation };
        if (checkpoint.epoch > epoch) continue;
        claimed.set(partition, { ...checkpoint, epoch });
        held.set(keyOf(subscription, partition), { ...checkpoint, epoch });
      }
      return claimed;
    },
    move: async (subscription, moves) => moveNow(subscription, moves),
    moveNow,
    moveAll: async (all) => {
      if (![...all].every(([subscription, moves]) => stand(subscription, moves))) return "fenced";
      for (const [subscription, moves] of all) moveNow(subscription, moves);
      return "moved";
    },
    renameNow: (from, to) => {
      const partitionOf = (key: string) => Number(key.slice(key.lastIndexOf("/") + 1));
      const built = new Map(of(from).map(([key, checkpoint]) => [partitionOf(key), checkpoint]));
      const live = new Map(of(to).map(([key, checkpoint]) => [partitionOf(key), checkpoint]));
      if ([...live].some(([partition, { position }]) => position > (built.get(partition)?.position ?? 0))) return false;
      for (const [key] of of(from)) held.delete(key);
      for (const [partition, checkpoint] of built)
        held.set(keyOf(to, partition), { ...checkpoint, epoch: live.get(partition)?.epoch ?? 0 });
      return true;
    },
    forgetNow: (subscription) => {
      for (const [key] of of(subscription)) held.delete(key);
    },
    read: async (subscription, partitions) =>
      new Map(
        partitions.flatMap((partition) => {
          const checkpoint = held.get(keyOf(subscription, partition));
          return checkpoint === undefined ? [] : [[partition, checkpoint] as const];
        }),
      ),
  };
};
