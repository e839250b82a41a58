import type { JsonObject } from "./brand.ts";

/** Why something was not done: a code that is a true sentence about the thing, and the facts that a caller can act on. */
export type Refusal = { readonly code: string } & JsonObject;

/** What a decision can be. Refusals are values; only faults are thrown. */
export type Decision<Event, R extends Refusal> =
  | { readonly kind: "accepted"; readonly events: readonly [Event, ...Event[]] }
  | { readonly kind: "refused"; readonly refusal: R }
  | { readonly kind: "nothingToDo" };

/**
 * The pure heart of an aggregate (the decider pattern, J. Chassaing, 2021): `decide` says what a command makes happen,
 * `evolve` what an event makes of the state. Neither knows the time, chance or the outside world; commands bring them in.
 */
export interface Decider<
  Command extends { readonly type: string },
  State,
  Event extends { readonly type: string },
  R extends Refusal = Refusal,
> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event, R>;
  readonly evolve: (state: State, event: Event) => State;
}

export const accept = <Event>(...events: [Event, ...Event[]]): { kind: "accepted"; events: [Event, ...Event[]] } => ({
  kind: "accepted",
  events,
});

export const reject = <R extends Refusal>(refusal: R): { kind: "refused"; refusal: R } => ({ kind: "refused", refusal });

/** A success that records nothing: what was asked for is already so. */
export const nothingToDo: { readonly kind: "nothingToDo" } = { kind: "nothingToDo" };

/** The state that `events` lead to, from `state` or from the very beginning. */
export const fold = <State, Event extends { readonly type: string }>(
  decider: Pick<Decider<never, State, Event>, "evolve" | "initial">,
  events: Iterable<Event>,
  state: State = decider.initial,
): State => {
  let current = state;
  for (const event of events) current = decider.evolve(current, event);
  return current;
};
