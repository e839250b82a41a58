import { type AskTarget, askWork, type CarryingOut, carryingOut } from "../ask.ts";
import type { CheckpointMove, Checkpoints, MoveOutcome } from "../checkpoint.ts";
import { systemClock } from "../clock.ts";
import type { CommandPipeline } from "../command-handler.ts";
import { createCommitter } from "../committer.ts";
import type { EventLog } from "../event-log.ts";
import { keepingTimers } from "../follow-timers.ts";
import type { Handle } from "../following.ts";
import type { Parking } from "../parking.ts";
import { type ReadModelRows, tableOf } from "../read-model.ts";
import { retryNext } from "../retry-parked.ts";
import { atWork, type SagaAtWork } from "../saga-at-work.ts";
import { hearerOf, hearingMessages, hearingWork } from "../saga-hearing.ts";
import { noMetrics } from "../telemetry.ts";
import { sagaTimekeeper } from "../timekeeper.ts";
import { type DueTimers, type Timer, timersModel } from "../timer.ts";
import { createTimerFiring } from "../timer-firing.ts";
import { kitRequestedV1, type LendKitWords, lendKit, requestWithdrawnV1 } from "./example-saga.ts";
import { deskTarget, storeTarget } from "./example-targets.ts";

/** What the processes of the example share: the logs of three contexts, and how far followers are in them. */
export interface LendingStores {
  readonly log: EventLog;
  readonly store: EventLog;
  readonly desk: EventLog;
  readonly checkpoints: Checkpoints;
  readonly rows: ReadModelRows<Timer>;
  readonly timers: DueTimers;
  readonly parking: Parking;
  /** Throws now and then, where a command reaches its target. */
  readonly trouble?: () => void;
}

/** One process of the example: a saga at work, and those it asks. */
export interface LendingProcess {
  readonly lending: SagaAtWork<LendKitWords>;
  /** Name of the subscription → how it handles the log of the sagas. */
  readonly followers: ReadonlyMap<string, Handle>;
  readonly hear: (batch: {
    readonly heard: readonly LendKitWords["heard"][];
    readonly moves: readonly CheckpointMove[];
  }) => Promise<MoveOutcome>;
  /** Tries what was parked again, by subscription. */
  readonly parkedWork: readonly (() => Promise<boolean>)[];
  readonly firing: ReturnType<typeof createTimerFiring>;
}

export const lendingProcess = ({ log, store, desk, checkpoints, rows, timers, parking, trouble }: LendingStores): LendingProcess => {
  const saga = atWork(pipelineOver(log), lendKit);
  const hearers = [hearerOf(saga, [kitRequestedV1, requestWithdrawnV1])];
  const hearing = { hearers, subscription: "hearing", checkpoints, parking };
  const asks = [storeTarget(pipelineOver(store)), deskTarget(pipelineOver(desk))].map((target): CarryingOut => {
    const carryOut: AskTarget["carryOut"] = async (asked, context) => {
      trouble?.();
      return target.carryOut(asked, context);
    };
    const subscription = `asks_of_${target.context}`;
    return { subscription, target: { ...target, carryOut }, sagas: [saga], checkpoints, log, parking };
  });
  return {
    lending: saga,
    hear: hearingMessages(hearing),
    firing: createTimerFiring({ timers, timekeepers: [sagaTimekeeper(saga)], log }),
    parkedWork: [() => retryNext(hearingWork(hearing)), ...asks.map((parts) => () => retryNext(askWork(parts)))],
    followers: new Map([
      [tableOf(timersModel(1)), keepingTimers(timersModel(1), rows, [sagaTimekeeper(saga)])],
      ...asks.map((parts): [string, Handle] => [parts.subscription, carryingOut(parts)]),
    ]),
  };
};

export const pipelineOver = (log: EventLog): CommandPipeline => ({
  log,
  committer: createCommitter(log),
  clock: systemClock,
  metrics: noMetrics,
  admission: { inFlight: 0 },
  // A thousand processes come and go in one test.
  cachedStates: 16,
});
