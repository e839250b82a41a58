import type { Brand, Json, JsonObject } from "./brand.ts";
import type { Instant } from "./clock.ts";

/** `merchant/type/id`, for example `default/order/ord_01h455vb4pex5vsknk084sn02q`. One aggregate, one stream. */
export type StreamName = Brand<string, "StreamName">;

/**
 * Merchant and type hold letters, digits and `_ . : -`; the id any printable ASCII but space and slash (percent-encode the rest).
 * @throws RangeError when a part is empty, holds anything else, or all is longer than 200 characters.
 */
export const streamName = (merchant: string, type: string, id: string): StreamName => {
  const name = `${merchant}/${type}/${id}`;
  if (name.length > 200 || !/^[\w.:-]+\/[\w.:-]+\/[!-.0-~]+$/.test(name)) throw new RangeError(`not a stream name: ${name.slice(0, 80)}`);
  return name as StreamName;
};

/** What a stream's name is made of. */
export const streamParts = (stream: string): { readonly merchant: string; readonly type: string; readonly id: string } => {
  const [merchant = "", type = "", id = ""] = stream.split("/");
  return { merchant, type, id };
};

/** The middle part of a stream's name. Whoever follows asks it of every event, so nothing else of the name is taken apart. */
export const streamType = (stream: string): string => {
  const start = stream.indexOf("/") + 1;
  return stream.slice(start, stream.indexOf("/", start));
};

/** Who and what stands behind a command, carried by each of its events. */
export interface Causation {
  /** Who asked: a key, a customer, a saga, `system`. */
  readonly actor?: string;
  /** One id for everything that follows from one outside request. */
  readonly correlation?: string;
  /** The message or event that made this happen. */
  readonly cause?: string;
  /** W3C trace context of the span that appended it. */
  readonly traceparent?: string;
}

/** An event on its way into the log. */
export interface NewEvent {
  readonly type: string;
  /** Which shape the data has, from 1; older shapes are upcast when read. */
  readonly schemaVersion: number;
  /** The event without its `type`, as JSON text that `jsonText` has made: serialised once, and storable everywhere. */
  readonly json: string;
}

/** An event as the log holds it. Positions are dense from 1 and in commit order within a partition; versions within a stream. */
export interface RecordedEvent {
  readonly partition: number;
  readonly position: number;
  readonly stream: StreamName;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: JsonObject;
  readonly causation: Causation;
  readonly commandId: string;
  readonly recordedAt: Instant;
}

/** What makes a command happen once, however often a client or a saga sends it, and whatever it expects by then. */
export interface Receipt {
  /** A UUID over the stream and what was asked; a retry that asks for something else is refused as `keyReused`. */
  readonly requestHash: string;
  /** How long the receipt is kept at least; null keeps it until what asked lets it go. */
  readonly expiresAt: Instant | null;
}

/** One command's request to the log. With no events it checks the version, leaves its receipt, and changes nothing else. */
export interface Append {
  readonly stream: StreamName;
  /** A UUID; equal for every retry of one command, different for every other command of every merchant. */
  readonly commandId: string;
  /** The version the decision was based on: 0 for a stream that must not exist yet. */
  readonly expectedVersion: number;
  readonly events: readonly NewEvent[];
  readonly causation: Causation;
  /**
   * Null where nobody but the process that sends it can send it again: what it recorded, after the version that it expected, tells that it came
   * before; if it recorded nothing, it is checked anew.
   */
  readonly receipt: Receipt | null;
  /** What a replay answers when there are no events to tell it: the refusal, or null for nothing to do. */
  readonly outcome: Json;
  /** Index in the batch of a command before it, on whichever stream, that this one stands on: unless that one is appended, it conflicts. */
  readonly standsOn?: number;
}

/** What became of one command. `version` is the stream's after it; `position` that of its last event, or 0 when it had none. */
export type AppendOutcome =
  | { readonly kind: "appended"; readonly version: number; readonly position: number }
  | { readonly kind: "duplicate"; readonly version: number; readonly position: number; readonly outcome: Json }
  | { readonly kind: "conflict" }
  | { readonly kind: "keyReused" };

/** A folded state kept so that a long stream need not be read from its beginning. */
export interface Snapshot {
  readonly version: number;
  readonly state: Json;
}

/**
 * One context's log. Two verbs: `append` here, and follow, which is reading forward. The adapters (PostgreSQL, memory)
 * pass one contract suite: `testing/event-log-contract.ts`.
 */
export interface EventLog {
  readonly name: string;
  /** Changes when positions may be reused (a restore, a lossy failover), so that old positions are never taken for new ones. */
  readonly incarnation: string;
  readonly partitions: number;
  /**
   * Appends the events of many commands durably, one outcome per command in the given order. Commands on one stream may
   * be chained: each expects the version that the one before it leaves. When one of a chain is not appended, the rest of
   * the chain conflicts. A command never fails its neighbours on other streams, but for those that say they stand on it.
   */
  append(batch: readonly Append[]): Promise<readonly AppendOutcome[]>;
  /** Events of one stream after a version, in order; at most `limit` of them. */
  readStream(stream: StreamName, afterVersion: number, limit: number): Promise<readonly RecordedEvent[]>;
  /**
   * Events after the given position of each given partition, in order within each; at most `limitPerPartition` of each. Whoever reads forward
   * tries again by itself. @throws StoreUnavailable when the log cannot be reached now
   */
  readPartitions(after: ReadonlyMap<number, number>, limitPerPartition: number): Promise<readonly RecordedEvent[]>;
  /** The last position of each partition that has any event. @throws StoreUnavailable when the log cannot be reached now */
  heads(): Promise<ReadonlyMap<number, number>>;
  /**
   * Tells, from now on, of what this process has appended, in order within each partition. Whatever others append, and what became of an
   * append whose answer was lost, is told by reading only. A log that is read for nothing tells nothing.
   */
  onRecorded?(tell: (events: readonly RecordedEvent[]) => void): void;
  /** Forgets the receipts whose time is over. Again changes nothing; any process may do it at any time. How many they were. */
  forgetExpiredReceipts(): Promise<number>;
  readSnapshot(stream: StreamName, reducer: string): Promise<Snapshot | null>;
  writeSnapshot(stream: StreamName, reducer: string, snapshot: Snapshot): Promise<void>;
}

/** The log could not be reached for as long as an append may take. Whether the commands happened is not known; their ids will tell. */
export class LogUnavailable extends Error {
  override readonly name = "LogUnavailable";
}
