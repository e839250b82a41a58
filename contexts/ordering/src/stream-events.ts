import type { EventLog, RecordedEvent, StreamName } from "@waybill/kernel/event-log";
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
