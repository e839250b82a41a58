import { type RecordedEvent, streamParts } from "@waybill/kernel/event-log";

/** What a check found to be wrong. */
export interface Finding {
  /** The promise that is broken, as a sentence. */
  readonly promise: string;
  /** What is known of it. */
  readonly text: string;
  /** Whose story shows it: an order, a stock item, a payment. */
  readonly about: string;
}

/** All that was recorded, by context. */
export type Books = ReadonlyMap<string, readonly RecordedEvent[]>;

/** The streams of one kind: id → its events in order. */
export const streamsOf = (books: Books, context: string, type: string): ReadonlyMap<string, readonly RecordedEvent[]> => {
  const events = (books.get(context) ?? []).filter(({ stream }) => streamParts(stream).type === type);
  return Map.groupBy(events, ({ stream }) => streamParts(stream).id);
};

/** Events as the checks read them: by their stored names and fields, not by the code that is being checked. */
export const factIn = <Fact>({ data, type }: RecordedEvent): Fact => ({ ...data, type }) as unknown as Fact;
