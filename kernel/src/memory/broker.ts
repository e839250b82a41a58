import type { Carrier } from "../broker.ts";
import { brokerLimits } from "../broker-limits.ts";
import type { Message } from "../message.ts";
import { envelopeOf, openEnvelope } from "../message-envelope.ts";

/** What has come of one partition of one speaker, as it came. */
interface Lane {
  readonly kept: Map<string, { readonly position: number; readonly text: string }>;
  /** The ids of what came last: what is sent again is known by them. */
  readonly known: Set<string>;
  head: number;
  /** Hearer → position that it has acknowledged. */
  readonly acknowledged: Map<string, number>;
}

/**
 * Carries messages as the CloudEvents that they are on a wire, for as long as the process lives. Keeps the newest of each
 * partition until every hearer it has seen there has acknowledged them; what is gone, hearers ask the speaker for.
 */
export const createMemoryBroker = (options: { readonly keptMessages?: number } = {}): Carrier => {
  const { keptMessages = brokerLimits.keptMessages } = options;
  const lanes = new Map<string, Lane>();
  const hearers = new Map<string, Set<string>>();
  const laneOf = (speaker: string, partition: number): Lane => {
    const lane = lanes.get(`${speaker}/${partition}`) ?? { kept: new Map(), known: new Set(), head: 0, acknowledged: new Map() };
    lanes.set(`${speaker}/${partition}`, lane);
    return lane;
  };

  return {
    publish: async (messages) => {
      for (const message of messages) {
        const lane = laneOf(message.context, message.partition);
        if (lane.known.has(message.id)) continue;
        lane.known.add(message.id);
        lane.kept.set(message.id, { position: message.position, text: JSON.stringify(envelopeOf(message)) });
        lane.head = message.position;
        trim(lane.kept, keptMessages);
        trim(lane.known, keptMessages);
      }
    },
    consume: (speaker, hearer) => {
      const known = hearers.get(speaker) ?? new Set();
      hearers.set(speaker, known.add(hearer));
      return {
        read: async (after, limitPerPartition) => ({
          messages: [...after].flatMap(([partition, position]) => waiting(laneOf(speaker, partition), position, limitPerPartition)),
          through: new Map(),
        }),
        acknowledge: async (through) => {
          for (const [partition, position] of through) forget(laneOf(speaker, partition), { hearer, position, hearers: known });
        },
      };
    },
    head: async (speaker) =>
      new Map(
        [...lanes].flatMap(([key, { head }]) => {
          const [context, partition] = key.split("/");
          return context === speaker && head > 0 ? [[Number(partition), head] as const] : [];
        }),
      ),
  };
};

/** Drops what has been there longest. */
const trim = (kept: Map<string, unknown> | Set<string>, size: number): void => {
  for (const oldest of kept.keys()) {
    if (kept.size <= size) return;
    kept.delete(oldest);
  }
};

const waiting = ({ kept }: Lane, after: number, limit: number): readonly Message[] => {
  const messages: Message[] = [];
  const positions = new Set<number>();
  for (const { position, text } of kept.values()) {
    if (position <= after || (positions.size >= limit && !positions.has(position))) continue;
    positions.add(position);
    const opened = openEnvelope(JSON.parse(text));
    if (opened.kind === "message") messages.push(opened.message);
  }
  return messages;
};

/** Drops what every hearer has acknowledged. */
const forget = (
  { kept, acknowledged }: Lane,
  { hearer, position, hearers }: { readonly hearer: string; readonly position: number; readonly hearers: ReadonlySet<string> },
): void => {
  acknowledged.set(hearer, Math.max(position, acknowledged.get(hearer) ?? 0));
  const heardByAll = Math.min(...[...hearers].map((name) => acknowledged.get(name) ?? 0));
  for (const [id, message] of kept) if (message.position <= heardByAll) kept.delete(id);
};
