import type { RecordedEvent } from "./event-log.ts";
import type { LogPosition } from "./position-token.ts";
import { PositionWait, type WaitOutcome } from "./position-wait.ts";
import { projecting, type ReadModel, type ReadModelRow, type ReadModelRows, tableOf } from "./read-model.ts";
import { type PartitionStatus, Subscription, type SubscriptionOptions } from "./subscription.ts";

/** A read model that a process helps to keep up to date, and may read. */
export interface FollowedReadModel<Row> {
  /** Makes the table where it is missing, and begins to follow. */
  start(): Promise<void>;
  /** Finishes the batch in hand and lets the partitions go. */
  stop(): Promise<void>;
  status(): Promise<readonly PartitionStatus[]>;
  /** Waits until the rows show everything up to these positions. */
  waitFor(positions: readonly LogPosition[], patience: { readonly timeoutMs: number }): Promise<WaitOutcome>;
  find(key: string): Promise<Row | null>;
}

export interface FollowReadModelOptions<Event, Row extends ReadModelRow> extends Omit<SubscriptionOptions, "handle" | "name" | "onMoved"> {
  readonly model: ReadModel<Event, Row>;
  readonly rows: ReadModelRows<Row>;
  /** A recorded event as the context speaks of it today. */
  readonly decode: (recorded: RecordedEvent) => Event;
}

/** Each version of a read model is a subscription of its own, so a new one is built from the beginning beside the old. */
export const followReadModel = <Event, Row extends ReadModelRow>(options: FollowReadModelOptions<Event, Row>): FollowedReadModel<Row> => {
  const { model, rows, decode, ...following } = options;
  const name = tableOf(model);
  const wait = new PositionWait({ ...following, subscription: name });
  const subscription = new Subscription({
    ...following,
    name,
    handle: projecting(model, rows, decode),
    onMoved: () => wait.moved(),
  });
  return {
    start: async () => {
      await rows.prepare();
      subscription.start();
    },
    stop: () => subscription.stop(),
    status: () => subscription.status(),
    waitFor: (positions, patience) => wait.waitFor(positions, patience),
    find: (key) => rows.find(key),
  };
};
