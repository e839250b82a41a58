import type { RecordedEvent } from "./event-log.ts";
import { failureOf } from "./parking.ts";
import type { ParkedNow, ReadModel, ReadModelRow, RowChanges } from "./read-model.ts";

/** Known by this when it is parked; of one subscription. */
export const parkedEventId = ({ partition, position }: Pick<RecordedEvent, "partition" | "position">): string => `${partition}@${position}`;

export interface Projected<Event, Row extends ReadModelRow> {
  readonly model: ReadModel<Event, Row>;
  /** A recorded event as the context speaks of it today. */
  readonly decode: (recorded: RecordedEvent) => Event;
}

/** Why events are put aside. */
export interface Leaves {
  /** Null when nothing is known against them. */
  readonly error: unknown;
}

/** What a stream's events make of the rows, one after the other. */
export interface StreamSteps<Row> {
  readonly stream: string;
  readonly events: readonly RecordedEvent[];
  /** One per event, up to the first that cannot be read. */
  readonly steps: readonly { readonly key: string | null; readonly project: (row: Row | null) => Row | null }[];
  readonly keys: readonly string[];
  /** Why the event after the last step cannot be read. */
  readonly unreadable: Leaves | null;
}

/** `skipped` are left out where they cannot be projected. */
export const stepsOf = <Event, Row extends ReadModelRow>(
  { stream, events }: Pick<StreamSteps<Row>, "events" | "stream">,
  { model, decode }: Projected<Event, Row>,
  skipped?: ReadonlySet<string>,
): StreamSteps<Row> => {
  const steps: StreamSteps<Row>["steps"][number][] = [];
  let unreadable: Leaves | null = null;
  for (const recorded of events) {
    const isSkipped = skipped?.has(parkedEventId(recorded)) ?? false;
    try {
      const event = decode(recorded);
      const step = (row: Row | null) => model.project(row, event, recorded);
      steps.push({ key: model.keyOf(event, recorded), project: isSkipped ? orUnchanged(step) : step });
    } catch (error) {
      if (isSkipped) steps.push({ key: null, project: (row) => row });
      else {
        unreadable = { error };
        break;
      }
    }
  }
  return { stream, events, steps, keys: steps.flatMap(({ key }) => key ?? []), unreadable };
};

const orUnchanged =
  <Row>(step: (row: Row | null) => Row | null) =>
  (row: Row | null): Row | null => {
    try {
      return step(row);
    } catch {
      return row;
    }
  };

/** What all the steps make of the rows, and what of the events is left over. */
export const changesOf = <Row extends ReadModelRow>(
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

export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
