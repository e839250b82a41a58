import type { Broker, Carrier } from "../../broker.ts";
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

const speaker = () => {
  const log = createMemoryEventLog({ name: "workshop", partitions: 4 });
  return { log, reader: createSaidReader({ log, voices: workshopVoices() }) };
};

/** Hearers read the speaker's log. */
export const townWithLogBroker: MakeTown = async () => {
  const { log, reader } = speaker();
  return { log, reader, broker: createLogBroker([reader]), relay: async () => {} };
};

/** A relay speaks into `carrier`. */
export const townWithCarrier =
  (makeCarrier: () => Carrier): MakeTown =>
  async () => {
    const { log, reader } = speaker();
    const carrier = makeCarrier();
    const checkpoints = createMemoryCheckpoints();
    const speech = createSpeech({ log, voices: workshopVoices() });
    const handle = relaying({ subscription: "relay", speech, carrier, checkpoints });
    const follower = await followByHand({ subscription: "relay", log, checkpoints, handle, epoch: 1 });
    const relay = async (): Promise<void> => {
      while ((await follower.step(7)) === "moved");
    };
    return { log, reader, broker: carrier, relay };
  };
