import type { Broker, Consumer } from "./broker.ts";
import type { CheckpointMove, MoveOutcome } from "./checkpoint.ts";
import type { RecordedEvent } from "./event-log.ts";
import type { FollowedLog, Handle } from "./following.ts";
import { messagesIn } from "./heard-entries.ts";
import { createHeardLog, type HeardLogOptions, type HearingHappening } from "./heard-log.ts";
import type { Contract } from "./integration-event.ts";
import { type Heard, understand } from "./understanding.ts";

export interface EarOptions extends Omit<HeardLogOptions, "consumer" | "observe"> {
  readonly broker: Broker;
  /** Who hears: a name of its own at the broker. */
  readonly hearer: string;
  readonly observe?: (happening: EarHappening) => void;
}

/** What happens to an ear, for logs and metrics. */
export type EarHappening =
  | HearingHappening
  /** What is heard already will come once more. */
  | { readonly kind: "notAcknowledged"; readonly error: unknown };

export interface HearingOptions<C extends Contract> {
  /** The name that it follows under. */
  readonly subscription: string;
  /** All that it understands. Of other names it hears nothing. */
  readonly hears: readonly C[];
  /** As a subscription's `Handle`: does what the messages ask for and moves the checkpoints, if it can in one step. */
  readonly handle: (batch: HeardBatch<C>) => Promise<MoveOutcome>;
}

export interface HeardBatch<C extends Contract> {
  /** In order within each partition; empty when nothing of interest was said. */
  readonly heard: readonly Heard<C>[];
  readonly moves: readonly CheckpointMove[];
}

/** One process's ear for one speaker, shared by all that follow the speaker there. */
export interface Ear {
  /** To be followed by a `Tailer` and by `Subscription`s, with checkpoints and leases that are the hearer's own. */
  readonly log: FollowedLog;
  /** How a subscription to `log` handles its entries: as messages, acknowledged once they are committed. */
  hearing<C extends Contract>(options: HearingOptions<C>): Handle;
}

export const createEar = ({ broker, reader, hearer, observe = () => {}, ...options }: EarOptions): Ear => {
  const consumer = broker.consume(reader.context, hearer);
  const acknowledge = acknowledging(consumer, (error) => observe({ kind: "notAcknowledged", error }));
  return {
    log: createHeardLog({ ...options, consumer, reader, observe }),
    hearing:
      ({ subscription, hears, handle }) =>
      async ({ events, moves }) => {
        const outcome = await handle({ heard: events.flatMap((entry) => heardIn(entry, hears)), moves });
        if (outcome === "moved") await acknowledge(subscription, moves);
        return outcome;
      },
  };
};

/** What an entry of an ear's log says to a hearer who knows these contracts: of one event, in order. */
export const heardIn = <C extends Contract>(entry: RecordedEvent, hears: readonly C[]): readonly Heard<C>[] =>
  understand(hears, messagesIn(entry));

/** Acknowledges what every subscription behind the ear has committed. What cannot be acknowledged comes once more, and is known. */
const acknowledging = (consumer: Consumer, onFault: (error: unknown) => void) => {
  const committed = new Map<string, Map<number, number>>();
  return async (subscription: string, moves: readonly CheckpointMove[]): Promise<void> => {
    const mine = committed.get(subscription) ?? new Map<number, number>();
    committed.set(subscription, mine);
    for (const { partition, to } of moves) mine.set(partition, to);
    const byAll = new Map<number, number>();
    for (const { partition, to } of moves) {
      let least = to;
      for (const places of committed.values()) least = Math.min(least, places.get(partition) ?? least);
      byAll.set(partition, least);
    }
    await consumer.acknowledge(byAll).catch(onFault);
  };
};
