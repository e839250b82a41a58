import { describe, expect, expectTypeOf, it } from "vitest";
import { instant } from "./clock.ts";
import { streamName } from "./event-log.ts";
import type { Contract } from "./integration-event.ts";
import { type Message, messageId } from "./message.ts";
import { thingAdmired, thingMended, thingMendedAnew } from "./testing/speaking/workshop.ts";
import { type Heard, understand } from "./understanding.ts";

const place = { context: "workshop", incarnation: "0193e9c0-0000-7000-8000-000000000001", partition: 0, position: 1, index: 0 };
const said = ({ name, version }: Pick<Contract, "name" | "version">, data: Message["data"]): Message => ({
  ...place,
  id: messageId(place),
  count: 1,
  previous: null,
  name,
  version,
  subject: streamName("default", "thing", "thg_1"),
  recordedAt: instant(0),
  data,
});
const one = said(thingMended, { n: 1 });
const two = said(thingMendedAnew, { n: 1, anew: true });
const three = said({ name: "ThingMended", version: 3 }, { count: 1 });
const admired = said(thingAdmired, { n: 1 });

describe("a hearer", () => {
  it("understands what it knows, in order, and hears nothing of other names", () => {
    expect(understand([thingMended], [admired, one])).toEqual([
      { kind: "understood", name: "ThingMended", version: 1, data: { n: 1 }, message: one },
    ]);
    const heard = understand([thingMended, thingAdmired], [one, admired]);
    expect(heard.map(({ message }) => message)).toEqual([one, admired]);
    expect(understand([], [one, admired])).toEqual([]);
  });

  it("takes a fact that is said in several versions once, in the newest that it knows", () => {
    const versionsHeard = (...contracts: Contract[]) => understand(contracts, [three, one, two]).map(({ message }) => message.version);
    expect(versionsHeard(thingMended)).toEqual([1]);
    expect(versionsHeard(thingMended, thingMendedAnew)).toEqual([2]);
    expect(versionsHeard(thingMendedAnew)).toEqual([2]);
  });

  it("hands over a version that it does not know, the nearest of several", () => {
    const unknown = { kind: "notUnderstood", reason: "VersionIsUnknown" };
    expect(understand([thingMended], [two])).toEqual([{ ...unknown, message: two }]);
    expect(understand([thingMended], [three, two])).toEqual([{ ...unknown, message: two }]);
    expect(understand([thingMendedAnew], [one])).toEqual([{ ...unknown, message: one }]);
  });

  it("hands over data that its contract does not accept", () => {
    const malformed = said(thingMended, { n: "one" });
    expect(understand([thingMended], [malformed])).toEqual([{ kind: "notUnderstood", reason: "DataIsMalformed", message: malformed }]);
  });

  it("knows by name and version what the data is", () => {
    const [heard] = understand([thingMended, thingMendedAnew, thingAdmired], [two]);
    expectTypeOf(heard).toEqualTypeOf<Heard<typeof thingAdmired | typeof thingMended | typeof thingMendedAnew> | undefined>();
    if (heard?.kind !== "understood" || heard.version !== 2) throw new Error("it was understood");
    expectTypeOf(heard.data).toEqualTypeOf<{ n: number; anew: boolean }>();
    expect(heard.data.anew).toBe(true);
  });
});
