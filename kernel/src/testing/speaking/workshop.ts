import type { Aggregate } from "../../aggregate.ts";
import type { JsonObject } from "../../brand.ts";
import { nothingToDo } from "../../decider.ts";
import type { Append, EventLog, StreamName } from "../../event-log.ts";
import { streamName } from "../../event-log.ts";
import { derivedUuid, newUuid } from "../../id.ts";
import { type Contract, say } from "../../integration-event.ts";
import { partitionOf } from "../../partition.ts";
import { type Says, type SaysWhole, voiceOf, wholeVoiceOf } from "../../voice.ts";

// A context that speaks: things are mended, in one step or in several, and tools are listed.

/** `spoken`: how many messages the event gives rise to, in so many versions of them each. */
export type ThingEvent = { readonly type: "Worked"; readonly n: number; readonly spoken: number; readonly versions?: number };

export type ToolEvent = { readonly type: "Listed"; readonly label: string } | { readonly type: "Worn"; readonly by: number };
export type Tool = { readonly label: string; readonly wear: number };

const contractOf = <Name extends string, Version extends number, Data extends JsonObject>(
  name: Name,
  version: Version,
  example: Data,
): Contract<Name, Version, Data> => ({
  context: "workshop",
  name,
  version,
  description: `${name}, as tests say it.`,
  schema: {},
  example,
  accepts: (data): data is Data =>
    typeof data === "object" && data !== null && Object.keys(example).every((key) => typeof Reflect.get(data, key) === typeof example[key]),
});

export const thingMended = contractOf("ThingMended", 1, { n: 1 });
export const thingMendedAnew = contractOf("ThingMended", 2, { n: 1, anew: true as boolean });
export const thingAdmired = contractOf("ThingAdmired", 1, { n: 1 });
export const thingPaintedOver = contractOf("ThingPaintedOver", 1, { n: 1 });
const toolChanged = contractOf("ToolChanged", 1, { label: "hammer", wear: 0 });

/** 0: nothing; 1: mended; 2: and admired; 3: and painted over. */
const saysOfThing: Says<ThingEvent> = ({ n, spoken, versions = 1 }) => [
  ...(spoken > 0 && versions > 1 ? [say(thingMendedAnew, { n, anew: true })] : []),
  ...(spoken > 0 ? [say(thingMended, { n })] : []),
  ...(spoken > 1 ? [say(thingAdmired, { n })] : []),
  ...(spoken > 2 ? [say(thingPaintedOver, { n })] : []),
];
const saysOfTool: SaysWhole<ToolEvent, Tool> = (_, { label, wear }) => [say(toolChanged, { label, wear })];

const toolAggregate: Aggregate<{ readonly type: "Use" }, Tool, ToolEvent> = {
  type: "tool",
  decider: {
    initial: { label: "", wear: 0 },
    decide: () => nothingToDo,
    evolve: (tool, event) => (event.type === "Listed" ? { label: event.label, wear: 0 } : { ...tool, wear: tool.wear + event.by }),
  },
};

export const workshopVoices = () => [voiceOf<ThingEvent>({ type: "thing" }, saysOfThing), wholeVoiceOf(toolAggregate, saysOfTool)];

/** Things whose streams lie in the given partition. */
export const thingsIn = (partition: number, partitions: number, count: number): readonly StreamName[] => {
  const things: StreamName[] = [];
  for (let number = 0; things.length < count; number += 1) {
    const stream = streamName("default", "thing", `thing-${number}`);
    if (partitionOf(stream, partitions) === partition) things.push(stream);
  }
  return things;
};

/** Appends events to a stream that has `version` of them. @throws Error when they were not appended. */
export const happen = async (
  log: EventLog,
  { stream, version, causation = {} }: Pick<Append, "stream"> & Partial<Pick<Append, "causation">> & { readonly version: number },
  events: readonly (ThingEvent | ToolEvent)[],
): Promise<void> => {
  const [outcome] = await log.append([
    {
      stream,
      commandId: newUuid(),
      expectedVersion: version,
      events: events.map(({ type, ...data }) => ({ type, schemaVersion: 1, json: JSON.stringify(data) })),
      causation,
      receipt: { requestHash: derivedUuid(stream, "sample request"), expiresAt: null },
      outcome: null,
    },
  ]);
  if (outcome?.kind !== "appended") throw new Error(`the sample was not appended: ${JSON.stringify(outcome)}`);
};

/** A partition's history in short: for each event, how many messages it gives rise to. All of one new stream. */
export const spokenIn = async (log: EventLog, partition: number, spoken: readonly number[]): Promise<void> => {
  const stream = streamName("default", "thing", newThingIn(partition, log.partitions));
  await happen(
    log,
    { stream, version: 0 },
    spoken.map((messages, n) => ({ type: "Worked", n, spoken: messages })),
  );
};

const newThingIn = (partition: number, partitions: number): string => {
  for (;;) {
    const id = newUuid();
    if (partitionOf(streamName("default", "thing", id), partitions) === partition) return id;
  }
};
