import type { EventLog } from "./event-log.ts";
import type { Message } from "./message.ts";
import { createSpeech, type SpeechParts } from "./speech.ts";

/** Some of what was said. */
export interface Said {
  /** In order within each partition. */
  readonly messages: readonly Message[];
  /** Partition → position: up to there `messages` are all there is after the position that was asked for. */
  readonly through: ReadonlyMap<number, number>;
}

/**
 * All that a context has ever said, in the order of its log: the record that no broker replaces. Built by the composition
 * root; its SQL runs inside the speaker, and whoever is elsewhere asks it over HTTP.
 */
export interface SaidReader {
  readonly context: string;
  /** Changes with that of the speaker's log: positions may then mean something else. */
  readonly incarnation: string;
  readonly partitions: number;
  /**
   * What was said after the given position of each given partition, in the next `limitPerPartition` positions; it is complete
   * `through` the last of them. Fails when the log has become another incarnation since this reader was made.
   */
  read(after: ReadonlyMap<number, number>, limitPerPartition: number): Promise<Said>;
  /** The last position of each partition that has any event, spoken of or not. */
  heads(): Promise<ReadonlyMap<number, number>>;
}

/** Reads it off the log: what is said is not stored, `says` is applied to the events anew. */
export const createSaidReader = (
  parts: SpeechParts & { readonly log: Pick<EventLog, "heads" | "partitions"> & SpeechParts["log"] },
): SaidReader => {
  const { log } = parts;
  const speech = createSpeech(parts);
  return {
    context: log.name,
    incarnation: log.incarnation,
    partitions: log.partitions,
    read: async (after, limitPerPartition) => {
      const events = await log.readPartitions(after, limitPerPartition);
      const messages = await speech.messagesOf(events);
      const through = new Map(after);
      for (const { partition, position } of events) through.set(partition, position);
      return { messages, through };
    },
    heads: () => log.heads(),
  };
};
