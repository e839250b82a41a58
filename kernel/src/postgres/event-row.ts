import type { JsonObject } from "../brand.ts";
import { instant } from "../clock.ts";
import type { RecordedEvent, StreamName } from "../event-log.ts";

export const eventColumns =
  "partition, position, stream, version, type, schema_version, data, metadata, command_id, (extract(epoch from recorded_at) * 1000)::bigint as recorded_at";

/** An event as it is kept. */
export interface EventRow {
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

export const recordedEvent = (row: EventRow): RecordedEvent => ({
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
