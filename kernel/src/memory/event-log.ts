import type { Json } from "../brand.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { Append, AppendOutcome, EventLog, RecordedEvent, Snapshot, StreamName } from "../event-log.ts";
import { newUuid } from "../id.ts";
import { limits } from "../limits.ts";
import { partitionOf } from "../partition.ts";

interface StoredReceipt {
  readonly requestHash: string;
  readonly version: number;
  readonly position: number;
  readonly outcome: Json;
}

/** A log that lives as long as the process; its twin is `postgres/event-log.ts`. */
export const createMemoryEventLog = (
  options: { readonly name?: string; readonly partitions?: number; readonly clock?: Clock; readonly incarnation?: string } = {},
): EventLog => {
  const { name = "memory", partitions = limits.defaultPartitions, clock = systemClock, incarnation = newUuid() } = options;
  const events: RecordedEvent[][] = Array.from({ length: partitions }, () => []);
  const streams = new Map<StreamName, RecordedEvent[]>();
  const receipts: Map<string, StoredReceipt>[] = Array.from({ length: partitions }, () => new Map());
  const snapshots = new Map<string, Snapshot>();

  const write = (append: Append, partition: number): number => {
    const log = events[partition] as RecordedEvent[];
    const stream = streams.get(append.stream) ?? [];
    if (append.events.length > 0) streams.set(append.stream, stream);
    for (const { type, schemaVersion, json } of append.events) {
      const recorded: RecordedEvent = {
        partition,
        position: log.length + 1,
        stream: append.stream,
        version: stream.length + 1,
        type,
        schemaVersion,
        data: JSON.parse(json),
        causation: append.causation,
        commandId: append.commandId,
        recordedAt: clock.now(),
      };
      log.push(recorded);
      stream.push(recorded);
    }
    return append.events.length > 0 ? log.length : 0;
  };

  const appendOne = (append: Append, broken: Set<StreamName>): AppendOutcome => {
    const partition = partitionOf(append.stream, partitions);
    const known = append.receipt === null ? undefined : receipts[partition]?.get(append.commandId);
    if (known !== undefined) {
      if (append.events.length > 0) broken.add(append.stream);
      if (known.requestHash !== append.receipt?.requestHash) return { kind: "keyReused" };
      return { kind: "duplicate", version: known.version, position: known.position, outcome: known.outcome };
    }
    if (broken.has(append.stream) || (streams.get(append.stream)?.length ?? 0) !== append.expectedVersion) {
      broken.add(append.stream);
      return { kind: "conflict" };
    }
    const position = write(append, partition);
    const version = append.expectedVersion + append.events.length;
    if (append.receipt !== null) {
      receipts[partition]?.set(append.commandId, { requestHash: append.receipt.requestHash, version, position, outcome: append.outcome });
    }
    return { kind: "appended", version, position };
  };

  return {
    name,
    incarnation,
    partitions,
    append: async (batch) => {
      const broken = new Set<StreamName>();
      return batch.map((append) => appendOne(append, broken));
    },
    readStream: async (stream, afterVersion, limit) => (streams.get(stream) ?? []).slice(afterVersion, afterVersion + limit),
    readPartitions: async (after, limitPerPartition) =>
      [...after].flatMap(([partition, position]) => (events[partition] ?? []).slice(position, position + limitPerPartition)),
    heads: async () => new Map(events.flatMap((log, partition) => (log.length > 0 ? [[partition, log.length] as const] : []))),
    readSnapshot: async (stream, reducer) => snapshots.get(`${stream} ${reducer}`) ?? null,
    writeSnapshot: async (stream, reducer, snapshot) => {
      const kept = snapshots.get(`${stream} ${reducer}`);
      if (kept === undefined || kept.version < snapshot.version) snapshots.set(`${stream} ${reducer}`, structuredClone(snapshot));
    },
  };
};
