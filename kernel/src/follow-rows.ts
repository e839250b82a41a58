import { StoreUnavailable } from "./checkpoint.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { Handle, Happening } from "./following.ts";
import type { ParkedItem, Parking } from "./parking.ts";
import { createProjection } from "./projecting.ts";
import type { ParkedNow, ReadModel, ReadModelRow, TableRows } from "./read-model.ts";
import { type RetryHappening, retryParked } from "./retry-parked.ts";
import { parkedEventId } from "./row-changes.ts";
import { type PartitionStatus, Subscription, type SubscriptionOptions } from "./subscription.ts";

/** Rows of one table that a process helps to keep up to date. */
export interface FollowedRows {
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): Promise<readonly PartitionStatus[]>;
  /** Somebody waits for what comes: ends a rest. */
  hurry(): void;
}

/** What happens to the rows of a read model, for logs and metrics. */
export type RowsHappening =
  | Happening
  /** Events could not be projected, or wait behind one that could not: they are tried again, and not shown until then. */
  | { readonly kind: "parked"; readonly items: readonly ParkedNow[] }
  | { readonly kind: "retried"; readonly retry: RetryHappening };

export interface FollowRowsOptions<Event, Row extends ReadModelRow> extends Omit<SubscriptionOptions, "handle" | "name" | "observe"> {
  readonly model: ReadModel<Event, Row>;
  readonly rows: TableRows<Row>;
  readonly decode: (recorded: RecordedEvent) => Event;
  /** The table's name. */
  readonly subscription: string;
  /** That of the rows that are read, where these are built anew beside them. */
  readonly live?: string;
  /** Where events wait that cannot be projected, with those behind them of the same stream. Without it, they stop their partition. */
  readonly parking?: Parking;
  readonly observe?: (happening: RowsHappening) => void;
  /** Waited for before each batch. */
  readonly hold?: () => Promise<void>;
  readonly retryPollMs?: number;
}

/** Follows for one table, and tries again what was parked. */
export const followRows = <Event, Row extends ReadModelRow>(options: FollowRowsOptions<Event, Row>): FollowedRows => {
  const { model, rows, decode, subscription: name, live, parking, observe = () => {}, hold, retryPollMs, ...following } = options;
  const projection = createProjection({
    model,
    rows,
    decode,
    ...(parking === undefined ? {} : { parking: { store: parking, subscription: name, live } }),
    onParked: (items) => observe({ kind: "parked", items }),
  });
  const handle: Handle =
    hold === undefined
      ? projection.handle
      : async (batch) => {
          await hold();
          return projection.handle(batch);
        };
  const subscription = new Subscription({ ...following, name, handle, observe });
  const retry =
    parking === undefined
      ? null
      : retryParked<RecordedEvent>({
          subscription: name,
          parking: { store: settledAlready(parking), idOf: parkedEventId },
          handle: async (recorded) => {
            // Somebody else was faster, or the rows were swapped meanwhile: a later attempt finds out.
            if ((await projection.retry(recorded)) === "fenced") throw new StoreUnavailable("what was parked is in other hands");
          },
          observe: (happening) => observe({ kind: "retried", retry: happening }),
          ...(retryPollMs === undefined ? {} : { pollMs: retryPollMs }),
        });
  return {
    start: async () => {
      await rows.prepare();
      subscription.start();
      retry?.start();
    },
    stop: async () => {
      await Promise.all([retry?.stop(), subscription.stop()]);
    },
    status: () => subscription.status(),
    hurry: () => subscription.hurry(),
  };
};

/** Rows take a parked item out in the step that handles it, so there is nothing left to settle. */
const settledAlready = (parking: Parking): Parking => ({
  ...parking,
  settle: async (_: string, __: Pick<ParkedItem, "id" | "key">) => {},
});
