import type { CheckpointMove, Checkpoints, MoveOutcome } from "./checkpoint.ts";
import type { Contract } from "./integration-event.ts";
import { type OneByOneOptions, oneByOne } from "./one-by-one.ts";
import type { Parking } from "./parking.ts";
import type { SagaWords } from "./saga.ts";
import type { SagaAtWork, ToldSaga } from "./saga-at-work.ts";
import { type Heard, type Understood, understand } from "./understanding.ts";

/** Sagas hear contracts that they understand. */
export interface HearingWords<C extends Contract> extends SagaWords {
  readonly heard: Understood<C>;
}

/** Who hears messages: a saga with all that it understands. What is parked is known by its type. Made by `hearerOf`. */
export interface Hearer extends ToldSaga {
  readonly hears: readonly Contract[];
  /** Null when nobody hears it. */
  instanceOf(heard: Understood<Contract>): string | null;
  tell(heard: Understood<Contract>, subscription: string): Promise<void>;
}

export const hearerOf = <C extends Contract, Words extends HearingWords<C>>(saga: SagaAtWork<Words>, hears: readonly C[]): Hearer => ({
  ...saga,
  hears,
  instanceOf: (heard) => (knows(hears, heard) ? saga.saga.instanceOf(inWordsOf<Words>(heard)) : null),
  tell: (heard, subscription) => saga.tellMessage(inWordsOf<Words>(heard), subscription),
});

const knows = (hears: readonly Contract[], { name }: { readonly name: string }): boolean =>
  hears.some((contract) => contract.name === name);

/** Only for what one of the saga's contracts has accepted. */
const inWordsOf = <Words extends SagaWords>(heard: Understood<Contract>): Words["heard"] => heard as Words["heard"];

export interface HearingParts {
  /** The name that it follows under. */
  readonly subscription: string;
  /** All who hear under this name. One that is added later hears what is said from then on. */
  readonly hearers: readonly Hearer[];
  readonly checkpoints: Pick<Checkpoints, "move">;
  /** Where messages wait that cannot be handled, with those behind them for the same instance. Without it, they stop their partition. */
  readonly parking?: Parking;
}

/**
 * All contracts that these hear, each once, to listen with.
 * @throws Error when two of them know different versions of one name: a fact is taken in one version, and one would miss it.
 */
export const contractsOf = (hearers: readonly Hearer[]): readonly Contract[] => {
  const contracts = [...new Set(hearers.flatMap(({ hears }) => hears))];
  const inDoubt = contracts.find((contract) => hearers.some(({ hears }) => knows(hears, contract) && !hears.includes(contract)));
  if (inDoubt !== undefined) throw new Error(`not all who hear ${inDoubt.name} know its version ${inDoubt.version}`);
  return contracts;
};

/** One message for one of the hearers. */
export interface HeardBy {
  readonly hearer: string;
  readonly heard: Heard;
}

/** What sagas hear of one context: handles the messages that an `Ear` brings. */
export const hearingMessages = (
  parts: HearingParts,
): ((batch: { readonly heard: readonly Heard[]; readonly moves: readonly CheckpointMove[] }) => Promise<MoveOutcome>) => {
  const handle = oneByOne(hearingWork(parts));
  const forEach = (heard: Heard): readonly HeardBy[] =>
    parts.hearers.filter((hearer) => concerns(hearer, heard)).map(({ type }) => ({ hearer: type, heard }));
  return ({ heard, moves }) => handle(heard.flatMap(forEach), moves);
};

/** What is not understood may concern any instance. */
const concerns = (hearer: Hearer, heard: Heard): boolean =>
  heard.kind === "understood" ? instanceIn(hearer, heard) !== null : knows(hearer.hears, heard.message);

/** Undefined where the saga's own code throws: it will again when it is told, and is parked for that. Here it would stop all who hear. */
const instanceIn = (hearer: Hearer, heard: Understood<Contract>): string | null | undefined => {
  try {
    return hearer.instanceOf(heard);
  } catch {
    return undefined;
  }
};

/** One message after the other, for `hearingMessages` and for `retryParked`. */
export const hearingWork = ({ subscription, hearers, checkpoints, parking }: HearingParts): OneByOneOptions<HeardBy> => {
  const byType = new Map(hearers.map((hearer) => [hearer.type, hearer]));
  const hearerOfItem = ({ hearer: type }: HeardBy): Hearer => {
    const hearer = byType.get(type);
    if (hearer === undefined) throw new Error(`${type} hears nothing here`);
    return hearer;
  };
  return {
    subscription,
    checkpoints,
    ...(parking === undefined ? {} : { parking: { store: parking, idOf: ({ hearer, heard }) => `${hearer} ${heard.message.id}` } }),
    // What is not understood may concern any instance that the same thing concerns.
    keyOf: (item) => {
      const instance = item.heard.kind === "understood" ? instanceIn(hearerOfItem(item), item.heard) : null;
      return `${item.hearer}/${instance ?? item.heard.message.subject}`;
    },
    handle: async (item) => {
      const hearer = hearerOfItem(item);
      const { heard } = item;
      // Newer code may understand what had to be parked.
      const [now = heard] = heard.kind === "understood" ? [heard] : understand(hearer.hears, [heard.message]);
      if (now.kind === "understood") return hearer.tell(now, subscription);
      const { id, name, version } = now.message;
      throw new Error(`${id} is not understood: ${now.reason} (${name}.v${version})`);
    },
  };
};
