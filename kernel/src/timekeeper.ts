import { type Aggregate, decodeEvent } from "./aggregate.ts";
import type { CommandHandler } from "./command-handler.ts";
import type { Refusal } from "./decider.ts";
import { type RecordedEvent, streamParts, streamType } from "./event-log.ts";
import type { Due } from "./saga.ts";
import { sagaPrefix } from "./saga-aggregate.ts";
import { mustHold, type Occasion, type ToldSaga } from "./saga-at-work.ts";
import { entriesLike, isStep } from "./saga-entries.ts";
import type { Timer, TimerEvent } from "./timer.ts";

/** What the events of one kind of stream say of timers, and what is done when one is due. */
export interface Timekeeper {
  /** The middle part of its streams' names. */
  readonly type: string;
  /** What this event does to a timer of its stream; null when nothing. Pure, and for ever. */
  timerEventOf(recorded: RecordedEvent): TimerEvent;
  /** Done again under the same command id until it went well. @throws StoreUnavailable when it is to be done again later. */
  fire(timer: Timer, occasion: Occasion): Promise<void>;
}

/**
 * What any event of a log does to a timer. A saga's timers are kept even by a process that does not know it yet. Whoever lets
 * another aggregate set timers, or changes when, raises the version of the log's timers, so that they are kept anew from the beginning.
 */
export const timerEventsOf = (timekeepers: readonly Timekeeper[]): ((recorded: RecordedEvent) => TimerEvent) => {
  const byType = new Map(timekeepers.map((timekeeper) => [timekeeper.type, timekeeper]));
  return (recorded) => {
    const type = streamType(recorded.stream);
    return type.startsWith(sagaPrefix) ? sagaTimerEvent(recorded) : (byType.get(type)?.timerEventOf(recorded) ?? null);
  };
};

/** What may concern timers: of sagas' steps their timers' entries, and all events of streams that somebody keeps the time of. */
export const timerEntriesOf = (timekeepers: readonly Timekeeper[]): ((recorded: RecordedEvent) => readonly RecordedEvent[]) => {
  const types = new Set(timekeepers.map(({ type }) => type));
  return (recorded) => {
    if (isStep(recorded)) return entriesLike(recorded, ({ type }) => sagaTimerEvents.has(type));
    const type = streamType(recorded.stream);
    return types.has(type) || type.startsWith(sagaPrefix) ? [recorded] : [];
  };
};

const sagaTimerEvents: ReadonlySet<string> = new Set(["TimerSet", "TimerDropped", "TimerFired"]);

const sagaTimerEvent = ({ type, data }: RecordedEvent): TimerEvent => {
  if (type !== "TimerSet" && type !== "TimerDropped" && type !== "TimerFired") return null;
  const timer = String(data.timer);
  return type === "TimerSet" ? { type, timer, due: dueOf(data) } : { type, timer };
};

/** Of a `TimerSet` that `setTimer` made. */
const dueOf = (data: unknown): Due => data as Due;

/** A saga's timers: it sets them by events of its own, and hears when they are due. */
export const sagaTimekeeper = (saga: Pick<ToldSaga, "tellTimer" | "type">): Timekeeper => ({
  type: saga.type,
  timerEventOf: sagaTimerEvent,
  fire: ({ stream, name, version }, occasion) => {
    const { merchant, id } = streamParts(stream);
    return saga.tellTimer({ merchant, instance: id }, { timer: name, version }, occasion);
  },
});

export interface AggregateTimers<Command extends { readonly type: string }, Event extends { readonly type: string }> {
  readonly aggregate: Pick<Aggregate<never, never, Event>, "type" | "upcasters">;
  readonly handler: Pick<CommandHandler<Command, unknown, unknown, Refusal>, "handle">;
  /** What an event does to a timer: one at most. An event that ends what a timer waits for drops it. */
  readonly timerEventOf: (event: Event, recorded: RecordedEvent) => TimerEvent;
  /**
   * What is commanded when a timer is due. That it is due is a fact, and the store's clock says so: who decides compares names and
   * `dueAt`, never a clock of its own, else a process whose clock is slow would let it pass. What is decided must drop the timer.
   */
  readonly commandOf: (timer: Timer) => Command;
}

/** Timers of an aggregate that no saga waits for, such as the end of a reservation. A refusal means that the time for it is over. */
export const aggregateTimekeeper = <Command extends { readonly type: string }, Event extends { readonly type: string }>({
  aggregate,
  handler,
  timerEventOf,
  commandOf,
}: AggregateTimers<Command, Event>): Timekeeper => ({
  type: aggregate.type,
  timerEventOf: (recorded) => timerEventOf(decodeEvent<Event>(aggregate, recorded), recorded),
  fire: async (timer, occasion) => {
    const { merchant, type, id } = streamParts(timer.stream);
    const context = { ...occasion, merchant, actor: "timer", replayableForMs: null };
    mustHold(await handler.handle(id, commandOf(timer), context), `${type} ${id}`);
  },
});
