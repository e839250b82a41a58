import type { RecordedEvent } from "./event-log.ts";

/** About how much JSON these events are, judged by a few of them: to size batches, so exactness is not worth its time. */
export const estimatedBytes = (events: readonly RecordedEvent[]): number => {
  let sampled = 0;
  let bytes = 0;
  const step = Math.ceil(events.length / samples);
  for (let index = 0; index < events.length; index += step) {
    sampled += 1;
    bytes += JSON.stringify(events[index]).length;
  }
  return sampled === 0 ? 0 : Math.ceil((bytes / sampled) * events.length);
};

const samples = 8;
