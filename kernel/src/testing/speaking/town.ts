import type { Broker, Carrier } from "../../broker.ts";
import type { Checkpoints } from "../../checkpoint.ts";
import type { EventLog } from "../../event-log.ts";
import { createLogBroker } from "../../log-broker.ts";
import { createMemoryCheckpoints } from "../../memory/checkpoints.ts";
import { createMemoryEventLog } from "../../memory/event-log.ts";
import { relaying } from "../../relay.ts";
import { createSaidReader, type SaidReader } from "../../said-reader.ts";
import { createSpeech } from "../../speech.ts";
import { followByHand } from "./by-hand.ts";
import { workshopVoices } from "./workshop.ts";

/** A speaker, and a broker between it and whoever hears. */
export interface Town {
  /** The speaker's, of four partitions. */
  readonly log: EventLog;
  readonly reader: SaidReader;
  readonly broker: Broker;
  /** Brings everything said so far to the broker. */
  readonly relay: () => Promise<void>;
}

export type MakeTown = () => Promise<Town>;

/** Where a speaker keeps its log, called `workshop` and of four partitions, and what its relay has carried. */
export type MakeSpeaker = () => Promise<{ readonly log: EventLog; readonly checkpoints: Checkpoints }>;

const inMemory: MakeSpeaker = async () => ({
  log: createMemoryEventLog({ name: "workshop", partitions: 4 }),
  checkpoints: createMemoryCheckpoints(),
});

/** Hearers read the speaker's log. */
export const townWithLogBroker =
  (makeSpeaker = inMemory): MakeTown =>
  async () => {
    const { log } = await makeSpeaker();
    const reader = createSaidReader({ log, voices: workshopVoices() });
    return { log, reader, broker: createLogBroker([reader]), relay: async () => {} };
  };

/** A relay speaks into a carrier. */
export const townWithCarrier =
  (makeCarrier: () => Carrier, makeSpeaker = inMemory): MakeTown =>
  async () => {
    const { log, checkpoints } = await makeSpeaker();
    const carrier = makeCarrier();
    const speech = createSpeech({ log, voices: workshopVoices() });
    const handle = relaying({ subscription: "relay", speech, carrier, checkpoints });
    const follower = await followByHand({ subscription: "relay", log, checkpoints, handle, epoch: 1 });
    const relay = async (): Promise<void> => {
      while ((await follower.step(7)) === "moved");
    };
    return { log, reader: createSaidReader({ log, voices: workshopVoices() }), broker: carrier, relay };
  };
