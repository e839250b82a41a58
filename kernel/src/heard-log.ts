import type { Consumer } from "./broker.ts";
import { brokerLimits } from "./broker-limits.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { FollowedLog } from "./following.ts";
import { entriesOf } from "./heard-entries.ts";
import type { Message } from "./message.ts";
import { joinMessages, type Stretch } from "./message-chain.ts";
import type { Said, SaidReader } from "./said-reader.ts";

export interface HeardLogOptions {
  /** What comes. */
  readonly consumer: Pick<Consumer, "read">;
  /** The speaker's record, for whatever does not come. */
  readonly reader: SaidReader;
  readonly clock?: Clock;
  readonly headCheckMs?: number;
  readonly observe?: (happening: HearingHappening) => void;
}

/** What happens while messages are taken in, for logs and metrics. */
export type HearingHappening =
  /** Messages did not come, or not in time; they were read from the speaker. */
  | { readonly kind: "refilled"; readonly partitions: readonly number[]; readonly messages: number }
  /** The broker still brings messages of a log that was restored since. They are left alone. */
  | { readonly kind: "otherIncarnation"; readonly incarnation: string };

type Places = ReadonlyMap<number, number>;

/**
 * What a speaker says, as a log that a `Tailer` and `Subscription`s follow like any other: nothing is missing in it, nothing
 * comes twice, and its positions are those of the speaker's log.
 */
export const createHeardLog = (options: HeardLogOptions): FollowedLog => {
  const { consumer, reader, observe = () => {} } = options;
  const ownOf = ownMessages(reader, observe);
  const incomplete = incompleteness(options);

  const readPartitions = async (after: Places, limitPerPartition: number) => {
    const said = await consumer.read(after, limitPerPartition);
    const come = stretchesOf(after, ownOf(said));
    const missing = await incomplete.find(come, said);
    const refilled = missing.size === 0 ? new Map<number, Stretch>() : await refill(missing, limitPerPartition);
    return [...after].flatMap(([partition, position]) => {
      const stretch = come.get(partition) ?? nothing;
      const entries = entriesOf({ partition, after: position }, stretch, limitPerPartition);
      const more = refilled.get(partition);
      if (more === undefined) return entries;
      // Where the limit cut the entries short there is no room left for more.
      return [...entries, ...entriesOf({ partition, after: stretch.through }, more, limitPerPartition - entries.length)];
    });
  };

  const refill = async (after: Places, limitPerPartition: number): Promise<ReadonlyMap<number, Stretch>> => {
    const said = await reader.read(after, limitPerPartition);
    const stretches = stretchesOf(after, ownOf(said));
    observe({ kind: "refilled", partitions: [...after.keys()], messages: said.messages.length });
    for (const [partition, { through, isBroken }] of stretches) {
      if (isBroken) throw new Error(`what ${reader.context} has recorded is not complete after ${partition}@${through}`);
      if (through - (after.get(partition) ?? 0) >= limitPerPartition) incomplete.askAgain(partition);
    }
    return stretches;
  };

  return {
    name: reader.context,
    incarnation: reader.incarnation,
    partitions: reader.partitions,
    readPartitions,
    heads: () => reader.heads(),
  };
};

const nothing: Stretch = { heard: [], through: 0, isBroken: false };

const stretchesOf = (after: Places, { messages, through }: Said): ReadonlyMap<number, Stretch> => {
  const partitions = Map.groupBy(messages, ({ partition }) => partition);
  return new Map(
    [...after].map(([partition, position]) => {
      const certain = through.get(partition) ?? 0;
      return [partition, joinMessages(partitions.get(partition) ?? [], { after: position, certain })];
    }),
  );
};

/**
 * Leaves out what a broker still brings of another incarnation.
 * @throws Error when the speaker itself says it: its log was restored, and this process knows the old one.
 */
const ownMessages = (reader: SaidReader, observe: (happening: HearingHappening) => void) => {
  const strangers = new Set<string>();
  const isOwn = ({ incarnation }: Message, isRecord: boolean): boolean => {
    if (incarnation === reader.incarnation) return true;
    if (isRecord)
      throw new Error(`${reader.context} goes on as incarnation ${incarnation}; it was ${reader.incarnation} when this process began`);
    if (!strangers.has(incarnation)) observe({ kind: "otherIncarnation", incarnation });
    strangers.add(incarnation);
    return false;
  };
  return (said: Said): Said => ({
    ...said,
    messages: said.messages.filter((message) => isOwn(message, said.through.has(message.partition))),
  });
};

/** Finds the partitions of which something is missing, or may be: the last message before a silence leaves no gap when it is lost. */
const incompleteness = ({ reader, clock = systemClock, headCheckMs = brokerLimits.headCheckMs }: HeardLogOptions) => {
  /** Partition → when it is next compared with the speaker's head. */
  const nextCheckMs = new Map<number, number>();
  return {
    /** The partitions, and after which position the speaker is to be asked. */
    find: async (come: ReadonlyMap<number, Stretch>, { through }: Said): Promise<Places> => {
      const nowMs = clock.monotonicMs();
      const broken = [...come].filter(([, { isBroken }]) => isBroken);
      const isDue = (partition: number) => !through.has(partition) && nowMs >= (nextCheckMs.get(partition) ?? 0);
      const due = [...come].filter(([partition, { isBroken }]) => !isBroken && isDue(partition));
      const heads = due.length === 0 ? new Map<number, number>() : await reader.heads();
      for (const [partition] of due) nextCheckMs.set(partition, nowMs + headCheckMs);
      const behind = due.filter(([partition, stretch]) => stretch.through < (heads.get(partition) ?? 0));
      return new Map([...broken, ...behind].map(([partition, stretch]) => [partition, stretch.through]));
    },
    /** There is more where the last refill came from: no need to wait for the next comparison. */
    askAgain: (partition: number): void => void nextCheckMs.delete(partition),
  };
};
