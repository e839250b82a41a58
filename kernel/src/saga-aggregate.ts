import type { Aggregate } from "./aggregate.ts";
import { accept, nothingToDo, type Refusal } from "./decider.ts";
import type { AskOutcome, Hearing, Saga, SagaBookkeeping, SagaEntry, SagaWords, Stepped } from "./saga.ts";

/** Tells an instance something. `version` is that of the ask that was answered, or of the entry that set the timer. */
export type Hear<Words extends SagaWords> = { readonly type: "Hear" } & (
  | { readonly hearing: Extract<Hearing<Words>, { kind: "message" }> }
  | { readonly hearing: Extract<Hearing<Words>, { kind: "answer" | "timer" }>; readonly version: number }
);

/** An instance: the version of its last entry, what it remembers, and its running timers by the versions of the entries that set them. */
export interface SagaInstance<State> {
  readonly version: number;
  readonly own: State;
  readonly timers: { readonly [timer: string]: number | undefined };
}

/** A saga does not refuse what it hears. */
export type NoRefusal = Refusal & never;

export type SagaAggregate<Words extends SagaWords> = Aggregate<Hear<Words>, SagaInstance<Words["state"]>, Stepped<Words>, NoRefusal>;

/** The middle part of the names of a saga's streams. */
export const sagaTypeOf = ({ name }: { readonly name: string }): string => `${sagaPrefix}${name}`;

/** What the types of all sagas begin with, and those of no other aggregate. */
export const sagaPrefix = "saga-";

/** A saga as the command handler knows aggregates: one command, and bookkeeping of answers and timers around its own decisions. */
export const aggregateOf = <Words extends SagaWords>(saga: Saga<Words>, more: Partial<SagaAggregate<Words>> = {}): SagaAggregate<Words> => {
  const enter = entering(saga);
  return {
    ...more,
    type: sagaTypeOf(saga),
    decider: {
      initial: { version: 0, own: saga.initial, timers: {} },
      evolve: (instance, { entries }) => entries.reduce(enter, instance),
      decide: (command, instance) => {
        const books = booksOf(command, instance);
        if (books === null) return nothingToDo;
        const done: SagaEntry<Words>[] = [...books, ...saga.decide(command.hearing, instance.own)];
        const entries = [...done, ...tidied(saga, done, done.reduce(enter, instance))];
        return entries.length === 0 ? nothingToDo : accept({ type: "Stepped", first: instance.version + 1, entries });
      },
    },
  };
};

/** What is recorded of the hearing itself; null when nobody waits for it any more. */
const booksOf = <Words extends SagaWords>(
  command: Hear<Words>,
  { timers }: SagaInstance<Words["state"]>,
): readonly SagaBookkeeping<Words>[] | null => {
  if (!("version" in command)) return [];
  const { hearing, version } = command;
  if (hearing.kind === "answer") return [{ type: "Answered", ask: hearing.asked.ask, version, outcome: recordable(hearing.outcome) }];
  return timers[hearing.timer] === version ? [{ type: "TimerFired", timer: hearing.timer, version }] : null;
};

const recordable = (outcome: AskOutcome): AskOutcome =>
  outcome.kind === "accepted" ? { kind: "accepted" } : { kind: "refused", refusal: outcome.refusal };

/** @throws Error when the instance would wait without a deadline: an answer that never comes would leave it there for ever. */
const tidied = <Words extends SagaWords>(
  saga: Saga<Words>,
  entries: readonly SagaEntry<Words>[],
  { own, timers }: SagaInstance<Words["state"]>,
): readonly SagaBookkeeping<Words>[] => {
  const running: Words["timer"][] = Object.keys(timers);
  if (saga.isOver(own)) return running.map((timer) => ({ type: "TimerDropped", timer }));
  if (entries.length > 0 && running.length === 0) throw new Error(`the saga ${saga.name} is not over, and no timer of it is running`);
  return [];
};

const entering =
  <Words extends SagaWords>(saga: Saga<Words>) =>
  (before: SagaInstance<Words["state"]>, entry: SagaEntry<Words>): SagaInstance<Words["state"]> => {
    const version = before.version + 1;
    if (!isBookkeeping<Words>(entry)) return { ...before, version, own: saga.evolve(before.own, entry) };
    switch (entry.type) {
      case "TimerSet":
        return { ...before, version, timers: { ...before.timers, [entry.timer]: version } };
      case "TimerDropped":
      case "TimerFired": {
        const { [entry.timer]: _, ...timers } = before.timers;
        return { ...before, version, timers };
      }
      case "Asked":
      case "Answered":
        return { ...before, version };
    }
  };

const bookkeeping: Readonly<Record<SagaBookkeeping<SagaWords>["type"], true>> = {
  Asked: true,
  Answered: true,
  TimerSet: true,
  TimerDropped: true,
  TimerFired: true,
};

const isBookkeeping = <Words extends SagaWords>(entry: SagaEntry<Words>): entry is SagaBookkeeping<Words> =>
  Object.hasOwn(bookkeeping, entry.type);
