import type { EventLog, RecordedEvent, StreamName } from "@waybill/kernel/event-log";
import { LatelyUsed } from "@waybill/kernel/lately-used";
import { limits } from "@waybill/kernel/limits";

/** The events of a stream after a version, page by page. */
export const eventsOf = async (
  log: EventLog,
  stream: StreamName,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (;;) {
    const wanted = Math.min(limit - events.length, limits.streamPageEvents);
    const page = wanted > 0 ? await log.readStream(stream, after + events.length, wanted) : [];
    events.push(...page);
    if (page.length < wanted || wanted <= 0) return events;
  }
};

/**
 * Reads whole streams, and those that were read lately from where they were known on: what is recorded never changes. The log is asked each
 * time, so that nothing newer is missed; an order that is looked at again and again costs a question without rows.
 */
export const readingOn = <Event>(log: EventLog, decode: (recorded: RecordedEvent) => Event) => {
  const read = new LatelyUsed<StreamName, readonly Event[]>({ entries: knownStreams, forMs: limits.cachedStateMs });
  return async (stream: StreamName): Promise<readonly Event[]> => {
    const known = read.get(stream) ?? [];
    const newer = await eventsOf(log, stream, { after: known.length, limit: Number.POSITIVE_INFINITY });
    if (newer.length === 0) return known;
    const events = [...known, ...newer.map(decode)];
    if (events.length <= keptOfStream) read.set(stream, events);
    return events;
  };
};

/** At some 15 kB each, with what was rendered of them. */
const knownStreams = 2_000;
/** The life of an order has a dozen events. */
const keptOfStream = 100;
