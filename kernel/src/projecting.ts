import { createBegun } from "./begun.ts";
import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import { type RecordedEvent, streamParts } from "./event-log.ts";
import type { Batch, Handle } from "./following.ts";
import { failureOf, type ParkedItem, type Parking, parkingLimits } from "./parking.ts";
import { type ParkedNow, type ReadModel, type ReadModelRow, type RowChanges, RowsRefused, type TableRows } from "./read-model.ts";

export interface ProjectionOptions<Event, Row extends ReadModelRow> {
  readonly model: ReadModel<Event, Row>;
  readonly rows: TableRows<Row>;
  /** A recorded event as the context speaks of it today. */
  readonly decode: (recorded: RecordedEvent) => Event;
  /** Where marks of begun work are, under the rows' subscription. Without it, an event that cannot be projected stops its partition. */
  readonly parking?: ParkingOf;
  readonly onParked?: (items: readonly ParkedNow[]) => void;
}

export interface ParkingOf {
  readonly store: Pick<Parking, "begin" | "waiting">;
  readonly subscription: string;
}

export interface Projection {
  readonly handle: Handle;
  /** Projects an event that was parked and takes it out of the parked ones, in one step. @returns fenced when it is not the first of its key. */
  readonly retry: (recorded: RecordedEvent) => Promise<MoveOutcome>;
}

/** Known by this when it is parked; of one subscription. */
export const parkedEventId = ({ partition, position }: Pick<RecordedEvent, "partition" | "position">): string => `${partition}@${position}`;

/** How a subscription handles events for a read model: exactly once, because rows, checkpoints and what is parked move together. */
export const createProjection = <Event, Row extends ReadModelRow>(options: ProjectionOptions<Event, Row>): Projection => {
  const { rows, parking, onParked = () => {} } = options;
  const begun = createBegun();

  /** Whether work was begun there so often that its events are to be tried one at a time. */
  const isTooOften = async (moves: readonly CheckpointMove[]): Promise<boolean> => {
    const starts = begun.startsOf(moves);
    if (parking === undefined || starts.length === 0) return false;
    const { attempts } = await parking.store.begin(parking.subscription, starts, []);
    begun.counted(starts);
    return attempts >= parkingLimits.begunTimes;
  };

  /** What has failed here and was parked, and may have been handled since, or left out, by whomever. */
  const parkedHere = new Set<string>();
  const mayParkMore = async ({ store, subscription }: ParkingOf): Promise<boolean> => {
    if (parkedHere.size >= parkingLimits.keysParkedByRows) {
      const waiting = await store.waiting(subscription, [...parkedHere]);
      for (const id of parkedHere) if (!waiting.has(id)) parkedHere.delete(id);
    }
    return parkedHere.size < parkingLimits.keysParkedByRows;
  };

  const apply = async ({ events, moves, leaves, settles }: Work): Promise<MoveOutcome> => {
    const mayPark = parking !== undefined && settles === undefined && (await mayParkMore(parking));
    const streams = [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => stepsOf({ stream, events: own }, options));
    let left: readonly ParkedNow[] = [];
    const outcome = await rows.apply({
      keys: [...new Set(streams.flatMap(({ keys }) => keys))].sort(byCodeUnit),
      moves,
      orderKeys: parking === undefined || settles !== undefined ? [] : streams.map(({ stream }) => stream),
      ...(settles === undefined ? {} : { settles }),
      change: (existing, parked) => {
        const changes = changesOf(streams, existing, (stream) => (parked.has(stream) ? { error: null } : leaves));
        left = changes.parked ?? [];
        const failed = changes.failures[0];
        if (failed !== undefined && !mayPark) throw failed;
        return changes;
      },
    });
    if (outcome === "moved" && left.length > 0) {
      for (const { id, failure } of left) if (failure !== null) parkedHere.add(id);
      onParked(left);
    }
    return outcome;
  };

  return {
    handle: async ({ events, moves }: Batch) => {
      const work = (await isTooOften(moves)) ? apply({ events, moves, leaves: { error: null } }) : apply({ events, moves });
      const outcome = await work.catch((error: unknown) => {
        // One that is alone in its batch is the one to blame.
        if (events.length > 1 || parking === undefined || !(error instanceof RowsRefused)) throw error;
        return apply({ events, moves, leaves: { error } });
      });
      if (outcome === "moved") begun.goOnBehind(moves);
      return outcome;
    },
    retry: (recorded) => apply({ events: [recorded], moves: [], settles: { id: parkedEventId(recorded), key: recorded.stream } }),
  };
};

/** As `createProjection` does it, for rows whose events can all be read: one that cannot stops its partition. */
export const projecting = <Event, Row extends ReadModelRow>(
  model: ReadModel<Event, Row>,
  rows: TableRows<Row>,
  decode: (recorded: RecordedEvent) => Event,
): Handle => createProjection({ model, rows, decode }).handle;

interface Work {
  readonly events: readonly RecordedEvent[];
  readonly moves: readonly CheckpointMove[];
  /** Puts all of them aside, because of this. */
  readonly leaves?: Leaves;
  readonly settles?: Pick<ParkedItem, "id" | "key">;
}

interface Leaves {
  /** Null when nothing is known against them. */
  readonly error: unknown;
}

interface StreamSteps<Row> {
  readonly stream: string;
  readonly events: readonly RecordedEvent[];
  /** One per event, up to the first that cannot be read. */
  readonly steps: readonly { readonly key: string | null; readonly project: (row: Row | null) => Row | null }[];
  readonly keys: readonly string[];
  /** Why the event after the last step cannot be read. */
  readonly unreadable: Leaves | null;
}

const stepsOf = <Event, Row extends ReadModelRow>(
  { stream, events }: Pick<StreamSteps<Row>, "events" | "stream">,
  { model, decode }: ProjectionOptions<Event, Row>,
): StreamSteps<Row> => {
  const steps: StreamSteps<Row>["steps"][number][] = [];
  if (model.of !== undefined && streamParts(stream).type !== model.of) return { stream, events, steps, keys: [], unreadable: null };
  let unreadable: Leaves | null = null;
  for (const recorded of events) {
    try {
      const event = decode(recorded);
      steps.push({ key: model.keyOf(event, recorded), project: (row) => model.project(row, event, recorded) });
    } catch (error) {
      unreadable = { error };
      break;
    }
  }
  return { stream, events, steps, keys: steps.flatMap(({ key }) => key ?? []), unreadable };
};

/** What all the steps make of the rows, and what of the events is left over. */
const changesOf = <Row extends ReadModelRow>(
  streams: readonly StreamSteps<Row>[],
  existing: ReadonlyMap<string, Row>,
  leaving: (stream: string) => Leaves | undefined,
): RowChanges<Row> & { readonly failures: readonly unknown[] } => {
  const after = new Map<string, Row | null>();
  const parked: ParkedNow[] = [];
  const failures: unknown[] = [];
  for (const work of streams) {
    const leaves = leaving(work.stream);
    const [done, reason] = leaves === undefined ? project(work, existing, after) : [0, leaves];
    if (reason === null) continue;
    if (reason.error !== null) failures.push(reason.error);
    parked.push(...work.events.slice(done).map((recorded, index) => itemOf(recorded, index === 0 ? reason.error : null)));
  }
  const changed = [...after].filter(([key, row]) => row !== (existing.get(key) ?? null)).sort(([a], [b]) => byCodeUnit(a, b));
  return {
    upserts: changed.flatMap(([, row]) => (row === null ? [] : [row])),
    removals: changed.flatMap(([key, row]) => (row === null ? [key] : [])),
    parked,
    failures,
  };
};

/** How many of the stream's events are in the rows now, and why no more. */
const project = <Row extends ReadModelRow>(
  { steps, unreadable }: StreamSteps<Row>,
  existing: ReadonlyMap<string, Row>,
  after: Map<string, Row | null>,
): readonly [done: number, reason: Leaves | null] => {
  for (const [index, { key, project: step }] of steps.entries()) {
    if (key === null) continue;
    const before = after.get(key);
    try {
      after.set(key, step(before === undefined ? (existing.get(key) ?? null) : before));
    } catch (error) {
      return [index, { error }];
    }
  }
  return [steps.length, unreadable];
};

const itemOf = (recorded: RecordedEvent, error: unknown): ParkedNow => ({
  id: parkedEventId(recorded),
  key: recorded.stream,
  payload: { ...recorded, causation: { ...recorded.causation } },
  failure: error === null ? null : failureOf(error),
});

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
