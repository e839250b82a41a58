import { type Aggregate, decodeEvent } from "./aggregate.ts";
import type { Json } from "./brand.ts";
import { fold, type Refusal } from "./decider.ts";
import type { EventLog, StreamName } from "./event-log.ts";
import { LatelyUsed } from "./lately-used.ts";
import { limits } from "./limits.ts";

/** One stream's newest state in this process, decisions not yet committed included. Only the next decision may look at it. */
export interface StateCell<State> {
  state: State;
  version: number;
  /** False once anything the state was built on turned out not to be so; what was decided on it is then void. */
  valid: boolean;
}

export interface StateCache<State> {
  /** The cell of a stream: at once when cached or `isNew`, else read from the log. */
  cellOf(stream: StreamName, isNew: boolean): StateCell<State> | Promise<StateCell<State>>;
  /** Voids a cell: the next command on the stream reads the log again. */
  drop(stream: StreamName, cell: StateCell<State>): void;
}

export const createStateCache = <
  Command extends { readonly type: string },
  State,
  Event extends { readonly type: string },
  R extends Refusal,
>(
  log: EventLog,
  aggregate: Aggregate<Command, State, Event, R>,
  cachedStates: number = limits.cachedStates,
): StateCache<State> => {
  const cells = new LatelyUsed<StreamName, StateCell<State>>({ entries: cachedStates, forMs: limits.cachedStateMs });
  const loading = new Map<StreamName, Promise<StateCell<State>>>();

  const load = async (stream: StreamName): Promise<StateCell<State>> => {
    try {
      const cell: StateCell<State> = { ...(await readState(log, aggregate, stream)), valid: true };
      cells.set(stream, cell);
      return cell;
    } finally {
      loading.delete(stream);
    }
  };

  return {
    cellOf: (stream, isNew) => {
      const cached = cells.get(stream);
      if (cached !== undefined) return cached;
      let pending = loading.get(stream);
      if (pending !== undefined) return pending;
      if (isNew) {
        const cell = { state: aggregate.decider.initial, version: 0, valid: true };
        cells.set(stream, cell);
        return cell;
      }
      pending = load(stream);
      loading.set(stream, pending);
      return pending;
    },
    drop: (stream, cell) => {
      cell.valid = false;
      if (cells.get(stream) === cell) cells.delete(stream);
    },
  };
};

/** A stream's committed state: its snapshot, if it has one, and every event after it. */
export const readState = async <State, Event extends { readonly type: string }>(
  log: EventLog,
  aggregate: Aggregate<never, State, Event>,
  stream: StreamName,
): Promise<{ readonly state: State; readonly version: number }> => {
  const snapshot = aggregate.snapshotEveryEvents === undefined ? null : await log.readSnapshot(stream, reducerOf(aggregate));
  let version = snapshot?.version ?? 0;
  let state = snapshot === null ? aggregate.decider.initial : stateOf<State>(snapshot.state);
  for (;;) {
    const page = await log.readStream(stream, version, limits.streamPageEvents);
    state = fold(
      aggregate.decider,
      page.map((recorded) => decodeEvent(aggregate, recorded)),
      state,
    );
    version += page.length;
    if (page.length < limits.streamPageEvents) return { state, version };
  }
};

/** Keeps a snapshot of a committed state when its last `events` events took the version past a multiple of the aggregate's interval. */
export const snapshotIfDue = async <State>(
  kept: {
    readonly log: EventLog;
    readonly aggregate: Pick<Aggregate<never, State, never>, "reducerVersion" | "snapshotEveryEvents" | "type">;
    readonly stream: StreamName;
  },
  events: number,
  { version, state }: { readonly version: number; readonly state: State },
): Promise<void> => {
  const every = kept.aggregate.snapshotEveryEvents;
  if (every === undefined || Math.floor((version - events) / every) === Math.floor(version / every)) return;
  await kept.log.writeSnapshot(kept.stream, reducerOf(kept.aggregate), { version, state: snapshotOf(state) });
};

/** An aggregate that asks for snapshots promises a state of plain JSON. */
const snapshotOf = (state: unknown): Json => state as Json;
const stateOf = <State>(snapshot: Json): State => snapshot as State;

const reducerOf = (aggregate: Pick<Aggregate<never, never, never>, "reducerVersion" | "type">): string =>
  `${aggregate.type}@${aggregate.reducerVersion ?? 1}`;
