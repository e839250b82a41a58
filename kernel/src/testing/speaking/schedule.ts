import { StoreUnavailable } from "../../checkpoint.ts";
import { type Clock, instant } from "../../clock.ts";
import { createEar } from "../../ear.ts";
import { createMemoryBroker } from "../../memory/broker.ts";
import { createMemoryCheckpoints } from "../../memory/checkpoints.ts";
import { createMemoryEventLog } from "../../memory/event-log.ts";
import { relaying } from "../../relay.ts";
import { createSaidReader } from "../../said-reader.ts";
import { createSpeech } from "../../speech.ts";
import { chanceOf } from "../troubled-log.ts";
import { type ByHand, followByHand } from "./by-hand.ts";
import { troubledCarrier } from "./troubled-carrier.ts";
import { spokenIn, thingAdmired, thingMended, thingPaintedOver, workshopVoices } from "./workshop.ts";

/** What a schedule ended with: the ids of what was said, and of what was heard and committed, by partition. */
export interface Played {
  readonly said: readonly (readonly string[])[];
  readonly heard: readonly (readonly string[])[];
  /** Messages that had to be read from the speaker. */
  readonly refilled: number;
}

const partitions = 3;
// Once for all schedules: only tools are remembered by a voice, and none are spoken of here.
const voices = workshopVoices();
const headCheckMs = 100;

/**
 * Plays one schedule that `seed` decides: a context speaks, relays and hearers follow, die at any point, and take over from
 * one another, while the broker has a bad day and time passes. In the end whoever lives hears on until it is at the head.
 */
export const playSchedule = async (seed: number): Promise<Played> => {
  const chance = chanceOf(seed);
  const below = (limit: number) => Math.floor(chance() * limit);
  const log = createMemoryEventLog({ name: "workshop", partitions });
  const town = openTown({ log, chance });
  let relays = [await town.relay(1), await town.relay(2)];
  let hearers = [await town.hearer(1), await town.hearer(2)];
  let epoch = 2;

  const actions: readonly (() => Promise<unknown>)[] = [
    () =>
      spokenIn(
        log,
        below(partitions),
        Array.from({ length: 1 + below(4) }, () => below(4)),
      ),
    async () => town.pass(below(headCheckMs)),
    () => survived(relays[below(2)]?.step(1 + below(5))),
    () => survived(hearers[below(2)]?.step(1 + below(5))),
    () => survived(hearers[1]?.step(20)),
    async () => {
      epoch += 1;
      if (chance() < 0.5) relays = [relays[1] ?? (await town.relay(epoch)), await town.relay(epoch)];
      else hearers = [hearers[1] ?? (await town.hearer(epoch)), await town.hearer(epoch)];
    },
  ];
  for (let step = 0; step < 40; step += 1) await actions[below(actions.length)]?.();
  return town.end(await town.hearer(epoch + 1));
};

const openTown = ({ log, chance }: { readonly log: ReturnType<typeof createMemoryEventLog>; readonly chance: () => number }) => {
  let nowMs = 0;
  const clock: Clock = { now: () => instant(nowMs), monotonicMs: () => nowMs };
  const carrier = troubledCarrier(createMemoryBroker({ keptMessages: 12 }), chance);
  const reader = createSaidReader({ log, voices });
  const checkpoints = createMemoryCheckpoints();
  const heard: string[][] = Array.from({ length: partitions }, () => []);
  let refilled = 0;

  const hearer = (epoch: number): Promise<ByHand> => {
    const ear = createEar({
      broker: carrier,
      reader,
      hearer: "listener",
      clock,
      headCheckMs,
      observe: (happening) => {
        if (happening.kind === "refilled") refilled += happening.messages;
      },
    });
    const handle = ear.hearing({
      subscription: "listener",
      hears: [thingMended, thingAdmired, thingPaintedOver],
      handle: async (batch) => {
        if (chance() < 0.1) throw new StoreUnavailable("died before it was committed");
        const outcome = checkpoints.moveNow("listener", batch.moves);
        if (outcome === "moved") for (const { message } of batch.heard) heard[message.partition]?.push(message.id);
        return outcome;
      },
    });
    return followByHand({ subscription: "listener", log: ear.log, checkpoints, handle, epoch });
  };

  return {
    hearer,
    relay: (epoch: number): Promise<ByHand> => {
      const speech = createSpeech({ log, voices });
      const handle = relaying({ subscription: "relay", speech, carrier, checkpoints });
      return followByHand({ subscription: "relay", log, checkpoints, handle, epoch });
    },
    pass: (elapsedMs: number): void => {
      nowMs += elapsedMs;
    },
    /** Nobody relays any more, so that the ends of the chains are missing: the hearer must find them by itself. */
    end: async (last: ByHand): Promise<Played> => {
      for (let quiet = 0; quiet < 3; ) {
        nowMs += headCheckMs;
        quiet = (await survived(last.step(50))) === "nothing" ? quiet + 1 : 0;
      }
      const everywhere = new Map(heard.map((_, partition) => [partition, 0]));
      const { messages } = await reader.read(everywhere, 10_000);
      const said = heard.map((_, partition) => messages.filter((message) => message.partition === partition).map(({ id }) => id));
      return { said, heard, refilled };
    },
  };
};

/** Only what a schedule makes fail may fail. */
const survived = async <T>(step: Promise<T> | undefined): Promise<T | undefined> => {
  try {
    return await step;
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined;
    throw error;
  }
};
