import type { JsonObject } from "../brand.ts";
import { instant } from "../clock.ts";
import type { Append, AppendOutcome, RecordedEvent } from "../event-log.ts";
import { partitionOf } from "../partition.ts";

/** What a read would find of what was appended just now. */
export const recordedIn = (
  batch: readonly Append[],
  outcomes: readonly AppendOutcome[],
  { positions, partitions }: { readonly positions: string; readonly partitions: number },
): readonly RecordedEvent[] => {
  // Behind the positions of the commands.
  const recordedAt = instant(Number(positions.split(",")[batch.length]));
  return batch.flatMap(({ stream, expectedVersion, events, causation, commandId }, index) => {
    const outcome = outcomes[index];
    if (outcome?.kind !== "appended" || events.length === 0) return [];
    const [partition, before] = [partitionOf(stream, partitions), outcome.position - events.length];
    return events.map(({ type, schemaVersion, json }, nth) => {
      const [position, version] = [before + nth + 1, expectedVersion + nth + 1];
      return { partition, position, stream, version, type, schemaVersion, data: dataIn(json), causation, commandId, recordedAt };
    });
  });
};

const dataIn = (json: string): JsonObject => JSON.parse(json);
