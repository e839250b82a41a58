import { StoreUnavailable } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type EventLog, streamParts } from "./event-log.ts";
import { inTime } from "./in-time.ts";
import { limits } from "./limits.ts";
import { isPassing } from "./one-by-one.ts";
import { sagaLimits } from "./saga-limits.ts";
import type { Timekeeper } from "./timekeeper.ts";
import { type DueTimers, type Timer, timerId } from "./timer.ts";
import { inSpan } from "./tracing.ts";

export interface TimerFiringOptions {
  readonly timers: DueTimers;
  /** All that set timers in the log. */
  readonly timekeepers: readonly Timekeeper[];
  /** The log that the timers were set in. */
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly clock?: Pick<Clock, "monotonicMs">;
  readonly observe?: (happening: FiringHappening) => void;
}

/** What happens while timers fire, for logs and metrics. */
export type FiringHappening =
  | { readonly kind: "fired"; readonly timers: number }
  /** This one cannot be fired; the others go on. It is tried again. */
  | { readonly kind: "stuck"; readonly timer: Timer; readonly error: unknown };

/** What is remembered of a timer that is due: that it has fired, or how often it could not be, and when it is tried again. */
type Tried = "fired" | { readonly failures: number; readonly againAtMs: number };

/**
 * Fires what is due, under the timer's own id: however many processes do it, and however often, it has one effect. What has fired
 * goes out of the running timers by way of the log, which may take a moment; until then it is remembered here. So is what cannot be fired,
 * and tried less and less often. Neither takes the place of another that is due.
 */
export const createTimerFiring = ({ timers, timekeepers, log, clock = systemClock, observe = () => {} }: TimerFiringOptions) => {
  const byType = new Map(timekeepers.map((timekeeper) => [timekeeper.type, timekeeper]));
  let tried: ReadonlyMap<string, Tried> = new Map();

  const isToBeTried = (timer: Timer, nowMs: number): boolean => {
    const before = tried.get(timerId(timer));
    return before === undefined || (before !== "fired" && before.againAtMs <= nowMs);
  };
  const failedNow = (timer: Timer, nowMs: number): Tried => {
    const before = tried.get(timerId(timer));
    const failures = before === undefined || before === "fired" ? 1 : before.failures + 1;
    return { failures, againAtMs: nowMs + Math.min(limits.followPauseMs * 2 ** (failures - 1), limits.followPauseMaxMs) };
  };

  const fire = async (timer: Timer): Promise<void> => {
    const { type } = streamParts(timer.stream);
    const timekeeper = byType.get(type);
    if (timekeeper === undefined) throw new Error(`nobody keeps the time of ${type} in ${log.name}`);
    const { partition, position, correlation, traceparent } = timer;
    const occasion = {
      commandId: timerId(timer),
      cause: `${log.name}/${log.incarnation}/${partition}/${position}`,
      ...(correlation === null ? {} : { correlation }),
      ...(traceparent === null ? {} : { traceparent }),
    };
    const wish = { name: `fire ${type} ${timer.name}`, attributes: { "waybill.stream": timer.stream, "waybill.due_at": timer.dueAt } };
    await inSpan(traceparent ?? undefined, wish, (trace) => timekeeper.fire(timer, { ...occasion, ...trace }));
  };

  // One that never ends would keep all others waiting. When it does end, it is known by its id.
  const failureOf = (timer: Timer) =>
    inTime(fire(timer), sagaLimits.patienceMs, notEnded).then(
      () => null,
      (error: unknown) => ({ timer, error }),
    );

  return {
    /** Fires what is due in these partitions. How many it were. @throws StoreUnavailable when the rest is to be fired later. */
    fireDue: async (partitions: readonly number[]): Promise<number> => {
      const { timersAtOnce, timersLookedAt } = sagaLimits;
      const due = await timers.due(partitions, Math.min(timersAtOnce + tried.size, timersLookedAt));
      const nowMs = clock.monotonicMs();
      const fresh = due.filter((timer) => isToBeTried(timer, nowMs)).slice(0, timersAtOnce);
      const failures = (await Promise.all(fresh.map(failureOf))).filter((failure) => failure !== null);
      const stuck = failures.filter(({ error }) => !isPassing(error));
      const failed = new Set(failures.map(({ timer }) => timer));
      const now = new Map<string, Tried>(fresh.filter((timer) => !failed.has(timer)).map((timer) => [timerId(timer), "fired"]));
      for (const { timer } of stuck) now.set(timerId(timer), failedNow(timer, nowMs));
      // What is no longer among the due has gone, and is remembered no longer.
      const remembered = new Map<string, Tried>();
      for (const id of due.map(timerId)) {
        const known = now.get(id) ?? tried.get(id);
        if (known !== undefined) remembered.set(id, known);
      }
      tried = remembered;
      const count = fresh.length - failures.length;
      if (count > 0) observe({ kind: "fired", timers: count });
      for (const { timer, error } of stuck) observe({ kind: "stuck", timer, error });
      const away = failures.find(({ error }) => isPassing(error));
      if (away !== undefined) throw new StoreUnavailable("some timers could not be fired", { cause: away.error });
      return count;
    },
  };
};

const notEnded = (): Error => new Error(`not done within ${sagaLimits.patienceMs / 1000} s`);
