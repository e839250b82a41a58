import type { Carrier } from "../../broker.ts";
import { StoreUnavailable } from "../../checkpoint.ts";
import type { Message } from "../../message.ts";

/**
 * `carrier` on a bad day: messages get lost on their way in, come late or twice, in any order, and again after they were
 * acknowledged; it is away before, while or after it takes them in.
 */
export const troubledCarrier = (carrier: Carrier, chance: () => number): Carrier => {
  let late: readonly Message[] = [];
  const happens = (share: number): boolean => chance() < share;
  const shuffled = <T>(things: readonly T[]): readonly T[] =>
    things
      .map((thing) => ({ thing, rank: chance() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ thing }) => thing);

  return {
    ...carrier,
    publish: async (messages) => {
      if (happens(0.1)) throw new StoreUnavailable("away before anything was taken in");
      const arriving = [...late, ...messages].filter(() => !happens(0.1));
      late = arriving.filter(() => happens(0.15));
      const onTime = arriving.filter((message) => !late.includes(message));
      await carrier.publish(happens(0.3) ? shuffled(onTime) : onTime);
      if (happens(0.1)) throw new StoreUnavailable("away after all was taken in");
    },
    consume: (speaker, hearer) => {
      const consumer = carrier.consume(speaker, hearer);
      let seen: readonly Message[] = [];
      return {
        read: async (after, limitPerPartition) => {
          const { messages, through } = await consumer.read(after, limitPerPartition);
          const again = seen.filter(({ partition }) => after.has(partition) && happens(0.05));
          seen = [...new Set([...seen, ...messages])];
          const come = messages.filter(() => !happens(0.1)).flatMap((message) => (happens(0.1) ? [message, message] : [message]));
          return { messages: happens(0.3) ? shuffled([...come, ...again]) : [...again, ...come], through };
        },
        acknowledge: async (positions) => {
          if (happens(0.2)) throw new StoreUnavailable("away before it was acknowledged");
          await consumer.acknowledge(positions);
        },
      };
    },
  };
};
