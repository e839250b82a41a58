import type { CommandContext } from "@waybill/kernel/command-identity";
import { type EventLog, type RecordedEvent, type StreamName, streamName } from "@waybill/kernel/event-log";
import { faultsOf, readAll } from "@waybill/kernel/testing/event-log/sample";
import { keyed, type TallyAnswer, type TallyCommand, type TallyHandler } from "@waybill/kernel/testing/tally";

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
  /** Asks again, under the same keys, whatever was not answered. */
  askAgain(process: Pick<TallyHandler, "handle">): Promise<void>;
  /** How many were answered, and how many were not. */
  count(): { readonly answered: number; readonly unanswered: number };
  /** What the log and the answers contradict each other in. */
  contradictions(log: EventLog): Promise<string[]>;
}

export const createLedger = (): Ledger => {
  const entries: Entry[] = [];
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
    ask: (process, id, command) => {
      const entry: Entry = { id, command, context: keyed(), answer: null };
      entries.push(entry);
      return send(process, entry);
    },
    askAgain: async (process) => {
      await Promise.all(entries.filter(({ answer }) => answer === null).map((entry) => send(process, entry)));
    },
    count: () => {
      const unanswered = entries.filter(({ answer }) => answer === null).length;
      return { answered: entries.length - unanswered, unanswered };
    },
    contradictions: async (log) => {
      const recorded = new Map<string, RecordedEvent[]>();
      for (let partition = 0; partition < log.partitions; partition += 1) {
        for (const event of await readAll(log, partition, 1_000))
          recorded.set(event.commandId, [...(recorded.get(event.commandId) ?? []), event]);
      }
      return [...(await faultsOf(log)), ...entries.flatMap((entry) => contradiction(entry, recorded) ?? [])];
    },
  };
};

const contradiction = (
  { id, context, command, answer }: Entry,
  recorded: ReadonlyMap<string, readonly Pick<RecordedEvent, "position" | "stream" | "version">[]>,
): string | null => {
  const stream: StreamName = streamName(context.merchant, "tally", id);
  const events = recorded.get(context.commandId ?? "") ?? [];
  const told = `${stream} ${JSON.stringify({ command, answer })}`;
  if (events.length > 1) return `${told} was recorded ${events.length} times`;
  if (answer === null) return null;
  const [event] = events;
  if (answer.kind !== "accepted") return event === undefined ? null : `${told} was recorded all the same`;
  if (event === undefined) return `${told} was acknowledged and is not there`;
  const same = event.stream === stream && event.version === answer.version && event.position === answer.position;
  return same ? null : `${told} stands at ${event.stream} ${event.version}@${event.position}`;
};
