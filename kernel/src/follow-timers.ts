import { createBell } from "./bell.ts";
import { systemClock } from "./clock.ts";
import type { Handle } from "./following.ts";
import { projecting } from "./projecting.ts";
import { type ReadModel, type ReadModelRows, tableOf } from "./read-model.ts";
import { sagaLimits } from "./saga-limits.ts";
import { type PartitionStatus, Subscription, type SubscriptionOptions } from "./subscription.ts";
import { type Timekeeper, timerEntriesOf, timerEventsOf } from "./timekeeper.ts";
import type { Timer, TimerEvent } from "./timer.ts";
import { createTimerFiring, type TimerFiringOptions } from "./timer-firing.ts";

export interface FollowTimersOptions
  extends Omit<SubscriptionOptions, "handle" | "name" | "observe" | "onMoved">,
    Pick<TimerFiringOptions, "timekeepers" | "timers"> {
  /** A `timersModel`. */
  readonly model: ReadModel<TimerEvent, Timer>;
  readonly rows: ReadModelRows<Timer>;
  readonly observe?: (happening: TimersHappening) => void;
  readonly pollMs?: number;
}

/** What happens to the timers of a log: to the following of their events, or when they fire. */
export type TimersHappening =
  | Parameters<NonNullable<SubscriptionOptions["observe"]>>[0]
  | Parameters<NonNullable<TimerFiringOptions["observe"]>>[0];

/** The timers of a log, as one process helps to keep and fire them. */
export interface FollowedTimers {
  start(): Promise<void>;
  /** Finishes what is in hand. */
  stop(): Promise<void>;
  status(): Promise<readonly PartitionStatus[]>;
}

/** How a subscription keeps the running timers of a log. */
export const keepingTimers = (
  model: ReadModel<TimerEvent, Timer>,
  rows: ReadModelRows<Timer>,
  timekeepers: readonly Timekeeper[],
): Handle => {
  const project = projecting(model, rows, timerEventsOf(timekeepers));
  const entriesOf = timerEntriesOf(timekeepers);
  return ({ events, moves }) => project({ events: events.flatMap(entriesOf), moves });
};

/** Keeps the running timers up to date, and fires those of the partitions that this process follows. */
export const followTimers = (options: FollowTimersOptions): FollowedTimers => {
  const { model, rows, timers, timekeepers, observe = () => {}, pollMs = sagaLimits.timerPollMs, ...following } = options;
  const subscription = new Subscription({
    ...following,
    name: tableOf(model),
    handle: keepingTimers(model, rows, timekeepers),
    // They are looked for no more often than this.
    rest: { restMs: pollMs, isWaitedFor: () => false },
    observe,
  });
  const { log, clock = systemClock } = following;
  const firing = createTimerFiring({ timers, timekeepers, log, clock, observe });
  const stopped = createBell();
  let stopping = false;

  const keepFiring = async (): Promise<void> => {
    while (!stopping) {
      let fired = 0;
      try {
        const held = subscription.held();
        if (held.length > 0) fired = await firing.fireDue(held);
      } catch (error) {
        observe({ kind: "unavailable", error, retryAfterMs: pollMs });
      }
      if (fired < sagaLimits.timersAtOnce) await stopped.wait(pollMs);
    }
    await firing.ended();
  };

  let running: Promise<void> | null = null;
  return {
    start: async () => {
      await rows.prepare();
      subscription.start();
      running ??= keepFiring();
    },
    stop: async () => {
      stopping = true;
      stopped.ring();
      await Promise.all([running, subscription.stop()]);
    },
    status: () => subscription.status(),
  };
};
