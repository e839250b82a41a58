import type { Aggregate } from "./aggregate.ts";
import { type Refusal, reject } from "./decider.ts";

/** What was found wanting before the aggregate was asked, handed in to be refused there. */
export type Refuse<R extends Refusal> = { readonly type: "Refuse"; readonly refusal: R };

/**
 * The same aggregate, which can be told to refuse. What is checked outside (does this article exist, can this be priced) may
 * have changed when a request comes again; taking the refusal through the log makes the first answer the only one: a retry of
 * what succeeded is told so, a retry of what was refused is refused alike.
 */
export const withRefuse =
  <Outside extends Refusal>() =>
  <Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal>(
    aggregate: Aggregate<Command, State, Event, R>,
  ): Aggregate<Command | Refuse<Outside>, State, Event, R | Outside> => {
    const { initial, evolve, decide } = aggregate.decider;
    const isRefuse = (command: Command | Refuse<Outside>): command is Refuse<Outside> => command.type === "Refuse";
    return {
      ...aggregate,
      decider: {
        initial,
        evolve,
        decide: (command, state) => (isRefuse(command) ? reject(command.refusal) : decide(command, state)),
      },
    };
  };
