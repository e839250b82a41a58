import type { Sql } from "postgres";
import type { Json } from "../brand.ts";
import type { Append, AppendOutcome, EventLog, RecordedEvent } from "../event-log.ts";
import { limits } from "../limits.ts";
import { partitionOf } from "../partition.ts";
import { appendArguments, appendStatement } from "./append-arguments.ts";
import { type EventRow, eventColumns, recordedEvent } from "./event-row.ts";
import { recordedIn } from "./just-recorded.ts";
import { streamReads } from "./stream-reads.ts";
import { plainList } from "./text-lists.ts";
import { orUnavailable } from "./unavailable.ts";
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
  const statement = appendStatement(schema);
  const table = (name: string) => sql(`${schema}.${name}`);

  const listeners: ((events: readonly RecordedEvent[]) => void)[] = [];
  const tell = (events: readonly RecordedEvent[]): void => {
    for (const listener of listeners) listener(events);
  };
  const append = async (batch: readonly Append[]): Promise<readonly AppendOutcome[]> => {
    if (batch.length === 0) return [];
    const [answer] = await untilAnswered(() =>
      sql.unsafe<AppendAnswer[]>(statement, appendArguments(batch, partitions), { prepare: true }),
    );
    if (answer === undefined) throw new Error("append answered nothing");
    const outcomes = outcomesOf(batch, answer);
    if (listeners.length > 0) tell(recordedIn(batch, outcomes, { positions: answer.positions, partitions }));
    return outcomes;
  };

  const readTogether = streamReads({ sql, schema, partitions, untilAnswered });

  return {
    name: schema,
    incarnation,
    partitions,
    append,
    onRecorded: (listener) => void listeners.push(listener),
    readStream: (stream, afterVersion, limit) => readTogether({ stream, afterVersion, limit }),
    readPartitions: (after, limitPerPartition) =>
      orUnavailable(async () => {
        const rows = await sql<EventRow[]>`
          select event.* from unnest(${plainList([...after.keys()])}::smallint[], ${plainList([...after.values()])}::bigint[]) as from_here (partition, position)
          cross join lateral (
            select ${sql.unsafe(eventColumns)} from ${table("event")}
            where event.partition = from_here.partition and event.position > from_here.position
            order by event.position limit ${limitPerPartition}
          ) as event`;
        return rows.map(recordedEvent);
      }),
    heads: () =>
      orUnavailable(async () => {
        const rows = await sql<{ partition: number; position: string }[]>`
          select numbers.partition, head.position from generate_series(0, ${partitions - 1}) as numbers (partition)
          cross join lateral (
            select position from ${table("event")} where event.partition = numbers.partition order by position desc limit 1
          ) as head`;
        return new Map(rows.map(({ partition, position }) => [partition, Number(position)]));
      }),
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
