import type { Clock } from "./clock.ts";
import { limits } from "./limits.ts";
import { sagaLimits } from "./saga-limits.ts";
import { type Timer, type TimerPlace, timerId } from "./timer.ts";

/** A look for due timers. */
export interface Look {
  readonly partitions: readonly number[];
  readonly limit: number;
  /** It brings what is due behind this; all from the longest due on where that is null. */
  readonly after: TimerPlace | null;
}

/** What is remembered of a timer: that it has fired, or how often it could not be, and when it is tried again. */
type Tried = { readonly place: TimerPlace & Pick<Timer, "partition"> } & (
  | { readonly hasFired: true }
  | { readonly hasFired: false; readonly failures: number; readonly againAtMs: number }
);

/**
 * Where a process is among the timers that are due, and what it knows of those it has passed. Each look goes on where the last one ended, and
 * from the front again when there was no more: however many cannot be fired, none of the others waits for ever behind them.
 */
export const createTriedTimers = (clock: Pick<Clock, "monotonicMs">) => {
  const tried = new Map<string, Tried>();
  let after: TimerPlace | null = null;

  const isToBeTried = (id: string, nowMs: number): boolean => {
    const before = tried.get(id);
    return before === undefined || (!before.hasFired && before.againAtMs <= nowMs);
  };
  const remember = ({ dueAt, key, partition, ...timer }: Timer, what: Untold<Tried>): void => {
    const id = timerId(timer);
    if (tried.size < sagaLimits.timersRemembered || tried.has(id)) tried.set(id, { place: { dueAt, key, partition }, ...what });
  };

  return {
    /** The next look in these partitions. What is known of those that this process follows no longer is forgotten. */
    next: (partitions: readonly number[], followed: readonly number[]): Look => {
      for (const [id, { place }] of tried) if (!followed.includes(place.partition)) tried.delete(id);
      return { partitions, limit: Math.min(sagaLimits.timersAtOnce + tried.size, sagaLimits.timersLookedAt), after };
    },
    /** What is to be fired now of what a look brought, and is not under way. What is no longer among it has gone, and is forgotten. */
    toFire: (due: readonly Timer[], look: Look, underWay: ReadonlyMap<string, unknown>): readonly Timer[] => {
      const nowMs = clock.monotonicMs();
      const ids = due.map(timerId);
      const isFresh = (id: string): boolean => !underWay.has(id) && isToBeTried(id, nowMs);
      const fresh = due.filter((_, index) => isFresh(ids[index] ?? "")).slice(0, sagaLimits.timersAtOnce);
      if (fresh.length === sagaLimits.timersAtOnce) after = fresh.at(-1) ?? null;
      else after = due.length < look.limit ? null : (due.at(-1) ?? null);
      const there = new Set(ids);
      const isPassed = (place: Tried["place"]): boolean =>
        look.partitions.includes(place.partition) &&
        (look.after === null || isBehind(place, look.after)) &&
        (after === null || !isBehind(place, after));
      for (const [id, { place }] of tried) if (isPassed(place) && !there.has(id)) tried.delete(id);
      return fresh;
    },
    fired: (timer: Timer): void => remember(timer, { hasFired: true }),
    failed: (timer: Timer): void => {
      const before = tried.get(timerId(timer));
      const failures = before === undefined || before.hasFired ? 1 : before.failures + 1;
      const pauseMs = Math.min(limits.followPauseMs * 2 ** (failures - 1), limits.followPauseMaxMs);
      remember(timer, { hasFired: false, failures, againAtMs: clock.monotonicMs() + pauseMs });
    },
  };
};

type Untold<T> = T extends unknown ? Omit<T, "place"> : never;

const isBehind = (place: TimerPlace, other: TimerPlace): boolean =>
  place.dueAt > other.dueAt || (place.dueAt === other.dueAt && place.key > other.key);
