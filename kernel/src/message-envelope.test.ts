import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "./brand.ts";
import { instant } from "./clock.ts";
import { parseCloudEvent } from "./cloud-event.ts";
import { streamName } from "./event-log.ts";
import { type Message, messageId, placeOf } from "./message.ts";
import { envelopeOf, openEnvelope } from "./message-envelope.ts";

const incarnation = "0193e9c0-0000-7000-8000-000000000001";
const place = { context: "workshop", incarnation, partition: 12, position: 3_456, index: 1 };
const previous = messageId({ ...place, index: 0 });
const message: Message = {
  ...place,
  id: messageId(place),
  count: 2,
  previous,
  name: "ThingMended",
  version: 3,
  subject: streamName("default", "thing", "thg_1"),
  recordedAt: instant(1_700_000_000_123),
  correlation: "cor-1",
  cause: "elsewhere/1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  data: { mendedAt: 1_700_000_000_000, parts: [{ name: "größe" }] },
};
const wire = (value: object): unknown => JSON.parse(JSON.stringify(value));

describe("a message's id", () => {
  it("says where the message stands", () => {
    expect(message.id).toBe(`workshop/${incarnation}/12/3456/1`);
    expect(placeOf(message.id)).toEqual({ ...place, id: message.id });
  });

  it.each([
    "",
    "workshop/x/12/3456/1",
    `workshop/${incarnation}/12/0/0`,
    `workshop/${incarnation}/12/01/0`,
    `workshop/${incarnation}/12/3456`,
    `workshop/${incarnation}/12/3456/1/2`,
    `Workshop/${incarnation}/12/3456/1`,
    `workshop/${incarnation}/-1/3456/1`,
    `workshop/${incarnation}/12/1e3/1`,
  ])("is not %j", (text) => {
    expect(placeOf(text)).toBeNull();
  });
});

describe("a message on the wire", () => {
  it("is a CloudEvent", () => {
    expect(envelopeOf(message)).toStrictEqual({
      specversion: "1.0",
      id: `workshop/${incarnation}/12/3456/1`,
      source: "/waybill/workshop",
      type: "waybill.workshop.ThingMended.v3",
      subject: "default/thing/thg_1",
      time: "2023-11-14T22:13:20.123Z",
      datacontenttype: "application/json",
      count: 2,
      previous,
      correlationid: "cor-1",
      causationid: "elsewhere/1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      data: { mendedAt: 1_700_000_000_000, parts: [{ name: "größe" }] },
    });
  });

  it("arrives as it was sent, whatever it says", () => {
    const messages = fc.record({
      previous: fc.constantFrom(null, previous, messageId({ ...place, position: 7, index: 9 })),
      subject: fc.stringMatching(/^[!-.0-~]{1,40}$/).map((id) => streamName("default", "thing", id)),
      recordedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instant),
      version: fc.integer({ min: 1, max: 9_999 }),
      data: fc.dictionary(fc.string(), fc.jsonValue()).map((data): JsonObject => JSON.parse(JSON.stringify(data))),
    });
    fc.assert(
      fc.property(messages, (more) => {
        const sent: Message = { ...message, ...more };
        const envelope = wire(envelopeOf(sent));
        expect(parseCloudEvent(envelope).kind).toBe("event");
        expect(openEnvelope(envelope)).toEqual({ kind: "message", message: sent });
      }),
    );
  });

  it("has the tracestate that is kept behind the traceparent in an attribute of its own", () => {
    const [traceparent, tracestate] = [String(message.traceparent), "vendor=1,other=2"];
    const traced: Message = { ...message, traceparent: `${traceparent} ${tracestate}` };
    expect(envelopeOf(traced)).toMatchObject({ traceparent, tracestate });
    expect(openEnvelope(wire(envelopeOf(traced)))).toEqual({ kind: "message", message: traced });
  });

  it("leaves out what no CloudEvent can carry, and what nobody knows", () => {
    const { correlation: _, cause: __, ...unexplained } = message;
    const strange: Message = { ...unexplained, cause: "", correlation: "line\nbreak", traceparent: "\udead", previous: null };
    expect(Object.keys(envelopeOf(strange)).filter((name) => /^(?:correlation|causation|trace|previous)/.test(name))).toEqual([]);
    expect(openEnvelope(wire(envelopeOf(strange)))).toMatchObject({ kind: "message", message: { id: message.id, previous: null } });
  });

  it.each<[string, object]>([
    ["id", { id: "one" }],
    ["source", { source: "/waybill/elsewhere" }],
    ["type", { type: "waybill.elsewhere.ThingMended.v3" }],
    ["type", { type: "waybill.workshop.ThingMended.v0" }],
    ["type", { type: "waybill.workshop.ThingMended" }],
    ["subject", { subject: null }],
    ["subject", { subject: "default/thing" }],
    ["subject", { subject: "default/thing/a/b" }],
    ["subject", { subject: "default/thing/two words" }],
    ["time", { time: null }],
    ["count", { count: null }],
    ["count", { count: "2" }],
    ["count", { count: 1 }],
    ["previous", { previous: "one" }],
    ["previous", { previous: true }],
    ["previous", { previous: messageId({ ...place, context: "elsewhere", index: 0 }) }],
    ["previous", { previous: messageId({ ...place, partition: 13, index: 0 }) }],
    ["previous", { previous: messageId({ ...place, incarnation: "0193e9c0-0000-7000-8000-000000000002", index: 0 }) }],
    ["previous", { previous: messageId(place) }],
    ["previous", { previous: messageId({ ...place, position: 3_457, index: 0 }) }],
    ["data", { data: null }],
    ["data", { data: [] }],
    ["data", { data: "text" }],
  ])("is refused for its %s: %j", (attribute, more) => {
    expect(openEnvelope({ ...envelopeOf(message), ...more })).toEqual({
      kind: "refused",
      refusal: { code: "MessageIsMalformed", attribute },
    });
  });

  it("is refused when it is no CloudEvent", () => {
    const refusal = { code: "AttributeIsMissing", attribute: "specversion" };
    expect(openEnvelope({ ...envelopeOf(message), specversion: null })).toEqual({ kind: "refused", refusal });
  });
});
