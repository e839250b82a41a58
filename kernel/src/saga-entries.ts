import type { JsonObject } from "./brand.ts";
import { type RecordedEvent, streamType } from "./event-log.ts";
import { sagaPrefix } from "./saga-aggregate.ts";

/**
 * What an instance recorded in one event, as one event for each entry, in order: each has its entry's number for a version, and all else of
 * the event that it is part of. Any other event is itself.
 */
export const entriesOf = (recorded: RecordedEvent): readonly RecordedEvent[] => entriesLike(recorded, () => true);

/** As `entriesOf`, of a saga's entries only those that are wanted. */
export const entriesLike = (recorded: RecordedEvent, isWanted: (entry: RecordedEntry) => boolean): readonly RecordedEvent[] => {
  if (!isStep(recorded)) return [recorded];
  const { first, entries } = steppedIn(recorded.data);
  return entries.flatMap((entry, index) => {
    if (!isWanted(entry)) return [];
    const { type, ...data } = entry;
    return [{ ...recorded, version: first + index, type, data }];
  });
};

/** Whether the event is a step of a saga. */
export const isStep = ({ type, stream }: RecordedEvent): boolean => type === "Stepped" && streamType(stream).startsWith(sagaPrefix);

/** As it stands in a step: its data, and what it is. */
export type RecordedEntry = JsonObject & { readonly type: string };

interface RecordedStep {
  readonly first: number;
  readonly entries: readonly RecordedEntry[];
}

/** What a saga's aggregate recorded. */
const steppedIn = (data: unknown): RecordedStep => data as RecordedStep;
