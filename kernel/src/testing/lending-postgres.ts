import type { Sql } from "postgres";
import type { Checkpoints } from "../checkpoint.ts";
import type { EventLog, RecordedEvent } from "../event-log.ts";
import type { Leases } from "../lease.ts";
import { type Message, messageId } from "../message.ts";
import { createPostgresCheckpoints } from "../postgres/checkpoints.ts";
import { createPostgresDueTimers } from "../postgres/due-timers.ts";
import { openPostgresEventLog } from "../postgres/event-log.ts";
import { createPostgresLeases } from "../postgres/leases.ts";
import { prepareLogSchema } from "../postgres/log-schema.ts";
import { createPostgresParking } from "../postgres/parking.ts";
import { createPostgresReadModelRows } from "../postgres/read-model-rows.ts";
import { timersModel } from "../timer.ts";
import { understand } from "../understanding.ts";
import { kitRequestedV1, type LendKitWords, requestWithdrawnV1 } from "./example-saga.ts";
import type { LendingStores } from "./lending-process.ts";

/** The example's contexts on PostgreSQL: that of the sagas in `schema`, the others beside it. */
export interface LendingOnPostgres extends LendingStores {
  /** What is said to the sagas. */
  readonly front: EventLog;
  readonly checkpoints: Checkpoints;
  readonly leases: Leases;
}

const others = ["front", "store", "desk"] as const;

export const prepareLending = async (sql: Sql, schema: string): Promise<void> => {
  await prepareLogSchema(sql, schema, 2);
  for (const other of others) await prepareLogSchema(sql, `${schema}_${other}`, 2);
};

export const lendingOnPostgres = async (sql: Sql, schema: string, leaseMs: number): Promise<LendingOnPostgres> => ({
  log: await openPostgresEventLog(sql, schema),
  front: await openPostgresEventLog(sql, `${schema}_front`),
  store: await openPostgresEventLog(sql, `${schema}_store`),
  desk: await openPostgresEventLog(sql, `${schema}_desk`),
  checkpoints: createPostgresCheckpoints(sql, schema),
  leases: createPostgresLeases(sql, schema, leaseMs),
  rows: createPostgresReadModelRows(sql, schema, timersModel(1)),
  timers: createPostgresDueTimers(sql, schema, "timer_v1"),
  // Quick, but for what operators are for: nobody is there to be asked.
  parking: createPostgresParking(sql, schema, { attempts: 50, pauseMs: 30, attemptMs: 1_000 }),
});

/** An event of the front as the sagas hear it. */
export const heardFrom = (
  front: EventLog,
  { partition, position, stream, type, data, recordedAt }: RecordedEvent,
): readonly LendKitWords["heard"][] => {
  const place = { context: "front", incarnation: front.incarnation, partition, position, index: 0 };
  const message: Message = {
    ...place,
    id: messageId(place),
    count: 1,
    previous: null,
    name: type,
    version: 1,
    subject: stream,
    recordedAt,
    data,
  };
  return understand([kitRequestedV1, requestWithdrawnV1], [message]).filter((heard) => heard.kind === "understood");
};
