import type { Append, StreamName } from "../event-log.ts";
import { partitionOf } from "../partition.ts";

/** U+001F cannot occur in JSON text, nor in a checked name. */
const separator = "\u001f";

/**
 * The call of the SQL function `append` (migrations/0011-events-tell-who-came-before.sql). How long receipts are kept is said, and not until when: it is the
 * database that forgets them, by its own clock, and ours may be an hour away from it.
 */
export const appendStatement = (schema: string): string => {
  const expires = `(select array_agg(clock_timestamp() + kept_ms * interval '1 millisecond' order by nth) from unnest($10::float8[]) with ordinality as kept (kept_ms, nth))`;
  const places = Array.from({ length: 18 }, (_, index) => (index + 1 === 10 ? expires : `$${index + 1}`));
  return `select positions, exceptions from "${schema}".append(${places.join(", ")})`;
};

/** Its arguments, in its order; indexes start at 1. */
export const appendArguments = (batch: readonly Append[], partitions: number): string[] => {
  const streams = streamsOf(batch, partitions);
  return [...streams.arguments, ...commandArguments(batch, streams.placeOf), ...eventArguments(batch), standing(batch)];
};

interface StreamPlace {
  readonly index: number;
  readonly partition: number;
}

const streamsOf = (batch: readonly Append[], partitions: number) => {
  const places = new Map<StreamName, StreamPlace>();
  for (const { stream } of batch) {
    if (!places.has(stream)) places.set(stream, { index: places.size + 1, partition: partitionOf(stream, partitions) });
  }
  const touched = [...new Set([...places.values()].map(({ partition }) => partition))].sort((a, b) => a - b);
  const partitionIndex = new Map(touched.map((partition, index) => [partition, index + 1]));
  const placeOf = (stream: StreamName): StreamPlace => places.get(stream) ?? { index: 0, partition: 0 };
  const partitionIndexes = [...places.values()].map(({ partition }) => partitionIndex.get(partition));
  return { placeOf, arguments: [array(touched), [...places.keys()].join(separator), array(partitionIndexes)] };
};

const commandArguments = (batch: readonly Append[], placeOf: (stream: StreamName) => StreamPlace): string[] => {
  const lastOf = new Map<string, number>();
  const twins = batch.map(({ stream, commandId, receipt }, index) => {
    if (receipt === null) return 0;
    const id = `${placeOf(stream).partition}/${commandId}`;
    const twin = lastOf.get(id) ?? 0;
    lastOf.set(id, index + 1);
    return twin;
  });
  return [
    array(batch.map(({ stream }) => placeOf(stream).index)),
    array(batch.map(({ expectedVersion }) => expectedVersion)),
    array(batch.map(({ events }) => events.length)),
    array(batch.map(({ commandId }) => commandId)),
    array(batch.map(({ receipt }) => receipt?.requestHash ?? "NULL")),
    array(twins),
    array(batch.map(({ receipt }) => (receipt === null || receipt.expiresAt === null ? "NULL" : receipt.expiresAt - Date.now()))),
    batch.map(({ outcome }) => (outcome === null ? "null" : JSON.stringify(outcome))).join(separator),
    batch.map(({ causation }) => JSON.stringify(causation)).join(separator),
  ];
};

const eventArguments = (batch: readonly Append[]): string[] => {
  const events = batch.flatMap((append, index) => append.events.map((event, nth) => ({ event, command: index + 1, nth: nth + 1 })));
  return [
    array(events.map(({ command }) => command)),
    array(events.map(({ nth }) => nth)),
    events.map(({ event }) => event.type).join(separator),
    array(events.map(({ event }) => event.schemaVersion)),
    events.map(({ event }) => event.json).join(separator),
  ];
};

/** Most batches have none. */
const standing = (batch: readonly Append[]): string =>
  batch.some(({ standsOn }) => standsOn !== undefined)
    ? array(batch.map(({ standsOn }) => (standsOn === undefined ? "NULL" : standsOn + 1)))
    : "{}";

const array = (values: readonly unknown[]): string => `{${values.join(",")}}`;
