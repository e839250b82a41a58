import { LRUCache } from "lru-cache";
import { brokerLimits } from "./broker-limits.ts";
import { type EventLog, type RecordedEvent, streamType } from "./event-log.ts";
import { type IntegrationEvent, versionName } from "./integration-event.ts";
import { limits } from "./limits.ts";
import { type Message, type MessageId, messageId } from "./message.ts";
import type { Voice } from "./voice.ts";

/** Turns a context's events into its messages: the same messages, with the same ids, whenever and wherever it is done. */
export interface Speech {
  /** The messages of events that follow one another within each partition without holes. Reads the log for what came before. */
  messagesOf(events: readonly RecordedEvent[]): Promise<readonly Message[]>;
}

export interface SpeechParts {
  /** Its name is the context's. */
  readonly log: Pick<EventLog, "incarnation" | "name" | "readPartitions" | "readStream">;
  /** One for each kind of aggregate that is spoken of. Of all other streams nothing is said. */
  readonly voices: readonly Voice[];
}

/** What is said of one event. */
interface Utterance {
  readonly recorded: RecordedEvent;
  readonly said: readonly IntegrationEvent[];
}

export const createSpeech = (parts: SpeechParts): Speech => {
  const { log } = parts;
  const lastSaid = new LRUCache<string, { readonly id: MessageId | null }>({ max: brokerLimits.rememberedPlaces });
  const placeKey = (partition: number, position: number) => `${partition}@${position}`;

  /** The last message of a partition up to a position. Found by reading backwards, so that nobody has to store it. */
  const lastUpTo = async (partition: number, position: number): Promise<MessageId | null> => {
    const known = lastSaid.get(placeKey(partition, position));
    if (known !== undefined) return known.id;
    let width: number = brokerLimits.firstLookBackPositions;
    for (let end = position; end > 0; ) {
      const start = Math.max(0, end - width);
      const events = await log.readPartitions(new Map([[partition, start]]), end - start);
      const last = (await utterancesOf(events, parts)).findLast(({ said }) => said.length > 0);
      if (last !== undefined) return idOf(last.recorded, last.said.length - 1);
      end = start;
      width = Math.min(width * 4, limits.streamPageEvents);
    }
    return null;
  };

  const idOf = ({ partition, position }: RecordedEvent, index: number): MessageId =>
    messageId({ context: log.name, incarnation: log.incarnation, partition, position, index });

  const chained = async (utterances: readonly Utterance[]): Promise<readonly Message[]> => {
    const [first] = utterances;
    const last = utterances.at(-1);
    if (first === undefined || last === undefined) return [];
    const { partition } = first.recorded;
    let previous = await lastUpTo(partition, first.recorded.position - 1);
    const messages = utterances.flatMap(({ recorded, said }) =>
      said.map((event, index) => {
        const id = idOf(recorded, index);
        const message = { ...messageOf(log, recorded, event), id, index, count: said.length, previous };
        previous = id;
        return message;
      }),
    );
    lastSaid.set(placeKey(partition, last.recorded.position), { id: previous });
    return messages;
  };

  return {
    messagesOf: async (events) => {
      const utterances = await utterancesOf(events, parts);
      const partitions = Map.groupBy(utterances, ({ recorded }) => recorded.partition);
      return (await Promise.all([...partitions.values()].map(chained))).flat();
    },
  };
};

const utterancesOf = async (events: readonly RecordedEvent[], { log, voices }: SpeechParts): Promise<readonly Utterance[]> => {
  const said = new Map<RecordedEvent, readonly IntegrationEvent[]>();
  const kinds = Map.groupBy(events, ({ stream }) => streamType(stream));
  for (const voice of voices) {
    const ofKind = kinds.get(voice.type) ?? [];
    const told = await voice.tell(ofKind, log);
    for (const [index, recorded] of ofKind.entries()) said.set(recorded, sayable(told[index] ?? [], log.name, recorded));
  }
  return events.map((recorded) => ({ recorded, said: said.get(recorded) ?? [] }));
};

/** @throws Error for a `says` that breaks its rules: nobody could understand such messages, so none is sent. */
const sayable = (events: readonly IntegrationEvent[], context: string, { type }: RecordedEvent): readonly IntegrationEvent[] => {
  const names = new Set<string>();
  for (const { contract } of events) {
    if (contract.context !== context) throw new Error(`${context} says ${contract.name} of ${type}, which is ${contract.context}'s to say`);
    const name = versionName(contract);
    if (names.has(name)) throw new Error(`${context} says ${name} twice of one ${type}`);
    names.add(name);
  }
  return events;
};

const messageOf = (
  log: Pick<EventLog, "incarnation" | "name">,
  { partition, position, stream, recordedAt, causation }: RecordedEvent,
  { contract, data }: IntegrationEvent,
): Omit<Message, "count" | "id" | "index" | "previous"> => ({
  context: log.name,
  incarnation: log.incarnation,
  partition,
  position,
  name: contract.name,
  version: contract.version,
  subject: stream,
  recordedAt,
  ...(causation.correlation === undefined ? {} : { correlation: causation.correlation }),
  ...(causation.cause === undefined ? {} : { cause: causation.cause }),
  ...(causation.traceparent === undefined ? {} : { traceparent: causation.traceparent }),
  data,
});
