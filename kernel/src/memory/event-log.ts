import type { Json, JsonObject } from "../brand.ts";
import { type Clock, type Instant, systemClock } from "../clock.ts";
import type { Append, AppendOutcome, EventLog, NewEvent, RecordedEvent, StreamName } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { limits } from "../limits.ts";
import { partitionOf } from "../partition.ts";

interface StoredReceipt {
  readonly requestHash: string;
  readonly version: number;
  readonly position: number;
  readonly outcome: Json;
  readonly expiresAt: Instant | null;
}

/** A log that lives as long as the process; its twin is `postgres/event-log.ts`. */
export const createMemoryEventLog = (
  options: { readonly name?: string; readonly partitions?: number; readonly clock?: Clock; readonly incarnation?: string } = {},
): EventLog => {
  const { name = "memory", partitions = limits.defaultPartitions, clock = systemClock, incarnation = newUuid() } = options;
  const shelves: Shelf[] = Array.from({ length: partitions }, () => ({ events: [], receipts: new Map() }));
  const streams = new Map<StreamName, RecordedEvent[]>();
  const snapshots = new Map<string, { readonly version: number; readonly json: string }>();
  return {
    name,
    incarnation,
    partitions,
    append: async (batch) => {
      const broken = new Set<StreamName>();
      const heads = shelves.map(({ events }) => events.length);
      // All or nothing, as in a transaction: what cannot be read as JSON is found before anything is written.
      const parsed = new Map(batch.flatMap(({ events }) => events.map((event) => [event, JSON.parse(event.json)] as const)));
      const outcomes: AppendOutcome[] = [];
      for (const append of batch) {
        const partition = partitionOf(append.stream, partitions);
        const place: Place = { shelf: shelfOf(shelves, partition), head: heads[partition] ?? 0, streams, broken, parsed, partition, clock };
        const stands = append.standsOn === undefined || outcomes[append.standsOn]?.kind === "appended";
        outcomes.push(appendOne(append, place, stands));
      }
      return outcomes;
    },
    readStream: async (stream, afterVersion, limit) => (streams.get(stream) ?? []).slice(afterVersion, afterVersion + limit),
    readPartitions: async (after, limitPerPartition) =>
      [...after].flatMap(([partition, position]) => (shelves[partition]?.events ?? []).slice(position, position + limitPerPartition)),
    heads: async () =>
      new Map(shelves.flatMap(({ events }, partition) => (events.length > 0 ? [[partition, events.length] as const] : []))),
    forgetExpiredReceipts: async () => {
      const now = clock.now();
      const isOver = ({ expiresAt }: StoredReceipt) => expiresAt !== null && expiresAt < now;
      const over = shelves.flatMap(({ receipts }) =>
        [...receipts].filter(([, receipt]) => isOver(receipt)).map(([id]) => ({ receipts, id })),
      );
      for (const { receipts, id } of over) receipts.delete(id);
      return over.length;
    },
    readSnapshot: async (stream, reducer) => {
      const kept = snapshots.get(`${stream} ${reducer}`);
      return kept === undefined ? null : { version: kept.version, state: JSON.parse(kept.json) };
    },
    writeSnapshot: async (stream, reducer, { version, state }) => {
      const kept = snapshots.get(`${stream} ${reducer}`);
      if (kept === undefined || kept.version < version) snapshots.set(`${stream} ${reducer}`, { version, json: JSON.stringify(state) });
    },
  };
};

/** What one partition holds. */
interface Shelf {
  readonly events: RecordedEvent[];
  readonly receipts: Map<string, StoredReceipt>;
}

interface Place {
  readonly shelf: Shelf;
  /** The partition's last position before this batch. */
  readonly head: number;
  readonly partition: number;
  readonly streams: Map<StreamName, RecordedEvent[]>;
  /** Streams whose chain broke in this batch: what was decided on top of it conflicts. */
  readonly broken: Set<StreamName>;
  readonly parsed: ReadonlyMap<NewEvent, JsonObject>;
  readonly clock: Clock;
}

const appendOne = (append: Append, place: Place, stands: boolean): AppendOutcome => {
  const { receipts } = place.shelf;
  const known = append.receipt === null ? undefined : receipts.get(append.commandId);
  if (known !== undefined) {
    if (append.events.length > 0) place.broken.add(append.stream);
    if (known.requestHash !== append.receipt?.requestHash) return { kind: "keyReused" };
    return { kind: "duplicate", version: known.version, position: known.position, outcome: known.outcome };
  }
  const version = place.streams.get(append.stream)?.length ?? 0;
  if (!stands || place.broken.has(append.stream) || version !== append.expectedVersion) {
    place.broken.add(append.stream);
    return cameBefore(append, place) ?? { kind: "conflict" };
  }
  const position = write(append, place);
  const after = version + append.events.length;
  if (append.receipt !== null) {
    receipts.set(append.commandId, { ...append.receipt, version: after, position, outcome: append.outcome });
  }
  return { kind: "appended", version: after, position };
};

/** Without a receipt it is known by what it recorded. */
const cameBefore = ({ stream, commandId, expectedVersion, events, receipt }: Append, { streams, head }: Place): AppendOutcome | null => {
  if (receipt !== null || events.length === 0) return null;
  const first = streams.get(stream)?.[expectedVersion];
  if (first === undefined || first.commandId !== commandId || first.position > head) return null;
  return { kind: "duplicate", version: expectedVersion + events.length, position: first.position - 1 + events.length, outcome: null };
};

/** Writes the events and tells the position of the last, or 0 when there is none. */
const write = (append: Append, { shelf, partition, streams, parsed, clock }: Place): number => {
  if (append.events.length === 0) return 0;
  const stream = streams.get(append.stream) ?? [];
  streams.set(append.stream, stream);
  const recordedAt = clock.now();
  for (const event of append.events) {
    const recorded: RecordedEvent = {
      partition,
      position: shelf.events.length + 1,
      stream: append.stream,
      version: stream.length + 1,
      type: event.type,
      schemaVersion: event.schemaVersion,
      data: parsed.get(event) ?? {},
      causation: append.causation,
      commandId: append.commandId,
      recordedAt,
    };
    shelf.events.push(recorded);
    stream.push(recorded);
  }
  return shelf.events.length;
};

const shelfOf = (shelves: readonly Shelf[], partition: number): Shelf => {
  const shelf = shelves[partition];
  if (shelf === undefined) throw new RangeError(`there is no partition ${partition}`);
  return shelf;
};
