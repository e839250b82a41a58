import type { Sql } from "postgres";
import { askWork, type CarryingOut, carryingOut } from "../ask.ts";
import type { Checkpoints } from "../checkpoint.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type Effect, effectTarget } from "../effect.ts";
import type { EventLog } from "../event-log.ts";
import type { Handle } from "../following.ts";
import type { Parking } from "../parking.ts";
import { createPostgresCheckpoints } from "../postgres/checkpoints.ts";
import { openPostgresEventLog } from "../postgres/event-log.ts";
import { prepareLogSchema } from "../postgres/log-schema.ts";
import { createPostgresParking } from "../postgres/parking.ts";
import { retryNext } from "../retry-parked.ts";
import { atWork, type SagaAtWork } from "../saga-at-work.ts";
import { pipelineOver } from "./lending-process.ts";
import { letterBox, type PostLetterWords, postLetter } from "./post-letter.ts";

/** What processes that post letters share. */
export interface PostingStores {
  /** Of the sagas. */
  readonly log: EventLog;
  /** Where attempts are recorded. */
  readonly outside: EventLog;
  readonly checkpoints: Checkpoints;
  readonly parking: Parking;
  readonly letters: Effect;
}

export const preparePosting = async (sql: Sql, schema: string): Promise<void> => {
  await prepareLogSchema(sql, `${schema}_outside`, 2);
  await letterBox(sql, schema).prepare();
};

export const postingOnPostgres = async (sql: Sql, schema: string) => ({
  log: await openPostgresEventLog(sql, schema),
  outside: await openPostgresEventLog(sql, `${schema}_outside`),
  checkpoints: createPostgresCheckpoints(sql, schema),
  // Quick, and for longer than processes die here.
  parking: createPostgresParking(sql, schema, { attempts: 50, pauseMs: 20, attemptMs: 1_000 }),
  letters: letterBox(sql, schema),
});

/** One process that posts letters. */
export interface PostingProcess {
  readonly posting: SagaAtWork<PostLetterWords>;
  readonly handle: Handle;
  /** Tries what was parked again. */
  readonly retry: () => Promise<boolean>;
}

export const postingProcess = (stores: PostingStores, clock: Clock = systemClock): PostingProcess => {
  const { log, outside, checkpoints, parking, letters } = stores;
  const posting = atWork({ ...pipelineOver(log), clock }, postLetter);
  const target = effectTarget("outside", { ...pipelineOver(outside), clock }, [letters]);
  const asks: CarryingOut = { subscription: "letters", target, sagas: [posting], checkpoints, log, parking };
  return { posting, handle: carryingOut(asks), retry: () => retryNext(askWork(asks)) };
};
