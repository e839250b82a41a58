import { StoreUnavailable } from "./checkpoint.ts";
import { type EventLog, streamParts } from "./event-log.ts";
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
  readonly observe?: (happening: FiringHappening) => void;
}

/** What happens while timers fire, for logs and metrics. */
export type FiringHappening =
  | { readonly kind: "fired"; readonly timers: number }
  /** This one cannot be fired; the others go on. It is tried again. */
  | { readonly kind: "stuck"; readonly timer: Timer; readonly error: unknown };

/**
 * Fires what is due, under the timer's own id: however many processes do it, and however often, it has one effect. What has fired
 * goes out of the running timers by way of the log, which may take a moment; until then it is remembered here.
 */
export const createTimerFiring = ({ timers, timekeepers, log, observe = () => {} }: TimerFiringOptions) => {
  const byType = new Map(timekeepers.map((timekeeper) => [timekeeper.type, timekeeper]));
  let fired: ReadonlySet<string> = new Set();

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

  const failureOf = (timer: Timer) =>
    fire(timer).then(
      () => null,
      (error: unknown) => ({ timer, error }),
    );

  return {
    /** Fires what is due in these partitions. How many it were. @throws StoreUnavailable when the rest is to be fired later. */
    fireDue: async (partitions: readonly number[]): Promise<number> => {
      const due = await timers.due(partitions, sagaLimits.timersAtOnce);
      const fresh = due.filter((timer) => !fired.has(timerId(timer)));
      const failures = (await Promise.all(fresh.map(failureOf))).filter((failure) => failure !== null);
      const failed = new Set(failures.map(({ timer }) => timer));
      // What is no longer among the due has gone, and is remembered no longer.
      fired = new Set(due.filter((timer) => !failed.has(timer)).map(timerId));
      const count = fresh.length - failures.length;
      if (count > 0) observe({ kind: "fired", timers: count });
      const away = failures.find(({ error }) => isPassing(error));
      for (const { timer, error } of failures) if (!isPassing(error)) observe({ kind: "stuck", timer, error });
      if (away !== undefined) throw new StoreUnavailable("some timers could not be fired", { cause: away.error });
      return count;
    },
  };
};
