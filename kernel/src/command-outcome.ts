import type { Json } from "./brand.ts";
import type { Decision, Refusal } from "./decider.ts";
import type { AppendOutcome } from "./event-log.ts";
import type { Unstorable } from "./json.ts";

/** What became of a command. `version` is the stream's after it; `replayed` tells that it had happened before, here or elsewhere. */
export type CommandOutcome<State, Event, R extends Refusal> =
  | {
      readonly kind: "accepted";
      readonly version: number;
      readonly partition: number;
      readonly position: number;
      readonly replayed: boolean;
      /** What was recorded and the state after it; null in a replay, which knows only where it happened. */
      readonly recorded: { readonly events: readonly Event[]; readonly state: State } | null;
    }
  | { readonly kind: "nothingToDo"; readonly version: number; readonly replayed: boolean }
  | { readonly kind: "refused"; readonly refusal: R; readonly version: number; readonly replayed: boolean }
  /** The command id came before with another request. */
  | { readonly kind: "keyReused" }
  /** The events hold something no log can store; nothing was recorded. */
  | { readonly kind: "unstorable"; readonly reason: Unstorable }
  /** The process has its hands full; nothing was decided. */
  | { readonly kind: "overloaded"; readonly retryAfterMs: number }
  /** Others were faster `limits.decisionAttempts` times; nothing was recorded. */
  | { readonly kind: "contended"; readonly retryAfterMs: number };

/** A decision that the log has taken in, and the state it led to. */
export interface Recorded<State, Event, R extends Refusal> {
  readonly decision: Decision<Event, R>;
  readonly state: State;
  readonly version: number;
  readonly partition: number;
}

export const outcomeOfDecision = <State, Event, R extends Refusal>(
  { decision, state, version, partition }: Recorded<State, Event, R>,
  position: number,
): CommandOutcome<State, Event, R> => {
  switch (decision.kind) {
    case "accepted":
      return { kind: "accepted", version, partition, position, replayed: false, recorded: { events: decision.events, state } };
    case "nothingToDo":
      return { kind: "nothingToDo", version, replayed: false };
    case "refused":
      return { kind: "refused", refusal: decision.refusal, version, replayed: false };
  }
};

/** What the first of several equal commands was told, from the receipt it left. */
export const outcomeOfReplay = <State, Event, R extends Refusal>(
  { version, position, outcome }: AppendOutcome & { kind: "duplicate" },
  partition: number,
): CommandOutcome<State, Event, R> => {
  if (position > 0) return { kind: "accepted", version, partition, position, replayed: true, recorded: null };
  if (outcome === null) return { kind: "nothingToDo", version, replayed: true };
  return { kind: "refused", refusal: storedRefusal<R>(outcome), version, replayed: true };
};

/** Receipts hold the very refusals that `decide` returned. */
const storedRefusal = <R extends Refusal>(outcome: Json): R => outcome as R;
