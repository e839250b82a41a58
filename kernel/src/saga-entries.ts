import type { JsonObject } from "./brand.ts";
import { type RecordedEvent, streamParts } from "./event-log.ts";
import { sagaPrefix } from "./saga-aggregate.ts";

/**
 * What an instance recorded in one event, as one event for each entry, in order: each has its entry's number for a version, and all else of
 * the event that it is part of. Any other event is itself.
 */
export const entriesOf = (recorded: RecordedEvent): readonly RecordedEvent[] => {
  if (recorded.type !== "Stepped" || !streamParts(recorded.stream).type.startsWith(sagaPrefix)) return [recorded];
  const { first, entries } = steppedIn(recorded.data);
  return entries.map(({ type, ...data }, index) => ({ ...recorded, version: first + index, type, data }));
};

interface RecordedStep {
  readonly first: number;
  readonly entries: readonly (JsonObject & { readonly type: string })[];
}

/** What a saga's aggregate recorded. */
const steppedIn = (data: unknown): RecordedStep => data as RecordedStep;
