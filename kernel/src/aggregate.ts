import type { Json, JsonObject } from "./brand.ts";
import type { Decider, Decision, Refusal } from "./decider.ts";
import type { NewEvent, RecordedEvent } from "./event-log.ts";
import { jsonText, type Unstorable } from "./json.ts";
import { limits } from "./limits.ts";

/** Turns the data of one schema version into that of the next. Pure. */
export type Upcaster = (data: JsonObject) => JsonObject;

/** What the kernel needs to know to keep a kind of aggregate. */
export interface Aggregate<
  Command extends { readonly type: string },
  State,
  Event extends { readonly type: string },
  R extends Refusal = Refusal,
> {
  /** The middle part of its stream names, such as `order`. Storage format: never changes. */
  readonly type: string;
  readonly decider: Decider<Command, State, Event, R>;
  /** Event type → how its older schemas become today's: the first turns version 1 into 2, and so on. Absent: version 1 is today's. */
  readonly upcasters?: { readonly [eventType: string]: readonly Upcaster[] };
  /** Keeps a snapshot whenever the version passes a multiple of this. Only for aggregates with long streams and JSON states. */
  readonly snapshotEveryEvents?: number;
  /** Part of each snapshot's key: raise it when `evolve` or the state's shape changes. Default 1. */
  readonly reducerVersion?: number;
}

/** The schema version that events of this type are written with today. */
export const schemaVersionOf = (aggregate: Pick<Aggregate<never, unknown, never>, "upcasters">, eventType: string): number =>
  (aggregate.upcasters?.[eventType]?.length ?? 0) + 1;

/** What a decision leaves in the log (events, or the refusal that a replay is told), or why the log cannot hold it. */
export const encodeDecision = <Event extends { readonly type: string }>(
  aggregate: Pick<Aggregate<never, never, never>, "upcasters">,
  decision: Decision<Event, Refusal>,
): { readonly events: NewEvent[]; readonly outcome: Json } | { readonly unstorable: Unstorable } => {
  if (decision.kind === "nothingToDo") return { events: [], outcome: null };
  if (decision.kind === "refused") {
    const json = jsonText(decision.refusal);
    return typeof json === "string" ? { events: [], outcome: decision.refusal } : json;
  }
  if (decision.events.length > limits.commandEvents) return { unstorable: "TooManyEvents" };
  const events: NewEvent[] = [];
  for (const { type, ...data } of decision.events) {
    const json = jsonText(data);
    if (typeof json !== "string") return json;
    events.push({ type, schemaVersion: schemaVersionOf(aggregate, type), json });
  }
  return { events, outcome: null };
};

/**
 * A recorded event as its aggregate speaks of it today.
 * @throws Error when it was written by newer code than this: reading on would misunderstand it.
 */
export const decodeEvent = <Event extends { readonly type: string }>(
  aggregate: Pick<Aggregate<never, never, Event>, "upcasters">,
  recorded: Pick<RecordedEvent, "data" | "schemaVersion" | "type">,
): Event => {
  const upcasters = aggregate.upcasters?.[recorded.type] ?? [];
  if (recorded.schemaVersion > upcasters.length + 1) {
    throw new Error(
      `${recorded.type} has schema version ${recorded.schemaVersion}; this code knows ${upcasters.length + 1}. Run the newer code.`,
    );
  }
  let data = recorded.data;
  for (const upcast of upcasters.slice(recorded.schemaVersion - 1)) data = upcast(data);
  return spoken<Event>({ ...data, type: recorded.type });
};

/** The log gives back what `encodeEvents` put in: events of this aggregate, upcast to today's shapes. */
const spoken = <Event>(event: { readonly type: string }): Event => event as unknown as Event;
