import type { Broker } from "./broker.ts";
import type { SaidReader } from "./said-reader.ts";

/**
 * Hearers read the speaker's log: nothing is stored twice, nothing can be lost, and no relay is needed. The default where all
 * contexts are on one machine.
 */
export const createLogBroker = (readers: readonly SaidReader[]): Broker => {
  const speakers = new Map(readers.map((reader) => [reader.context, reader]));
  const readerOf = (speaker: string): SaidReader => {
    const reader = speakers.get(speaker);
    if (reader === undefined) throw new RangeError(`nobody here reads what ${speaker} says`);
    return reader;
  };
  return {
    consume: (speaker) => {
      const reader = readerOf(speaker);
      // A log keeps everything whether it was heard or not.
      return { read: (after, limitPerPartition) => reader.read(after, limitPerPartition), acknowledge: async () => {} };
    },
    head: (speaker) => readerOf(speaker).heads(),
  };
};
