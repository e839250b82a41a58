import type { JsonObject } from "./brand.ts";
import type { Instant } from "./clock.ts";
import type { Refusal } from "./decider.ts";
import type { Message } from "./message.ts";

/** What one saga speaks of. */
export interface SagaWords {
  /** What it hears from contexts: usually `Understood` of a few contracts. */
  readonly heard: { readonly message: Message };
  readonly state: unknown;
  /** What it remembers, in its own words. Their types may not be those of `SagaBookkeeping`. */
  readonly fact: { readonly type: string };
  /** What it calls its asks, such as `hold` and `release`. */
  readonly ask: string;
  /** What it calls its timers, such as `tooLate`. */
  readonly timer: string;
}

/**
 * Pursues an outcome over several aggregates, each of which decides for itself: it hears what happened, remembers it, and asks
 * for what comes next. Pure; it answers four questions. Its events are one stream per instance, `merchant/saga-<name>/<instance>`,
 * and what it asks for is among them: once it is recorded, it is carried out.
 */
export interface Saga<Words extends SagaWords> {
  /** The outcome that it pursues, in kebab-case, such as `lend-kit`. Storage format. */
  readonly name: string;
  readonly initial: Words["state"];
  /** Which instance hears this? Null when none does. The id is the last part of a stream's name. */
  readonly instanceOf: (heard: Words["heard"]) => string | null;
  /**
   * Whether this is most likely the first that an instance hears, which saves looking for what it remembers. A wrong guess costs another
   * try, never correctness.
   */
  readonly beginsWith?: (heard: Words["heard"]) => boolean;
  /** What do I remember? */
  readonly evolve: (state: Words["state"], fact: Words["fact"]) => Words["state"];
  /**
   * What do I ask for now, and what if it is refused or too late? Nothing, when this changes nothing. Messages come in any order:
   * one that takes back what is not known yet has to be remembered, so that what comes too late finds it.
   */
  readonly decide: (hearing: Hearing<Words>, state: Words["state"]) => readonly SagaStep<Words>[];
  /** Whether nothing is to be done any more. Until then there must be a timer: nothing waits for ever. */
  readonly isOver: (state: Words["state"]) => boolean;
}

/** What comes to an instance, and when. */
export type Hearing<Words extends SagaWords> =
  | { readonly kind: "message"; readonly heard: Words["heard"]; readonly at: Instant }
  | { readonly kind: "answer"; readonly asked: Asked<Words["ask"]>; readonly outcome: AskOutcome; readonly at: Instant }
  /** A timer that was set and neither set again nor dropped since. */
  | { readonly kind: "timer"; readonly timer: Words["timer"]; readonly at: Instant };

/** What became of an ask for good; what passes (overload, a database that is away) is tried again and never told. */
export type AskOutcome =
  /** It is so now, or was so already. */
  { readonly kind: "accepted" } | { readonly kind: "refused"; readonly refusal: Refusal };

/** What an instance does next: remembers facts, asks, sets and drops timers. All of it becomes durable at once, or nothing. */
export type SagaStep<Words extends SagaWords> =
  | Words["fact"]
  | Asked<Words["ask"]>
  | TimerSet<Words["timer"]>
  | TimerDropped<Words["timer"]>;

/** Which command is asked of whom. */
export interface AddressedCommand {
  /** The published name of the context that decides. */
  readonly context: string;
  readonly aggregate: string;
  readonly id: string;
  readonly command: JsonObject & { readonly type: string };
}

export interface Asked<Name extends string = string> extends AddressedCommand {
  readonly type: "Asked";
  readonly ask: Name;
  /** It is told only when it is refused: to hear that it was carried out would change nothing. */
  readonly tells?: "refusals";
}

/** When a timer is due: at an instant, or so long after it is recorded. Whichever process set it, the log's clock decides. */
export type Due = { readonly dueAt: Instant } | { readonly afterMs: number };

/** One timer of each name runs at a time: to set it again is to forget the one before. */
export type TimerSet<Name extends string = string> = { readonly type: "TimerSet"; readonly timer: Name } & Due;
export type TimerDropped<Name extends string = string> = { readonly type: "TimerDropped"; readonly timer: Name };

/** What an instance's stream holds beside its facts. Entries are counted through the instance's whole life: that number is their version. */
export type SagaBookkeeping<Words extends SagaWords> =
  | Asked<Words["ask"]>
  /** `version` is that of the ask. */
  | { readonly type: "Answered"; readonly ask: Words["ask"]; readonly version: number; readonly outcome: AskOutcome }
  | TimerSet<Words["timer"]>
  | TimerDropped<Words["timer"]>
  /** `version` is that of the entry that set it. */
  | { readonly type: "TimerFired"; readonly timer: Words["timer"]; readonly version: number };

export type SagaEntry<Words extends SagaWords> = Words["fact"] | SagaBookkeeping<Words>;

/**
 * One hearing, and all that the instance did about it: a single event, because together they are one step, and each event costs what a
 * row costs (docs/decisions/0130-a-sagas-step-is-one-event.md). `first` is the version of the first entry. What follows a log reads them one
 * by one: `entriesOf`.
 */
export interface Stepped<Words extends SagaWords> {
  readonly type: "Stepped";
  readonly first: number;
  readonly entries: readonly SagaEntry<Words>[];
}

/** Asks for a command. Those of one instance to one context are carried out in the order in which they were asked. */
export const ask = <Name extends string>(name: Name, { context, aggregate, id, command }: AddressedCommand): Asked<Name> => ({
  type: "Asked",
  ask: name,
  context,
  aggregate,
  id,
  command,
});

/** As `ask`, where to hear that it was carried out would change nothing: an answer is recorded only when it is a refusal. */
export const askQuietly = <Name extends string>(name: Name, addressed: AddressedCommand): Asked<Name> => ({
  ...ask(name, addressed),
  tells: "refusals",
});

export const setTimer = <Name extends string>(timer: Name, due: Due): TimerSet<Name> =>
  "dueAt" in due ? { type: "TimerSet", timer, dueAt: due.dueAt } : { type: "TimerSet", timer, afterMs: due.afterMs };

export const dropTimer = <Name extends string>(timer: Name): TimerDropped<Name> => ({ type: "TimerDropped", timer });
