import { accept, type Decision, nothingToDo, type Refusal, reject } from "./decider.ts";

/**
 * A life as a table: from each status, which events may follow and where each leads. An event that leads to one of
 * several statuses (back to where it was, say) names them all. Decisions, diagrams, `GET …/actions` and the exhaustive
 * status × command test all read this one table.
 */
export type Life<Status extends string, EventType extends string> = {
  readonly [S in Status]: { readonly [E in EventType]?: Status | readonly Status[] };
};

/** Every status of a life, in the table's order. */
export const statusesOf = <Status extends string>(life: Life<Status, never>): Status[] => Object.keys(life) as Status[];

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
 * A decision about one step of a life: recorded when the table allows it and no rule refuses it, nothing to do when the
 * thing is already where the step leads, else refused with a code like `OrderIsCancelled`. The rules come as what each of
 * them said, null for no objection; the first objection is the answer.
 */
export const stepOf =
  <Name extends string, Status extends string, EventType extends string>(name: Name, life: Life<Status, EventType>) =>
  <Event extends { readonly type: EventType }, Said extends readonly (Refusal | null)[]>(
    state: { readonly status: Status },
    event: Event,
    ...objections: Said
  ): Decision<Event, NonNullable<Said[number]> | { readonly code: `${Name}Is${Status}` }> => {
    if (life[state.status][event.type] !== undefined) {
      const objection = objections.find((said): said is NonNullable<Said[number]> => said !== null);
      return objection ? reject(objection) : accept(event);
    }
    const leadsHere = statusesOf(life).some((from) => targets(life, from, event.type).includes(state.status));
    return leadsHere ? nothingToDo : reject({ code: `${name}Is${state.status}` });
  };

/** The table as a Mermaid state diagram, as each context's README shows it: one arrow for all that leads the same way. */
export const lifeDiagram = <Status extends string>(life: Life<Status, string>, start: Status): string => {
  const lines = ["stateDiagram-v2", `  [*] --> ${start}`];
  for (const from of statusesOf(life)) {
    const events = Object.keys(life[from]);
    const arrows = Map.groupBy(
      events.flatMap((event) => targets(life, from, event).map((to) => ({ event, to }))),
      ({ to }) => to,
    );
    for (const [to, leading] of arrows) lines.push(`  ${from} --> ${to}: ${leading.map(({ event }) => event).join(", ")}`);
    if (arrows.size === 0) lines.push(`  ${from} --> [*]`);
  }
  return lines.join("\n");
};
