import type { CheckpointMove, Checkpoints, MoveOutcome } from "./checkpoint.ts";
import type { Contract } from "./integration-event.ts";
import { type OneByOneOptions, oneByOne } from "./one-by-one.ts";
import type { Parking } from "./parking.ts";
import type { SagaWords } from "./saga.ts";
import type { SagaAtWork } from "./saga-at-work.ts";
import { type Heard, type Understood, understand } from "./understanding.ts";

/** Sagas hear contracts that they understand. */
export interface HearingWords<C extends Contract> extends SagaWords {
  readonly heard: Understood<C>;
}

export interface HearingParts<C extends Contract, Words extends HearingWords<C>> {
  /** The name that it follows under. */
  readonly subscription: string;
  readonly saga: SagaAtWork<Words>;
  /** All that it understands. */
  readonly hears: readonly C[];
  readonly checkpoints: Pick<Checkpoints, "move">;
  /** Where messages wait that cannot be handled, with those behind them for the same instance. Without it, they stop their partition. */
  readonly parking?: Parking;
}

/** What a saga hears of one context: handles the messages that an `Ear` brings. */
export const hearingMessages = <C extends Contract, Words extends HearingWords<C>>(
  parts: HearingParts<C, Words>,
): ((batch: { readonly heard: readonly Heard<C>[]; readonly moves: readonly CheckpointMove[] }) => Promise<MoveOutcome>) => {
  const handle = oneByOne(hearingWork(parts));
  return ({ heard, moves }) => handle(heard, moves);
};

/** One message after the other, for `hearingMessages` and for `retryParked`. */
export const hearingWork = <C extends Contract, Words extends HearingWords<C>>({
  subscription,
  saga,
  hears,
  checkpoints,
  parking,
}: HearingParts<C, Words>): OneByOneOptions<Heard<C>> => ({
  subscription,
  checkpoints,
  ...(parking === undefined ? {} : { parking: { store: parking, idOf: ({ message }) => message.id } }),
  // What is not understood may concern any instance that the same thing concerns.
  keyOf: (heard) => (heard.kind === "understood" ? saga.saga.instanceOf(heard) : null) ?? heard.message.subject,
  handle: async (heard) => {
    // Newer code may understand what had to be parked.
    const [now = heard] = heard.kind === "understood" ? [heard] : understand(hears, [heard.message]);
    if (now.kind === "understood") return saga.tellMessage(now, subscription);
    const { id, name, version } = now.message;
    throw new Error(`${id} is not understood: ${now.reason} (${name}.v${version})`);
  },
});
