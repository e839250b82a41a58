import { createBegun } from "./begun.ts";
import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import { type RecordedEvent, streamType } from "./event-log.ts";
import type { Batch, Handle } from "./following.ts";
import { type ParkedItem, type Parking, parkingLimits } from "./parking.ts";
import { type ParkedNow, type ReadModel, type ReadModelRow, RowsRefused, type TableRows } from "./read-model.ts";
import { byCodeUnit, changesOf, type Leaves, type Projected, parkedEventId, stepsOf } from "./row-changes.ts";

export interface ProjectionOptions<Event, Row extends ReadModelRow> extends Projected<Event, Row> {
  readonly rows: TableRows<Row>;
  /** Where marks of begun work are, under the rows' subscription. Without it, an event that cannot be projected stops its partition. */
  readonly parking?: ParkingOf;
  readonly onParked?: (items: readonly ParkedNow[]) => void;
}

export interface ParkingOf {
  readonly store: Pick<Parking, "begin" | "doubt" | "waiting">;
  readonly subscription: string;
  /** The subscription of the rows that are read, where these are built anew beside them: what an operator has skipped there is left out here as well. */
  readonly live?: string | undefined;
}

export interface Projection {
  readonly handle: Handle;
  /** Projects an event that was parked and takes it out of the parked ones, in one step. @returns fenced when it is not the first of its key. */
  readonly retry: (recorded: RecordedEvent) => Promise<MoveOutcome>;
}

/** How a subscription handles events for a read model: exactly once, because rows, checkpoints and what is parked move together. */
export const createProjection = <Event, Row extends ReadModelRow>(options: ProjectionOptions<Event, Row>): Projection => {
  const { rows, parking, onParked = () => {} } = options;
  const beginnings = createBeginnings(parking);
  const parkedHere = createParkedHere();
  const apply = async (work: Work): Promise<MoveOutcome> => {
    const { events, moves, leaves, settles, skipped } = work;
    const mayPark = parking !== undefined && settles === undefined && (await parkedHere.mayBeMore(parking));
    const { of } = options.model;
    // First of all: of most logs most events are none of its business.
    const concerning = of === undefined ? events : events.filter(({ stream }) => streamType(stream) === of);
    const byStream = Map.groupBy(concerning, ({ stream }) => stream);
    const streams = [...byStream].map(([stream, own]) => stepsOf({ stream, events: own }, options, skipped));
    let left: readonly ParkedNow[] = [];
    let mustAsk = false;
    const applied = rows.apply({
      keys: [...new Set(streams.flatMap(({ keys }) => keys))].sort(byCodeUnit),
      moves,
      orderKeys: parking === undefined || settles !== undefined ? [] : streams.map(({ stream }) => stream),
      ...(settles === undefined ? {} : { settles }),
      change: (existing, parked) => {
        const changes = changesOf(streams, existing, (stream) => (parked.has(stream) ? { error: null } : leaves));
        left = changes.parked ?? [];
        const failed = changes.failures[0];
        mustAsk = failed !== undefined && parking !== undefined && skipped === undefined;
        if (failed !== undefined && (mustAsk || !mayPark)) throw failed;
        return changes;
      },
    });
    const outcome = await applied.catch((error: unknown) => {
      if (!mustAsk) throw error;
      return null;
    });
    // Only now, for hardly anything fails.
    if (outcome === null) return apply({ ...work, skipped: await skippedAmong(concerning, parking) });
    if (outcome === "moved" && left.length > 0) {
      for (const { id, failure } of left) if (failure !== null) parkedHere.add(id);
      onParked(left);
    }
    return outcome;
  };

  const withoutRefused =
    (work: Work) =>
    async (error: unknown): Promise<MoveOutcome> => {
      // One that is alone in its batch is the one to blame.
      if (work.events.length > 1 || parking === undefined || !(error instanceof RowsRefused)) throw error;
      const skipped = await skippedAmong(work.events, parking);
      if (work.events.some((recorded) => skipped.has(parkedEventId(recorded)))) return apply({ ...work, events: [] });
      return apply({ ...work, leaves: { error }, skipped });
    };

  return {
    handle: async ({ events, moves }: Batch) => {
      const work = (await beginnings.areTooMany(moves)) ? { events, moves, leaves: { error: null } } : { events, moves };
      const outcome = await apply(work).catch(withoutRefused(work));
      if (outcome === "moved") beginnings.goOnBehind(moves);
      return outcome;
    },
    retry: (recorded) => {
      const work = { events: [recorded], moves: [], settles: { id: parkedEventId(recorded), key: recorded.stream } };
      return apply(work).catch(withoutRefused(work));
    },
  };
};

/** As `createProjection` does it, for rows whose events can all be read: one that cannot stops its partition. */
export const projecting = <Event, Row extends ReadModelRow>(
  model: ReadModel<Event, Row>,
  rows: TableRows<Row>,
  decode: (recorded: RecordedEvent) => Event,
): Handle => createProjection({ model, rows, decode }).handle;

const createBeginnings = (parking: ParkingOf | undefined) => {
  const { startsOf, counted, goOnBehind } = createBegun();
  return {
    goOnBehind,
    /** Whether work was begun there so often that its events are to be tried one at a time. */
    areTooMany: async (moves: readonly CheckpointMove[]): Promise<boolean> => {
      const starts = startsOf(moves);
      if (parking === undefined || starts.length === 0) return false;
      const { attempts } = await parking.store.begin(parking.subscription, starts, []);
      counted(starts);
      return attempts >= parkingLimits.begunTimes;
    },
  };
};

/** What has failed here and was parked, and may have been handled since, or left out, by whomever. */
const createParkedHere = () => {
  const ids = new Set<string>();
  return {
    add: (id: string): void => void ids.add(id),
    mayBeMore: async ({ store, subscription }: ParkingOf): Promise<boolean> => {
      if (ids.size >= parkingLimits.keysParkedByRows) {
        const waiting = await store.waiting(subscription, [...ids]);
        for (const id of ids) if (!waiting.has(id)) ids.delete(id);
      }
      return ids.size < parkingLimits.keysParkedByRows;
    },
  };
};

interface Work {
  readonly events: readonly RecordedEvent[];
  readonly moves: readonly CheckpointMove[];
  /** Puts all of them aside, because of this. */
  readonly leaves?: Leaves;
  readonly settles?: Pick<ParkedItem, "id" | "key">;
  /** Events that are left out if they cannot be projected; undefined until somebody has asked. */
  readonly skipped?: ReadonlySet<string>;
}

/** Which of them an operator has left out of the rows that are read. By whichever process: what this one remembers may be older. */
const skippedAmong = async (events: readonly RecordedEvent[], parking: ParkingOf | undefined): Promise<ReadonlySet<string>> => {
  if (parking === undefined) return new Set();
  const { store, subscription, live = subscription } = parking;
  store.doubt?.(live);
  const places = events.map((recorded) => ({ id: parkedEventId(recorded), key: recorded.stream }));
  return (await store.begin(live, [], places)).skipped;
};
