import { createEar, type Ear } from "@waybill/kernel/ear";
import { createLogBroker } from "@waybill/kernel/log-broker";
import { createSaidReader, type SaidReader } from "@waybill/kernel/said-reader";
import { Tailer } from "@waybill/kernel/tailer";
import type { Voice } from "@waybill/kernel/voice";
import type { ContextProcess, Followed } from "./context-process.ts";

/** A context that says something to others. */
export interface Speaker {
  readonly process: ContextProcess;
  /** One for each kind of aggregate that it speaks of. */
  readonly voices: readonly Voice[];
}

/** What one context of this process hears of another. All that follow there share it. */
export interface OpenEar extends Followed {
  readonly hearing: Ear["hearing"];
}

/** One ear per hearer and speaker. @throws RangeError when nobody of that name speaks. */
export type Ears = (hearer: ContextProcess, speaker: string) => OpenEar;

/** Hearers read the speaker's log (the log broker); what is appended in this process wakes them at once. */
export const createEars = (speakers: readonly Speaker[]): Ears => {
  const readers = new Map(
    speakers.map(({ process, voices }): [string, SaidReader] => {
      const { log } = process.store;
      return [log.name, createSaidReader({ log, voices })];
    }),
  );
  const broker = createLogBroker([...readers.values()]);
  const processes = new Map(speakers.map(({ process }) => [process.store.log.name, process]));
  const open = new Map<string, OpenEar>();

  return (hearer, speaker) => {
    const { log, clock, logger } = { ...hearer.shared, log: hearer.store.log.name };
    const known = open.get(`${log} ${speaker}`);
    if (known !== undefined) return known;
    const reader = readers.get(speaker);
    if (reader === undefined) throw new RangeError(`${log} wants to hear ${speaker}, which says nothing`);
    const ear = createEar({
      ...{ broker, reader, clock, hearer: log },
      observe: (happening) => logger.warn({ hearer: log, speaker, ...happening }, "something is wrong with what is heard"),
    });
    const opened: OpenEar = { log: ear.log, hearing: ear.hearing, tailer: new Tailer(ear.log) };
    processes.get(speaker)?.onAppended(() => opened.tailer.wake());
    open.set(`${log} ${speaker}`, opened);
    return opened;
  };
};
