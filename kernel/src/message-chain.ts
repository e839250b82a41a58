import { type Message, placeOf } from "./message.ts";

/** What one partition's messages tell somebody who has heard everything up to a position. */
export interface Stretch {
  /** The messages of one event each, event after event: nothing is missing before or between them. */
  readonly heard: readonly (readonly Message[])[];
  /** Up to where that is all that was said. */
  readonly through: number;
  /** Whether something later has come, but not everything before it. */
  readonly isBroken: boolean;
}

/**
 * Joins what has come, in whatever order and however often, to what was heard up to `after`. All messages are of one
 * partition and one incarnation. `certain` is a position up to which they are known to be complete.
 */
export const joinMessages = (messages: readonly Message[], { after, certain = 0 }: { after: number; certain?: number }): Stretch => {
  const later = Map.groupBy(
    messages.filter(({ position }) => position > after),
    ({ position }) => position,
  );
  const heard: (readonly Message[])[] = [];
  let through = after;
  for (const position of [...later.keys()].sort((a, b) => a - b)) {
    const ofOneEvent = complete(later.get(position) ?? []);
    const [first] = ofOneEvent ?? [];
    if (ofOneEvent === null || first === undefined || !follows(first, through)) return { heard, through, isBroken: true };
    heard.push(ofOneEvent);
    through = position;
  }
  return { heard, through: Math.max(through, certain), isBroken: false };
};

/** All messages of one event in order, each once; null while one is missing. */
const complete = (ofOneEvent: readonly Message[]): readonly Message[] | null => {
  const byIndex = new Map(ofOneEvent.map((message) => [message.index, message]));
  const messages: Message[] = [];
  for (let index = 0; index < (ofOneEvent[0]?.count ?? 0); index += 1) {
    const message = byIndex.get(index);
    if (message === undefined) return null;
    messages.push(message);
  }
  return messages;
};

/**
 * Whether nothing was said between a position and this message. The message before it may lie anywhere up to there: a newer
 * `says` may have found words for an event that was silent when it was passed.
 */
const follows = ({ previous }: Message, position: number): boolean => {
  const before = previous === null ? 0 : placeOf(previous)?.position;
  return before !== undefined && before <= position;
};
