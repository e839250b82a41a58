import type { RecordedEvent } from "./event-log.ts";
import { type BuildingHappening, type BuildProgress, createRebuild } from "./follow-rebuild.ts";
import type { FollowRowsOptions } from "./follow-rows.ts";
import { type FollowedRows, followRows, type RowsHappening } from "./follow-rows.ts";
import type { Rest } from "./following.ts";
import { limits as kernelLimits } from "./limits.ts";
import type { LogPosition } from "./position-token.ts";
import { PositionWait, type WaitOutcome } from "./position-wait.ts";
import { type ReadModel, type ReadModelRow, type ReadModelRows, tableOf } from "./read-model.ts";
import { whenBuilt } from "./read-model-built.ts";
import { readModelLimits } from "./read-model-limits.ts";
import type { PartitionStatus } from "./subscription.ts";

/** A read model that a process helps to keep up to date, and may read. */
export interface FollowedReadModel<Row> {
  /** Makes the table where it is missing, and begins to follow. */
  start(): Promise<void>;
  /** Finishes the batch in hand and lets the partitions go. */
  stop(): Promise<void>;
  status(): Promise<readonly PartitionStatus[]>;
  /**
   * Waits until the rows show everything up to these positions, and are complete: with no positions, only for that. An event that is
   * parked is not shown, so who asks for it is told `behind`.
   */
  waitFor(positions: readonly LogPosition[], patience: { readonly timeoutMs: number }): Promise<WaitOutcome>;
  find(key: string): Promise<Row | null>;
  /** Has the rows built anew beside the ones that are read, by all processes that follow, and swapped when they have caught up. */
  rebuild(): Promise<BuildProgress>;
  /** How far that is; null when it is not under way. */
  rebuilding(): Promise<BuildProgress | null>;
  /** Has no process build them anew any more: the ones that are read go on, of the others nothing is left. False when it was not under way. */
  callOffRebuild(): Promise<boolean>;
}

/** What happens to a read model, for logs and metrics. */
export type ReadModelHappening = BuildingHappening | RowsHappening;

export interface FollowReadModelOptions<Event, Row extends ReadModelRow>
  extends Omit<FollowRowsOptions<Event, Row>, "hold" | "observe" | "onMoved" | "rest" | "rows" | "subscription"> {
  readonly model: ReadModel<Event, Row>;
  readonly rows: ReadModelRows<Row>;
  /** A recorded event as the context speaks of it today. */
  readonly decode: (recorded: RecordedEvent) => Event;
  readonly observe?: (happening: ReadModelHappening) => void;
  readonly lookMs?: number;
  readonly restMs?: number;
}

/** Each version of a read model is a subscription of its own, so a new one is built from the beginning beside the old. */
export const followReadModel = <Event, Row extends ReadModelRow>(options: FollowReadModelOptions<Event, Row>): FollowedReadModel<Row> => {
  const { rows, lookMs, restMs, ...following } = options;
  const subscription = tableOf(options.model);
  const wait = new PositionWait({ ...following, subscription, onWaiting: () => live.hurry() });
  const built = whenBuilt({ ...following, subscription, building: rows.building });
  const buildingLimits = { ...(options.limits ?? kernelLimits), followLanes: readModelLimits.buildingLanes };
  const rebuild = createRebuild({
    ...following,
    building: rows.building,
    live: subscription,
    lookMs: lookMs ?? readModelLimits.lookMs,
    follow: (name, beside): FollowedRows =>
      followRows({ ...following, limits: buildingLimits, rows: beside, subscription: name, live: subscription }),
  });
  const rest: Rest = { restMs: restMs ?? readModelLimits.restMs, isWaitedFor: () => wait.isWaitedFor };
  const live = followRows({ ...following, rows, subscription, rest, hold: rebuild.hold, onMoved: () => wait.moved() });
  return {
    start: async () => {
      await live.start();
      await built.start();
      rebuild.start();
    },
    stop: async () => {
      built.stop();
      await rebuild.stop();
      await live.stop();
    },
    status: () => live.status(),
    waitFor: async (positions, patience) => (await built.waitFor(patience)) ?? wait.waitFor(positions, patience),
    find: (key) => rows.find(key),
    rebuild: rebuild.begin,
    rebuilding: rebuild.progress,
    callOffRebuild: rebuild.callOff,
  };
};
