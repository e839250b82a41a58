import { createEar, type Ear } from "@waybill/kernel/ear";
import { limits } from "@waybill/kernel/limits";
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

/** What is heard has been read already, so looking again costs next to nothing. */
const tailerLimits = { ...limits, pollMinMs: 1 };

/** One ear per hearer and speaker. @throws RangeError when nobody of that name speaks. */
export type Ears = (hearer: ContextProcess, speaker: string) => OpenEar;

/** Hearers read the speaker's log (the log broker); what the speaker's own followers have read in this process comes from there at once. */
export const createEars = (speakers: readonly Speaker[]): Ears => {
  /** Speaker → whom to wake when something of it was read. */
  const hearers = new Map<string, Tailer[]>();
  const readers = new Map(
    speakers.map(({ process, voices }): [string, SaidReader] => {
      const { log } = process.store;
      // What the speaker's own followers have read is not read again for its hearers.
      const read = process.own.tailer.shared(() => {
        for (const hearer of hearers.get(log.name) ?? []) hearer.wake();
      });
      return [log.name, createSaidReader({ log: { ...log, ...read }, voices })];
    }),
  );
  const broker = createLogBroker([...readers.values()]);
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
    const opened: OpenEar = { log: ear.log, hearing: ear.hearing, tailer: new Tailer(ear.log, tailerLimits) };
    hearers.set(speaker, [...(hearers.get(speaker) ?? []), opened.tailer]);
    open.set(`${log} ${speaker}`, opened);
    return opened;
  };
};
