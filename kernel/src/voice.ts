import { LRUCache } from "lru-cache";
import { type Aggregate, decodeEvent } from "./aggregate.ts";
import { brokerLimits } from "./broker-limits.ts";
import { fold } from "./decider.ts";
import type { EventLog, RecordedEvent, StreamName } from "./event-log.ts";
import type { IntegrationEvent } from "./integration-event.ts";
import { limits } from "./limits.ts";

/**
 * What is said to others of one event, in this order; nothing is an answer. Pure, and for ever: what it said of an old event
 * yesterday it says today. One name is said once per version.
 */
export type Says<Event> = (event: Event, recorded: RecordedEvent) => readonly IntegrationEvent[];

/** The same where an event alone tells too little: `state` is what it led to. */
export type SaysWhole<Event, State> = (event: Event, state: State, recorded: RecordedEvent) => readonly IntegrationEvent[];

/** What a context says of one kind of its aggregates. */
export interface Voice {
  /** The middle part of their streams' names. */
  readonly type: string;
  /** What is said of each of these events of theirs, which come in the order of their versions. */
  tell(events: readonly RecordedEvent[], log: Pick<EventLog, "readStream">): Promise<readonly (readonly IntegrationEvent[])[]>;
}

export const voiceOf = <Event extends { readonly type: string }>(
  aggregate: Pick<Aggregate<never, never, Event>, "type" | "upcasters">,
  says: Says<Event>,
): Voice => ({
  type: aggregate.type,
  tell: async (events) => events.map((recorded) => says(decodeEvent<Event>(aggregate, recorded), recorded)),
});

/** Reads a stream from its beginning when it is first spoken of, so it is for aggregates with short ones. */
export const wholeVoiceOf = <State, Event extends { readonly type: string }>(
  aggregate: Aggregate<never, State, Event>,
  says: SaysWhole<Event, State>,
): Voice => {
  /** The newest states that were told. Whoever reads what is older folds it anew. */
  const newest = new LRUCache<StreamName, Known<State>>({ max: brokerLimits.spokenStates });

  return {
    type: aggregate.type,
    tell: async (events, log) => {
      const told = new Map<StreamName, Known<State>>();
      const said: (readonly IntegrationEvent[])[] = [];
      for (const recorded of events) {
        const { stream, version } = recorded;
        const known = [told.get(stream), newest.get(stream)].find((one) => one !== undefined && one.version < version);
        const before = await stateBefore({ aggregate, log, recorded }, known ?? { version: 0, state: aggregate.decider.initial });
        const event = decodeEvent<Event>(aggregate, recorded);
        const state = aggregate.decider.evolve(before, event);
        told.set(stream, { version, state });
        if (version > (newest.get(stream)?.version ?? 0)) newest.set(stream, { version, state });
        said.push(says(event, state, recorded));
      }
      return said;
    },
  };
};

interface Known<State> {
  readonly version: number;
  readonly state: State;
}

const stateBefore = async <State, Event extends { readonly type: string }>(
  {
    aggregate,
    log,
    recorded,
  }: {
    readonly aggregate: Aggregate<never, State, Event>;
    readonly log: Pick<EventLog, "readStream">;
    readonly recorded: RecordedEvent;
  },
  known: Known<State>,
): Promise<State> => {
  let { version, state } = known;
  while (version < recorded.version - 1) {
    const page = await log.readStream(recorded.stream, version, Math.min(limits.streamPageEvents, recorded.version - 1 - version));
    if (page.length === 0) throw new Error(`${recorded.stream} has a version ${recorded.version}, but none after ${version}`);
    state = fold(
      aggregate.decider,
      page.map((earlier) => decodeEvent<Event>(aggregate, earlier)),
      state,
    );
    version += page.length;
  }
  return state;
};
