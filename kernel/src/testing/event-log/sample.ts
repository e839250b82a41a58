import type { Append, EventLog, NewEvent, RecordedEvent, StreamName } from "../../event-log.ts";
import { streamName } from "../../event-log.ts";
import { derivedUuid, newId, newUuid } from "../../id.ts";
import { partitionOf } from "../../partition.ts";

/** Makes two logs that share their storage, as two processes would have them open. At least two partitions, nothing in them. */
export type MakeLog = () => Promise<readonly [EventLog, EventLog]>;

/** A stream that nobody has written to, in the given partition or in any. */
export const freshStream = (log: Pick<EventLog, "partitions">, partition?: number): StreamName => {
  for (;;) {
    const stream = streamName("default", "thing", newId("thg"));
    if (partition === undefined || partitionOf(stream, log.partitions) === partition) return stream;
  }
};

export const happened = (n: number): NewEvent => ({ type: "Happened", schemaVersion: 1, json: JSON.stringify({ n }) });

/** One new command with one event, unless `more` says otherwise. */
export const command = (stream: StreamName, expectedVersion: number, more: Partial<Append> = {}): Append => ({
  stream,
  expectedVersion,
  commandId: newUuid(),
  events: [happened(expectedVersion + 1)],
  causation: {},
  receipt: { requestHash: derivedUuid(stream, "sample request"), expiresAt: null },
  outcome: null,
  ...more,
});

/** A command that found nothing to do or was refused, and leaves a receipt. */
export const checked = (stream: StreamName, expectedVersion: number, more: Partial<Append> = {}): Append =>
  command(stream, expectedVersion, { events: [], ...more });

/** Appends one command and says where its last event stands. @throws Error when it was not appended. */
export const appended = async (log: EventLog, append: Append): Promise<{ readonly version: number; readonly position: number }> => {
  const [outcome] = await log.append([append]);
  if (outcome?.kind !== "appended") throw new Error(`the sample was not appended: ${JSON.stringify(outcome)}`);
  return { version: outcome.version, position: outcome.position };
};

/** All of one partition, read page by page. */
export const readAll = async (log: EventLog, partition: number, pageEvents = 100): Promise<RecordedEvent[]> => {
  const all: RecordedEvent[] = [];
  for (;;) {
    const page = await log.readPartitions(new Map([[partition, all.at(-1)?.position ?? 0]]), pageEvents);
    all.push(...page);
    if (page.length < pageEvents) return all;
  }
};

/** What must hold of a log whatever happened to it: nothing missing, nothing twice, each event where its stream's name puts it. */
export const faultsOf = async (log: EventLog): Promise<string[]> => {
  const faults: string[] = [];
  const heads = await log.heads();
  for (let partition = 0; partition < log.partitions; partition += 1) {
    const versions = new Map<StreamName, number>();
    const events = await readAll(log, partition, 1_000);
    if (events.length !== (heads.get(partition) ?? 0))
      faults.push(`partition ${partition} has ${events.length} events, its head is ${heads.get(partition)}`);
    events.forEach(({ position, stream, version }, index) => {
      if (position !== index + 1) faults.push(`partition ${partition} has position ${position} in place of ${index + 1}`);
      if (version !== (versions.get(stream) ?? 0) + 1) faults.push(`${stream} has version ${version} after ${versions.get(stream) ?? 0}`);
      versions.set(stream, version);
      if (partitionOf(stream, log.partitions) !== partition) faults.push(`${stream} does not belong into partition ${partition}`);
    });
  }
  return faults;
};
