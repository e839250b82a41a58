import type { Aggregate } from "./aggregate.ts";
import { type Decider, type Refusal, reject } from "./decider.ts";

/** What a caller says about the version that its command is meant for: an exact one, 0 for none yet, or any that exists. */
export type IfVersion = { readonly ifVersion?: number | "any" };

export type VersionIsStale = { readonly code: "VersionIsStale"; readonly version: number };

/** A state that knows how many events it is made of. */
export type Versioned<State> = { readonly version: number; readonly state: State };

/**
 * The same aggregate, whose commands may say which version they are meant for. Being a part of the decision, it is checked
 * against the very version that the events are appended to; whoever reads first and checks then is too late.
 */
export const withIfVersion = <Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal>(
  aggregate: Aggregate<Command, State, Event, R>,
): Aggregate<Command & IfVersion, Versioned<State>, Event, R | VersionIsStale> => ({
  ...aggregate,
  decider: versioned(aggregate.decider),
});

const versioned = <Command extends { readonly type: string }, State, Event extends { readonly type: string }, R extends Refusal>({
  initial,
  decide,
  evolve,
}: Decider<Command, State, Event, R>): Decider<Command & IfVersion, Versioned<State>, Event, R | VersionIsStale> => ({
  initial: { version: 0, state: initial },
  evolve: ({ version, state }, event) => ({ version: version + 1, state: evolve(state, event) }),
  decide: (command, { version, state }) => (meets(command, version) ? decide(command, state) : reject({ code: "VersionIsStale", version })),
});

const meets = ({ ifVersion }: IfVersion, version: number): boolean =>
  ifVersion === undefined || (ifVersion === "any" ? version > 0 : ifVersion === version);
