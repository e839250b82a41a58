import { carryingOut } from "../ask.ts";
import type { CheckpointMove, Checkpoints, MoveOutcome } from "../checkpoint.ts";
import { systemClock } from "../clock.ts";
import type { CommandPipeline } from "../command-handler.ts";
import { createCommitter } from "../committer.ts";
import type { EventLog } from "../event-log.ts";
import type { Handle } from "../following.ts";
import { projecting, type ReadModelRows, tableOf } from "../read-model.ts";
import { atWork, type SagaAtWork } from "../saga-at-work.ts";
import { hearingMessages } from "../saga-hearing.ts";
import { noMetrics } from "../telemetry.ts";
import { type DueTimers, decodeTimerEvent, runningTimers, type Timer } from "../timer.ts";
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
  readonly firing: ReturnType<typeof createTimerFiring>;
}

export const lendingProcess = ({ log, store, desk, checkpoints, rows, timers }: LendingStores): LendingProcess => {
  const lending = atWork(pipelineOver(log), lendKit);
  const parts = { sagas: [lending], checkpoints, log };
  const targets = [storeTarget(pipelineOver(store)), deskTarget(pipelineOver(desk))];
  return {
    lending,
    hear: hearingMessages({ saga: lending, subscription: "hearing", hears: [kitRequestedV1, requestWithdrawnV1], checkpoints }),
    firing: createTimerFiring({ timers, sagas: [lending], log }),
    followers: new Map([
      [tableOf(runningTimers), projecting(runningTimers, rows, decodeTimerEvent)],
      ...targets.map((target): [string, Handle] => {
        const subscription = `asks_of_${target.context}`;
        return [subscription, carryingOut({ ...parts, subscription, target })];
      }),
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
