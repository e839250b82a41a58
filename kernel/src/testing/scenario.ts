import { expect } from "vitest";
import { type Decider, fold, type Refusal } from "../decider.ts";

/** What a scenario says must follow. */
interface Outcome<State, Event, R extends Refusal> {
  /** The command is accepted, and exactly these events are recorded. */
  records(...events: readonly Event[]): void;
  /** The command succeeds, because what it asks for is already so. */
  recordsNothing(): void;
  /** The command is refused with exactly this refusal. */
  isRejected(refusal: R): void;
  /** The command is accepted, and the state it leads to is as `check` expects it. */
  leadsTo(check: (state: State) => void): void;
}

/**
 * Scenarios about one kind of aggregate: `given(placed, confirmed).when(cancel).records(cancelled)`. Several events that
 * belong together may be given as a list.
 */
export const scenariosOf = <Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal>(
  decider: Decider<Command, State, Event, R>,
): { given(...past: readonly (Event | readonly Event[])[]): { when(command: Command): Outcome<State, Event, R> } } => ({
  given: (...past) => ({
    when: (command) => {
      const state = fold(decider, past.flat() as readonly Event[]);
      const decision = decider.decide(command, state);
      return {
        records: (...events) => expect(decision).toStrictEqual({ kind: "accepted", events }),
        recordsNothing: () => expect(decision).toStrictEqual({ kind: "nothingToDo" }),
        isRejected: (refusal) => expect(decision).toStrictEqual({ kind: "refused", refusal }),
        leadsTo: (check) => {
          expect(decision.kind).toBe("accepted");
          if (decision.kind === "accepted") check(fold(decider, decision.events, state));
        },
      };
    },
  }),
});
