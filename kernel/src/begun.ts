import type { CheckpointMove } from "./checkpoint.ts";
import type { Start } from "./parking.ts";

/**
 * Where this process took partitions over: there it says that work is begun, since who dies in a batch leaves its beginning to a
 * successor. What it begins after that is not counted, so that following costs nothing more: one death more finds the culprit.
 */
export const createBegun = () => {
  const places = new Map<number, number>();
  return {
    /** Those that are not where this process left them. */
    startsOf: (moves: readonly CheckpointMove[]): readonly Start[] =>
      moves
        .filter(({ partition, from }) => places.get(partition) !== from)
        .map(({ partition, from: position }) => ({ partition, position })),
    /** They are counted. What becomes of this batch in this process, and what it is tried again for, counts no more. */
    counted: (starts: readonly Start[]): void => {
      for (const { partition, position } of starts) places.set(partition, position);
    },
    /** The next batch begins behind these. */
    goOnBehind: (moves: readonly CheckpointMove[]): void => {
      for (const { partition, to } of moves) places.set(partition, to);
    },
    /** These came to nothing. What they are tried again for in this process counts no more, unless it was not counted at all. */
    goBackBefore: (moves: readonly CheckpointMove[], uncounted: readonly Start[]): void => {
      for (const { partition, from } of moves) {
        const place = places.get(partition);
        // None where a beginning in front of these was not counted: it is not known who has begun what since.
        if (place !== undefined) places.set(partition, Math.min(place, from));
      }
      for (const { partition } of uncounted) places.delete(partition);
    },
  };
};
