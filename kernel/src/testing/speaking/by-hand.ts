import type { Checkpoints } from "../../checkpoint.ts";
import type { RecordedEvent } from "../../event-log.ts";
import type { Batch, FollowedLog, Handle } from "../../following.ts";

export interface ByHandOptions {
  readonly subscription: string;
  readonly log: FollowedLog;
  readonly checkpoints: Checkpoints;
  readonly handle: Handle;
  /** Later ones fence earlier ones. */
  readonly epoch: number;
}

/** What a subscription does, but batch by batch when it is told to, so that a schedule can be played. */
export interface ByHand {
  /** Reads and handles what is there, of at most `limit` positions per partition; says whether it got anywhere. */
  step(limit: number): Promise<"fenced" | "moved" | "nothing">;
}

/** Takes over all partitions from whoever has them. */
export const followByHand = async ({ subscription, log, checkpoints, handle, epoch }: ByHandOptions): Promise<ByHand> => {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  const claimed = await checkpoints.claim(subscription, new Map(partitions.map((partition) => [partition, epoch])), log.incarnation);
  const positions = new Map([...claimed].map(([partition, { position }]) => [partition, position]));
  return {
    step: async (limit) => {
      const events = await log.readPartitions(positions, limit);
      if (events.length === 0) return "nothing";
      const batch = batchOf(events, positions, epoch);
      const outcome = await handle(batch);
      if (outcome === "moved") for (const { partition, to } of batch.moves) positions.set(partition, to);
      return outcome;
    },
  };
};

/** @throws Error when the events are not dense, as a subscription does. */
const batchOf = (events: readonly RecordedEvent[], positions: ReadonlyMap<number, number>, epoch: number): Batch => {
  const moves = new Map<number, { partition: number; epoch: number; from: number; to: number }>();
  for (const { partition, position } of events) {
    const from = positions.get(partition) ?? 0;
    const move = moves.get(partition) ?? { partition, epoch, from, to: from };
    if (position !== move.to + 1) throw new Error(`partition ${partition} went on with ${position} after ${move.to}`);
    moves.set(partition, { ...move, to: position });
  }
  return { events, moves: [...moves.values()] };
};
