import { type RecordedEvent, streamParts } from "../event-log.ts";
import type { ReadModel, ReadModelRow } from "../read-model.ts";

/** What these events make of a read model's rows, by key, without anything that keeps them. */
export const projectedRows = <Event, Row extends ReadModelRow>(
  { model, decode }: { readonly model: ReadModel<Event, Row>; readonly decode: (recorded: RecordedEvent) => Event },
  events: readonly RecordedEvent[],
): ReadonlyMap<string, Row> => {
  const rows = new Map<string, Row>();
  for (const recorded of events) {
    if (model.of !== undefined && streamParts(recorded.stream).type !== model.of) continue;
    const event = decode(recorded);
    const key = model.keyOf(event, recorded);
    if (key === null) continue;
    const row = model.project(rows.get(key) ?? null, event, recorded);
    if (row === null) rows.delete(key);
    else rows.set(key, row);
  }
  return rows;
};
