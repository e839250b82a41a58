import type { Append } from "../event-log.ts";
import { partitionOf } from "../partition.ts";

/** U+001F cannot occur in JSON text, nor in a checked name. */
const separator = "\u001f";

/** The arguments of the SQL function `append` (migrations/0001-log.sql), in its order; indexes start at 1. */
export const appendArguments = (batch: readonly Append[], partitions: number): string[] => {
  const streamIndex = new Map<string, number>();
  const streamPartitions: number[] = [];
  for (const { stream } of batch) {
    if (streamIndex.has(stream)) continue;
    streamIndex.set(stream, streamPartitions.push(partitionOf(stream as Append["stream"], partitions)));
  }
  const touched = [...new Set(streamPartitions)].sort((a, b) => a - b);
  const partitionIndex = new Map(touched.map((partition, index) => [partition, index + 1]));

  const commands = { stream: [] as number[], expected: [] as number[], events: [] as number[], id: [] as string[], hash: [] as string[] };
  const more = { twin: [] as number[], expires: [] as string[], outcome: [] as string[], metadata: [] as string[] };
  const events = { command: [] as number[], nth: [] as number[], type: [] as string[], schema: [] as number[], data: [] as string[] };
  const first = new Map<string, number>();
  batch.forEach((append, index) => {
    const stream = streamIndex.get(append.stream) as number;
    const { receipt } = append;
    commands.stream.push(stream);
    commands.expected.push(append.expectedVersion);
    commands.events.push(append.events.length);
    commands.id.push(append.commandId);
    commands.hash.push(receipt === null ? "NULL" : receipt.requestHash);
    more.twin.push(receipt === null ? 0 : twinOf(first, `${streamPartitions[stream - 1]}/${append.commandId}`, index + 1));
    more.expires.push(receipt === null || receipt.expiresAt === null ? "NULL" : new Date(receipt.expiresAt).toISOString());
    more.outcome.push(append.outcome === null ? "null" : JSON.stringify(append.outcome));
    more.metadata.push(JSON.stringify(append.causation));
    append.events.forEach((event, nth) => {
      events.command.push(index + 1);
      events.nth.push(nth + 1);
      events.type.push(event.type);
      events.schema.push(event.schemaVersion);
      events.data.push(event.json);
    });
  });
  return [
    array(touched),
    [...streamIndex.keys()].join(separator),
    array(streamPartitions.map((partition) => partitionIndex.get(partition))),
    array(commands.stream),
    array(commands.expected),
    array(commands.events),
    array(commands.id),
    array(commands.hash),
    array(more.twin),
    array(more.expires),
    more.outcome.join(separator),
    more.metadata.join(separator),
    array(events.command),
    array(events.nth),
    events.type.join(separator),
    array(events.schema),
    events.data.join(separator),
  ];
};

/** The index of the first command with this id in the batch, or 0 for the first itself. */
const twinOf = (first: Map<string, number>, id: string, index: number): number => {
  const twin = first.get(id) ?? 0;
  if (twin === 0) first.set(id, index);
  return twin;
};

const array = (values: readonly unknown[]): string => `{${values.join(",")}}`;
