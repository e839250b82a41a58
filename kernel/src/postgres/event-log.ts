import type { Sql } from "postgres";
import type { Json, JsonObject } from "../brand.ts";
import { instant } from "../clock.ts";
import type { Append, AppendOutcome, EventLog, RecordedEvent, StreamName } from "../event-log.ts";
import { gather } from "../gather.ts";
import { limits } from "../limits.ts";
import { partitionOf } from "../partition.ts";
import { appendArguments } from "./append-arguments.ts";
import { plainList } from "./text-lists.ts";
import { createUntilAnswered } from "./until-answered.ts";

/**
 * Opens the log in `schema`, which `migrate` has prepared. Needs as many connections as the committer has lanes, and one for reads.
 * @throws Error when the schema holds no log; LogUnavailable when the database does not answer.
 */
export const openPostgresEventLog = async (sql: Sql, schema: string): Promise<EventLog> => {
  const untilAnswered = createUntilAnswered();
  const [row] = await untilAnswered(
    () => sql<{ incarnation: string; partitions: number }[]>`select incarnation, partitions from ${sql(schema)}.log`,
  );
  if (row === undefined) throw new Error(`schema ${schema} holds no log: run the migrations, then createLog`);
  const { incarnation, partitions } = row;
  const appendStatement = `select positions, exceptions from "${schema}".append(${Array.from({ length: 17 }, (_, index) => `$${index + 1}`).join(", ")})`;
  const readStatement = `
    select nth, event.* from unnest($1::smallint[], string_to_array($2, $3), $4::integer[], $5::integer[])
      with ordinality as wanted (partition, stream, after, most, nth)
    cross join lateral (
      select ${eventColumns} from "${schema}".event
      where event.partition = wanted.partition and event.stream = wanted.stream and event.version > wanted.after
      order by event.version limit wanted.most
    ) as event order by nth, version`;
  const table = (name: string) => sql(`${schema}.${name}`);

  const append = async (batch: readonly Append[]): Promise<readonly AppendOutcome[]> => {
    if (batch.length === 0) return [];
    const [answer] = await untilAnswered(() =>
      sql.unsafe<AppendAnswer[]>(appendStatement, appendArguments(batch, partitions), { prepare: true }),
    );
    if (answer === undefined) throw new Error("append answered nothing");
    return outcomesOf(batch, answer);
  };

  const readTogether = gather(
    async (wanted: readonly StreamRead[]): Promise<readonly (readonly RecordedEvent[])[]> => {
      const rows = await untilAnswered(() =>
        sql.unsafe<(EventRow & { readonly nth: string })[]>(readStatement, readArguments(wanted, partitions), { prepare: true }),
      );
      const found = wanted.map((): RecordedEvent[] => []);
      for (const row of rows) found[Number(row.nth) - 1]?.push(recordedEvent(row));
      return found;
    },
    { most: streamsReadTogether },
  );

  return {
    name: schema,
    incarnation,
    partitions,
    append,
    readStream: (stream, afterVersion, limit) => readTogether({ stream, afterVersion, limit }),
    readPartitions: async (after, limitPerPartition) => {
      const rows = await sql<EventRow[]>`
        select event.* from unnest(${`{${[...after.keys()].join(",")}}`}::smallint[], ${`{${[...after.values()].join(",")}}`}::bigint[]) as from_here (partition, position)
        cross join lateral (
          select ${sql.unsafe(eventColumns)} from ${table("event")}
          where event.partition = from_here.partition and event.position > from_here.position
          order by event.position limit ${limitPerPartition}
        ) as event`;
      return rows.map(recordedEvent);
    },
    heads: async () => {
      const rows = await sql<{ partition: number; position: string }[]>`
        select numbers.partition, head.position from generate_series(0, ${partitions - 1}) as numbers (partition)
        cross join lateral (
          select position from ${table("event")} where event.partition = numbers.partition order by position desc limit 1
        ) as head`;
      return new Map(rows.map(({ partition, position }) => [partition, Number(position)]));
    },
    forgetExpiredReceipts: async () => {
      let forgotten = 0;
      // A partition at a time, along the key: short transactions, and no index that every append would have to keep up.
      for (let partition = 0; partition < partitions; partition += 1) {
        const { count } = await sql`delete from ${table("receipt")} where partition = ${partition} and expires_at < clock_timestamp()`;
        forgotten += count;
      }
      return forgotten;
    },
    readSnapshot: async (stream, reducer) => {
      const [snapshot] = await untilAnswered(
        () => sql<{ version: number; state: Json }[]>`
        select version, state from ${table("snapshot")}
        where partition = ${partitionOf(stream, partitions)} and stream = ${stream} and reducer = ${reducer}`,
      );
      return snapshot ?? null;
    },
    writeSnapshot: async (stream, reducer, { version, state }) => {
      await sql`
        insert into ${table("snapshot")} (partition, stream, reducer, version, state)
        values (${partitionOf(stream, partitions)}, ${stream}, ${reducer}, ${version}, ${JSON.stringify(state)}::text::jsonb)
        on conflict (partition, stream, reducer) do update set version = excluded.version, state = excluded.state
        where snapshot.version < excluded.version`;
    },
  };
};

/** Makes the log of a freshly migrated schema; one that exists keeps its number of partitions for ever. */
export const createLog = async (sql: Sql, schema: string, partitions: number = limits.defaultPartitions): Promise<void> => {
  await sql`insert into ${sql(`${schema}.log`)} (partitions) values (${partitions}) on conflict do nothing`;
};

interface AppendAnswer {
  readonly positions: string;
  readonly exceptions: readonly (readonly [index: number, kind: 1 | 2 | 3, version?: number, position?: number, outcome?: Json])[] | null;
}

const outcomesOf = (batch: readonly Append[], { positions, exceptions }: AppendAnswer): AppendOutcome[] => {
  const last = positions.split(",");
  const outcomes: AppendOutcome[] = batch.map(({ expectedVersion, events }, index) => ({
    kind: "appended",
    version: expectedVersion + events.length,
    position: Number(last[index]),
  }));
  for (const [index, kind, version = 0, position = 0, outcome = null] of exceptions ?? []) {
    outcomes[index - 1] =
      kind === 1 ? { kind: "duplicate", version, position, outcome } : kind === 2 ? { kind: "conflict" } : { kind: "keyReused" };
  }
  return outcomes;
};

/** A stream, or a part of it. */
interface StreamRead {
  readonly stream: StreamName;
  readonly afterVersion: number;
  readonly limit: number;
}

/** Few enough that one long stream among them keeps few waiting. */
const streamsReadTogether = 64;

const readArguments = (wanted: readonly StreamRead[], partitions: number): string[] => [
  plainList(wanted.map(({ stream }) => partitionOf(stream, partitions))),
  wanted.map(({ stream }) => stream).join(nameSeparator),
  nameSeparator,
  plainList(wanted.map(({ afterVersion }) => afterVersion)),
  plainList(wanted.map(({ limit }) => limit)),
];

/** No stream's name contains it (`streamName`). */
const nameSeparator = "\u001f";

const eventColumns =
  "partition, position, stream, version, type, schema_version, data, metadata, command_id, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at";

interface EventRow {
  readonly partition: number;
  readonly position: string;
  readonly stream: StreamName;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly command_id: string;
  readonly recorded_at: string;
}

const recordedEvent = (row: EventRow): RecordedEvent => ({
  partition: row.partition,
  position: Number(row.position),
  stream: row.stream,
  version: row.version,
  type: row.type,
  schemaVersion: row.schema_version,
  data: row.data,
  causation: row.metadata,
  commandId: row.command_id,
  recordedAt: instant(Number(row.recorded_at)),
});
