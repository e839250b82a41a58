import { StoreUnavailable } from "./checkpoint.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type EventLog, streamParts } from "./event-log.ts";
import { inTime } from "./in-time.ts";
import { isPassing } from "./one-by-one.ts";
import { sagaLimits } from "./saga-limits.ts";
import type { Timekeeper } from "./timekeeper.ts";
import { type DueTimers, type Timer, timerId } from "./timer.ts";
import { inSpan } from "./tracing.ts";
import { createTriedTimers } from "./tried-timers.ts";

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

/** A firing that came to its end; `error` is null where it went well. */
interface Ended {
  readonly timer: Timer;
  readonly error: unknown;
}

/**
 * Fires what is due, under the timer's own id: however many processes do it, and however often, it has one effect. What has fired
 * goes out of the running timers by way of the log, which may take a moment; until then it is remembered here. So is what cannot be fired,
 * and tried less and less often. Neither takes the place of another that is due, and a partition where all firing takes long keeps no other waiting.
 */
export const createTimerFiring = ({ timers, timekeepers, log, clock = systemClock, observe = () => {} }: TimerFiringOptions) => {
  const byType = new Map(timekeepers.map((timekeeper) => [timekeeper.type, timekeeper]));
  const tried = createTriedTimers(clock);
  const underWay = new Map<string, { readonly partition: number; readonly end: Promise<void> }>();
  let ended: Ended[] = [];

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

  // One that never ends would keep its partition waiting. When it does end, it is known by its id.
  const fireNow = async (timer: Timer): Promise<void> => {
    const error = await inTime(fire(timer), sagaLimits.patienceMs, notEnded).then(
      () => null,
      (reason: unknown) => reason ?? new Error("nothing was thrown"),
    );
    if (error === null) tried.fired(timer);
    else if (!isPassing(error)) tried.failed(timer);
    ended.push({ timer, error });
  };
  const begin = (timer: Timer): Promise<void> => {
    const id = timerId(timer);
    const end = fireNow(timer).finally(() => underWay.delete(id));
    underWay.set(id, { partition: timer.partition, end });
    return end;
  };
  const report = (): number => {
    const now = ended;
    ended = [];
    const count = now.filter(({ error }) => error === null).length;
    if (count > 0) observe({ kind: "fired", timers: count });
    const failures = now.filter(({ error }) => error !== null);
    for (const { timer, error } of failures) if (!isPassing(error)) observe({ kind: "stuck", timer, error });
    const away = failures.find(({ error }) => isPassing(error));
    if (away !== undefined) throw new StoreUnavailable("some timers could not be fired", { cause: away.error });
    return count;
  };

  return {
    /**
     * Fires what is due in these partitions. How many have fired since the last time: what takes longer goes on, and where that is much, nothing
     * else is begun until it is over. @throws StoreUnavailable when the rest is to be fired later.
     */
    fireDue: async (partitions: readonly number[]): Promise<number> => {
      const look = tried.next(withoutSlow(partitions, underWay), partitions);
      const due = look.partitions.length === 0 ? [] : await timers.due(look.partitions, look.limit, look.after);
      const firing = Promise.all(tried.toFire(due, look, underWay).map(begin));
      await inTime(firing, sagaLimits.lookMs, notEnded).catch(() => undefined);
      return report();
    },
    /** Resolves when nothing is under way. */
    ended: async (): Promise<void> => void (await Promise.all([...underWay.values()].map(({ end }) => end))),
  };
};

/** Partitions where not much takes long. */
const withoutSlow = (partitions: readonly number[], underWay: ReadonlyMap<string, Pick<Timer, "partition">>): readonly number[] => {
  const slow = new Map<number, number>();
  for (const { partition } of underWay.values()) slow.set(partition, (slow.get(partition) ?? 0) + 1);
  return partitions.filter((partition) => (slow.get(partition) ?? 0) < sagaLimits.timersLong);
};

const notEnded = (): Error => new Error(`not done within ${sagaLimits.patienceMs / 1000} s`);
