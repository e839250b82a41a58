import type { CommandContext } from "@waybill/kernel/command-identity";
import { type EventLog, type RecordedEvent, type StreamName, streamName } from "@waybill/kernel/event-log";
import { faultsOf, readAll } from "@waybill/kernel/testing/event-log/sample";
import { from, keyed, type TallyAnswer, type TallyCommand, type TallyHandler } from "@waybill/kernel/testing/tally";

/** What somebody outside asked, and what they were told, if they were. */
interface Entry {
  readonly id: string;
  readonly command: TallyCommand;
  readonly context: CommandContext;
  answer: TallyAnswer | null;
}

/** What callers know: the only witness when processes, connections or databases die. */
export interface Ledger {
  /** Asks under a key and notes the answer when it comes; null when the process, or what it stands on, died first. */
  ask(process: Pick<TallyHandler, "handle">, id: string, command: TallyCommand): Promise<TallyAnswer | null>;
  /** The same without a key: nobody can ask again. */
  askOnce(process: Pick<TallyHandler, "handle">, id: string, command: TallyCommand): Promise<TallyAnswer | null>;
  /** Asks again, under the same keys, whatever was not answered. */
  askAgain(process: Pick<TallyHandler, "handle">): Promise<void>;
  /** How many were answered, and how many were not. */
  count(): { readonly answered: number; readonly unanswered: number };
  /** What the log and the answers contradict each other in. */
  contradictions(log: EventLog): Promise<string[]>;
}

export const createLedger = (): Ledger => {
  const entries: Entry[] = [];
  const enter = (entry: Entry): Entry => {
    entries.push(entry);
    return entry;
  };
  const send = async (process: Pick<TallyHandler, "handle">, entry: Entry): Promise<TallyAnswer | null> => {
    try {
      const answer = await process.handle(entry.id, entry.command, entry.context);
      if (answer.kind !== "contended" && answer.kind !== "overloaded") entry.answer = answer;
    } catch {
      // Nobody knows whether it happened: it stays unanswered.
    }
    return entry.answer;
  };
  return {
    ask: (process, id, command) => send(process, enter({ id, command, context: keyed(), answer: null })),
    askOnce: (process, id, command) => send(process, enter({ id, command, context: from(), answer: null })),
    askAgain: async (process) => {
      const open = entries.filter(({ answer, context }) => answer === null && context.commandId !== undefined);
      await Promise.all(open.map((entry) => send(process, entry)));
    },
    count: () => {
      const unanswered = entries.filter(({ answer }) => answer === null).length;
      return { answered: entries.length - unanswered, unanswered };
    },
    contradictions: async (log) => {
      const events: RecordedEvent[] = [];
      for (let partition = 0; partition < log.partitions; partition += 1) events.push(...(await readAll(log, partition, 1_000)));
      const streams = Map.groupBy(events, ({ stream }) => stream);
      const asked = Map.groupBy(entries, ({ id, context }) => streamName(context.merchant, "tally", id));
      return [
        ...(await faultsOf(log)),
        ...[...asked].flatMap(([stream, ofStream]) => contradictionsOf(stream, ofStream, streams.get(stream) ?? [])),
      ];
    },
  };
};

/** Every command of a ledger records one event or none, so counting them tells what was lost or done twice. */
const contradictionsOf = (stream: StreamName, entries: readonly Entry[], events: readonly RecordedEvent[]): string[] => {
  const contradictions: string[] = [];
  const told = new Map<number, Entry>();
  for (const entry of entries) {
    if (entry.answer?.kind !== "accepted") continue;
    const { version, position } = entry.answer;
    const what = `${stream} ${JSON.stringify({ command: entry.command, answer: entry.answer })}`;
    if (events[version - 1] === undefined) contradictions.push(`${what} was acknowledged and is not there`);
    else if (events[version - 1]?.position !== position) contradictions.push(`${what} stands at ${events[version - 1]?.position}`);
    if (told.has(version)) contradictions.push(`${what} was told to another command too`);
    told.set(version, entry);
  }
  const unanswered = entries.filter(({ answer }) => answer === null).length;
  if (events.length < told.size || events.length > told.size + unanswered) {
    contradictions.push(`${stream} has ${events.length} events; ${told.size} were acknowledged, ${unanswered} commands were not answered`);
  }
  if (new Set(events.map(({ commandId }) => commandId)).size !== events.length) contradictions.push(`${stream} has a command twice`);
  return contradictions;
};
