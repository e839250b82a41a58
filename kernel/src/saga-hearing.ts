import type { CheckpointMove, Checkpoints, MoveOutcome } from "./checkpoint.ts";
import type { Contract } from "./integration-event.ts";
import { oneByOne } from "./one-by-one.ts";
import type { SagaWords } from "./saga.ts";
import type { SagaAtWork } from "./saga-at-work.ts";
import type { Heard, Understood } from "./understanding.ts";

/** Sagas hear contracts that they understand. */
export interface HearingWords<C extends Contract> extends SagaWords {
  readonly heard: Understood<C>;
}

/** What a saga hears of one context: handles the messages that an `Ear` brings. */
export const hearingMessages = <C extends Contract, Words extends HearingWords<C>>(
  atWork: SagaAtWork<Words>,
  { subscription, checkpoints }: { readonly subscription: string; readonly checkpoints: Pick<Checkpoints, "move"> },
): ((batch: { readonly heard: readonly Heard<C>[]; readonly moves: readonly CheckpointMove[] }) => Promise<MoveOutcome>) => {
  const handle = oneByOne<Heard<C>>({
    subscription,
    checkpoints,
    // What is not understood may concern any instance that the same thing concerns.
    keyOf: (heard) => (heard.kind === "understood" ? atWork.saga.instanceOf(heard) : null) ?? heard.message.subject,
    handle: async (heard) => {
      if (heard.kind === "understood") return atWork.tellMessage(heard, subscription);
      const { id, name, version } = heard.message;
      throw new Error(`${id} is not understood: ${heard.reason} (${name}.v${version})`);
    },
  });
  return ({ heard, moves }) => handle(heard, moves);
};
