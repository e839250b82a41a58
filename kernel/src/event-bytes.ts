import type { RecordedEvent } from "./event-log.ts";

/** About how much JSON these events are, judged by a few of them: to size batches, so exactness is not worth its time. */
export const estimatedBytes = (events: readonly RecordedEvent[]): number => {
  let sampled = 0;
  let bytes = 0;
  const step = Math.max(leastStep, Math.ceil(events.length / samples));
  // From any of them: what a command records begins with the same each time, and that may be the smallest of it.
  for (let index = Math.floor(Math.random() * Math.min(step, events.length)); index < events.length; index += step) {
    sampled += 1;
    bytes += JSON.stringify(events[index]).length;
  }
  return sampled === 0 ? 0 : Math.ceil((bytes / sampled) * events.length);
};

const samples = 8;
/** Of a few events one is enough: each follower of a log estimates each batch, and looking at all of a small one was 3 % of what an order costs. */
const leastStep = 16;
