import { accept, type Decision, nothingToDo, reject } from "./decider.ts";

/**
 * A life as a table: from each status, which events may follow and where each leads. An event that leads to one of
 * several statuses (back to where it was, say) names them all. Decisions, diagrams, `GET …/actions` and the exhaustive
 * status × command test all read this one table.
 */
export type Life<Status extends string, EventType extends string> = {
  readonly [S in Status]: { readonly [E in EventType]?: Status | readonly Status[] };
};

/** Where `eventType` leads from `status`; empty when it may not follow. */
export const targets = <Status extends string, EventType extends string>(
  life: Life<Status, EventType>,
  status: Status,
  eventType: EventType,
): readonly Status[] => {
  const target: Status | readonly Status[] | undefined = life[status][eventType];
  if (target === undefined) return [];
  return typeof target === "string" ? [target] : target;
};

/**
 * A decision about one step of a life: recorded when the table allows it, nothing to do when the thing is already where
 * the step leads, else refused with a code like `OrderIsCancelled`.
 */
export const stepOf =
  <Name extends string, Status extends string, EventType extends string>(name: Name, life: Life<Status, EventType>) =>
  <Event extends { readonly type: EventType }>(
    state: { readonly status: Status },
    event: Event,
  ): Decision<Event, { readonly code: `${Name}Is${Status}` }> => {
    if (life[state.status][event.type] !== undefined) return accept(event);
    const leadsHere = (Object.keys(life) as Status[]).some(
      (from) => from !== state.status && targets(life, from, event.type).includes(state.status),
    );
    return leadsHere ? nothingToDo : reject({ code: `${name}Is${state.status}` });
  };

/** The table as a Mermaid state diagram, as each context's README shows it. */
export const lifeDiagram = <Status extends string, EventType extends string>(life: Life<Status, EventType>, start: Status): string => {
  const lines = ["stateDiagram-v2", `  [*] --> ${start}`];
  for (const from of Object.keys(life) as Status[]) {
    const events = Object.keys(life[from]) as EventType[];
    for (const event of events) for (const to of targets(life, from, event)) lines.push(`  ${from} --> ${to}: ${event}`);
    if (events.length === 0) lines.push(`  ${from} --> [*]`);
  }
  return lines.join("\n");
};
