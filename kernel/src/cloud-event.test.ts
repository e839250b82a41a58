import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type CloudEventRefusal, parseCloudEvent, parseCloudEventBatch } from "./cloud-event.ts";
import { instantOf } from "./cloud-event-syntax.ts";

const minimal = { specversion: "1.0", id: "one", source: "/things", type: "thing.happened" };
const refusalOf = (value: unknown) => {
  const parsed = parseCloudEvent(value);
  return parsed.kind === "refused" ? parsed.refusal : null;
};
const malformed = (attribute: string) => expect.objectContaining({ code: "AttributeIsMalformed", attribute });

describe("a CloudEvent", () => {
  it("is read with its extensions, and without what is null", () => {
    const event = { ...minimal, subject: "thing", time: "2018-04-05T17:31:00Z", extinteger: 10, extboolean: true, exttext: "", data: [1] };
    expect(parseCloudEvent({ ...event, dataschema: null, extnull: null, data_base64: null })).toStrictEqual({ kind: "event", event });
  });

  it("may say explicitly that its data is null", () => {
    expect(parseCloudEvent({ ...minimal, data: null })).toStrictEqual({ kind: "event", event: { ...minimal, data: null } });
  });

  it.each([
    { datacontenttype: "text/plain", data: "text" },
    { datacontenttype: "text/plain; charset=utf-8", data: "text" },
    { datacontenttype: 'application/vnd.thing+JSON ; v="1;2"', data: { a: 1 } },
    { datacontenttype: "application/octet-stream", data_base64: "TWE=" },
    { data_base64: "" },
    { source: "#fragment" },
    { source: "1-555-123-4567" },
    { source: "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66" },
    { source: "//user:word@[2001:db8::1]:80/a/b;c?d=/e#f%20g" },
    { dataschema: "https://example.org/thing.json?version=1" },
    { subject: "größe 😀" },
    { extinteger: -2_147_483_648 },
    { extinteger: 2_147_483_647 },
    { extverylongnameindeed0123456789: "long" },
  ])("is accepted with %j", (more) => {
    expect(refusalOf({ ...minimal, ...more })).toBeNull();
  });

  it.each<[object, unknown]>([
    [{ id: null }, { code: "AttributeIsMissing", attribute: "id" }],
    [{ specversion: "1.1" }, malformed("specversion")],
    [{ specversion: 1 }, malformed("specversion")],
    [{ id: "a\nb" }, malformed("id")],
    [{ id: "a\u0085b" }, malformed("id")],
    [{ type: "\udead" }, malformed("type")],
    [{ type: "\uffff" }, malformed("type")],
    [{ source: "two words" }, malformed("source")],
    [{ source: "%zz" }, malformed("source")],
    [{ source: "a^b" }, malformed("source")],
    [{ source: ":nothing" }, malformed("source")],
    [{ source: "http://[::1" }, malformed("source")],
    [{ source: "http://host:port/" }, malformed("source")],
    [{ source: "größe" }, malformed("source")],
    [{ dataschema: "/relative" }, malformed("dataschema")],
    [{ dataschema: "https://example.org/#fragment" }, malformed("dataschema")],
    [{ subject: "" }, malformed("subject")],
    [{ datacontenttype: "text/" }, malformed("datacontenttype")],
    [{ datacontenttype: "text/plain; charset" }, malformed("datacontenttype")],
    [{ datacontenttype: "text/plain", data: { a: 1 } }, malformed("data")],
    [{ datacontenttype: "text/plain", data: null }, malformed("data")],
    [{ data_base64: "TWE" }, malformed("data_base64")],
    [{ data_base64: "T-E=" }, malformed("data_base64")],
    [{ data_base64: 7 }, malformed("data_base64")],
    [{ data: null, data_base64: "TWE=" }, { code: "DataIsGivenTwice" }],
    [{ extinteger: 1.5 }, malformed("extinteger")],
    [{ extinteger: 2_147_483_648 }, malformed("extinteger")],
    [{ extlist: [] }, malformed("extlist")],
    [{ extobject: {} }, malformed("extobject")],
    [{ exttext: "a\tb" }, malformed("exttext")],
    [{ "": "x" }, { code: "AttributeNameIsMalformed", attribute: "" }],
    [{ größe: "x" }, { code: "AttributeNameIsMalformed", attribute: "größe" }],
    [{ with_line: "x" }, { code: "AttributeNameIsMalformed", attribute: "with_line" }],
  ])("is refused with %j", (more, refusal) => {
    expect(refusalOf({ ...minimal, ...more })).toEqual(refusal);
  });

  it.each([null, "text", 1, [], [minimal]])("is not %j", (value) => {
    expect(refusalOf(value)).toEqual({ code: "EventIsNoObject" });
  });
});

describe("the time of a CloudEvent", () => {
  it.each([
    ["2018-04-05T17:31:00Z", "2018-04-05T17:31:00.000Z"],
    ["2018-04-05t17:31:00.5z", "2018-04-05T17:31:00.500Z"],
    ["2018-04-05T17:31:00.123456789Z", "2018-04-05T17:31:00.123Z"],
    ["2018-04-05T18:31:00+01:00", "2018-04-05T17:31:00.000Z"],
    ["2018-12-31T23:31:00-23:59", "2019-01-01T23:30:00.000Z"],
    ["2016-02-29T00:00:00-00:00", "2016-02-29T00:00:00.000Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["2016-12-31T15:59:60.9-08:00", "2017-01-01T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ])("is read: %s", (written, iso) => {
    expect(new Date(instantOf(written)!).toISOString()).toBe(iso);
  });

  it.each([
    "2017-02-29T00:00:00Z",
    "2018-13-01T00:00:00Z",
    "2018-00-01T00:00:00Z",
    "2018-04-31T00:00:00Z",
    "2018-04-00T00:00:00Z",
    "2018-12-32T00:00:00Z",
    "2018-04-05T24:00:00Z",
    "2018-04-05T23:60:00Z",
    "2018-04-05T23:59:61Z",
    "2018-04-05T17:31:60Z",
    "2018-04-05T17:31:00+24:00",
    "2018-04-05T17:31:00+01:60",
    "2018-04-05T17:31:00.Z",
    "2018-04-05T17:31:00",
    "2018-04-05 17:31:00Z",
    "20180405T173100Z",
    "+002018-04-05T17:31:00Z",
    "2018-04-05T17:31:00Z\n",
  ])("is not %j", (written) => {
    expect(instantOf(written)).toBeNull();
  });
});

describe("a batch of CloudEvents", () => {
  it("is read as a whole", () => {
    expect(parseCloudEventBatch([])).toStrictEqual({ kind: "events", events: [] });
    expect(parseCloudEventBatch([minimal, { ...minimal, time: null }])).toStrictEqual({ kind: "events", events: [minimal, minimal] });
  });

  it("is refused as a whole", () => {
    expect(parseCloudEventBatch(minimal)).toEqual({ kind: "refused", refusal: { code: "BatchIsNoArray" } });
    const because: CloudEventRefusal = { code: "EventIsNoObject" };
    expect(parseCloudEventBatch([minimal, "text"])).toEqual({ kind: "refused", refusal: { code: "BatchHoldsNoEvent", index: 1, because } });
  });
});

const conformance = new URL("../../../shared/data/conformance/cloudevents/format/json/", import.meta.url);
const casesOf = <Key extends "batch" | "event">(file: string): readonly ({ readonly id: string } & { readonly [K in Key]: unknown })[] =>
  JSON.parse(readFileSync(new URL(file, conformance), "utf8")).tests;

describe.skipIf(!existsSync(conformance))("the conformance cases of CloudEvents", () => {
  it("are all accepted where they are valid", () => {
    const events = casesOf<"event">("valid-events.json");
    const batches = casesOf<"batch">("valid-batches.json");
    expect([events.length, batches.length]).toEqual([10, 5]);
    expect(events.filter(({ event }) => refusalOf(event) !== null)).toEqual([]);
    expect(batches.filter(({ batch }) => parseCloudEventBatch(batch).kind !== "events")).toEqual([]);
  });

  it("are all refused where they are invalid", () => {
    const events = casesOf<"event">("invalid-events.json");
    const batches = casesOf<"batch">("invalid-batches.json");
    expect([events.length, batches.length]).toEqual([25, 3]);
    expect(events.filter(({ event }) => refusalOf(event) === null)).toEqual([]);
    expect(batches.filter(({ batch }) => parseCloudEventBatch(batch).kind !== "refused")).toEqual([]);
  });

  it("name the same instant as their sample", () => {
    const times = casesOf<"event">("valid-events.json").flatMap(({ id, event }) => {
      const parsed = parseCloudEvent(event);
      return parsed.kind === "event" && id.includes("Time") && parsed.event.time ? [instantOf(parsed.event.time)] : [];
    });
    expect(new Set(times)).toEqual(new Set([Date.UTC(2018, 3, 5, 17, 31)]));
  });
});
