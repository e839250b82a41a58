import type { Checkpoint, CheckpointMove, Checkpoints, MoveOutcome } from "../checkpoint.ts";

/** Checkpoints that live as long as the process; its twin is `postgres/checkpoints.ts`. */
export interface MemoryCheckpoints extends Checkpoints {
  /** The compare-and-set at once, for those who do more in the same step. */
  moveNow(subscription: string, moves: readonly CheckpointMove[]): MoveOutcome;
}

export const createMemoryCheckpoints = (): MemoryCheckpoints => {
  const held = new Map<string, Checkpoint>();
  const keyOf = (subscription: string, partition: number) => `${subscription}/${partition}`;

  const moveNow = (subscription: string, moves: readonly CheckpointMove[]): MoveOutcome => {
    const standing = ({ partition, epoch, from }: CheckpointMove) => {
      const checkpoint = held.get(keyOf(subscription, partition));
      return checkpoint?.epoch === epoch && checkpoint.position === from;
    };
    if (!moves.every(standing)) return "fenced";
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
    read: async (subscription, partitions) =>
      new Map(
        partitions.flatMap((partition) => {
          const checkpoint = held.get(keyOf(subscription, partition));
          return checkpoint === undefined ? [] : [[partition, checkpoint] as const];
        }),
      ),
  };
};
