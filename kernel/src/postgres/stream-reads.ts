import type { Sql } from "postgres";
import type { RecordedEvent, StreamName } from "../event-log.ts";
import { gather } from "../gather.ts";
import { partitionOf } from "../partition.ts";
import { type EventRow, eventColumns, recordedEvent } from "./event-row.ts";
import { plainList } from "./text-lists.ts";
import type { createUntilAnswered } from "./until-answered.ts";

export interface StreamReads {
  readonly sql: Sql;
  readonly schema: string;
  readonly partitions: number;
  readonly untilAnswered: ReturnType<typeof createUntilAnswered>;
}

/** Streams that are wanted at the same time are read together: one by one they were three of the twelve statements of an order. */
export const streamReads = ({
  sql,
  schema,
  partitions,
  untilAnswered,
}: StreamReads): ((wanted: StreamRead) => Promise<readonly RecordedEvent[]>) => {
  const readStatement = `
    select nth, event.* from unnest($1::smallint[], string_to_array($2, $3), $4::integer[], $5::integer[])
      with ordinality as wanted (partition, stream, after, most, nth)
    cross join lateral (
      select ${eventColumns} from "${schema}".event
      where event.partition = wanted.partition and event.stream = wanted.stream and event.version > wanted.after
      order by event.version limit wanted.most
    ) as event order by nth, version`;
  return gather(
    async (wanted: readonly StreamRead[]): Promise<readonly (readonly RecordedEvent[])[]> => {
      const rows = await untilAnswered(() =>
        sql.unsafe<(EventRow & { readonly nth: string })[]>(readStatement, readArguments(wanted, partitions), { prepare: true }),
      );
      const found = wanted.map((): RecordedEvent[] => []);
      for (const row of rows) found[Number(row.nth) - 1]?.push(recordedEvent(row));
      return found;
    },
    { most: streamsReadTogether, atOnce: 2 },
  );
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
