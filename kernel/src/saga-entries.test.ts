import { describe, expect, it } from "vitest";
import { streamName } from "./event-log.ts";
import { createMemoryEventLog } from "./memory/event-log.ts";
import { entriesOf } from "./saga-entries.ts";
import { appended, command } from "./testing/event-log/sample.ts";

const step = { first: 4, entries: [{ type: "Answered", ask: "hold" }, { type: "KitHeld" }] };
const recorded = async (type: string) => {
  const log = createMemoryEventLog();
  const stream = streamName("default", type, "r1");
  await appended(log, command(stream, 0, { events: [{ type: "Stepped", schemaVersion: 1, json: JSON.stringify(step) }] }));
  const [event] = await log.readStream(stream, 0, 1);
  return event!;
};

describe("the entries of an event", () => {
  it("are those of a saga's step, each with its own version and all else of the step", async () => {
    const event = await recorded("saga-lend-kit");
    expect(entriesOf(event)).toEqual([
      { ...event, version: 4, type: "Answered", data: { ask: "hold" } },
      { ...event, version: 5, type: "KitHeld", data: {} },
    ]);
  });

  it("are itself for whoever else calls an event so", async () => {
    const event = await recorded("dance");
    expect(entriesOf(event)).toEqual([event]);
  });
});
