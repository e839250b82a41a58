import type { Json } from "./brand.ts";
import { instant } from "./clock.ts";
import { type RecordedEvent, streamName } from "./event-log.ts";
import type { Message } from "./message.ts";
import type { Stretch } from "./message-chain.ts";

/**
 * Lets a hearer follow a speaker as if it followed a log: one entry for each position of the speaker's log, so that they are
 * dense, with the messages of that position in its data. Where nothing was said the entry is silent.
 */
export const entriesOf = (
  { partition, after }: { readonly partition: number; readonly after: number },
  { heard, through }: Stretch,
  limit: number,
): readonly RecordedEvent[] => {
  const spoken = new Map(heard.flatMap((messages) => (messages[0] === undefined ? [] : [[messages[0].position, messages] as const])));
  const entries: RecordedEvent[] = [];
  for (let position = after + 1; position <= through && entries.length < limit; position += 1) {
    const messages = spoken.get(position);
    const first = messages?.[0];
    entries.push(first === undefined ? silence(partition, position) : entryOf(first, messages ?? []));
  }
  return entries;
};

/** The messages of an entry: those of one event, in order. */
export const messagesIn = ({ data }: RecordedEvent): readonly Message[] => messagesOf(data.messages ?? []);

/** Only entries are asked, and `entriesOf` makes them. */
const messagesOf = (said: Json): readonly Message[] => said as unknown as readonly Message[];

const entryOf = (first: Message, messages: readonly Message[]): RecordedEvent => ({
  partition: first.partition,
  position: first.position,
  stream: first.subject,
  version: 0,
  type: messages.map(({ name }) => name).join(" "),
  schemaVersion: 1,
  data: { messages },
  causation: first.traceparent === undefined ? {} : { traceparent: first.traceparent },
  commandId: first.id,
  recordedAt: first.recordedAt,
});

const silence = (partition: number, position: number): RecordedEvent => ({
  partition,
  position,
  stream: nobodys,
  version: 0,
  type: "",
  schemaVersion: 1,
  data: nothingSaid,
  causation: byNobody,
  commandId: "",
  recordedAt: never,
});

// The same for all: most positions of a log are silent.
const nothingSaid = { messages: [] };
const byNobody = {};
const never = instant(0);
const nobodys = streamName("-", "silence", "-");
