import type { Json, JsonObject } from "./brand.ts";
import { instantOf, isAbsoluteUri, isBase64, isJsonMediaType, isMediaType, isText, isUriReference } from "./cloud-event-syntax.ts";
import { reject } from "./decider.ts";

/**
 * An event in the JSON format of CloudEvents 1.0.2, checked. What was unset (null) is left out. Other members than these
 * are extension attributes: booleans, 32-bit integers or text.
 */
export type CloudEvent = JsonObject & {
  readonly specversion: "1.0";
  readonly id: string;
  /** A URI-reference. Together with `id` it names the event and no other. */
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data?: Json;
  readonly data_base64?: string;
};

/** What is wrong with what claims to be an event, and where. */
export type CloudEventRefusal =
  | { readonly code: "EventIsNoObject" | "DataIsGivenTwice" }
  | { readonly code: "AttributeIsMissing" | "AttributeNameIsMalformed"; readonly attribute: string }
  | { readonly code: "AttributeIsMalformed"; readonly attribute: string; readonly mustBe: string };

export type ParsedCloudEvent =
  | { readonly kind: "event"; readonly event: CloudEvent }
  | { readonly kind: "refused"; readonly refusal: CloudEventRefusal };

/**
 * Reads one event from a JSON value, as strictly as the specification has it: https://github.com/cloudevents/spec (version
 * 1.0.2, and its JSON format). One leniency: `1.0` and `1` are the same number once they are a JSON value.
 */
export const parseCloudEvent = (value: unknown): ParsedCloudEvent => {
  if (!isObject(value)) return reject({ code: "EventIsNoObject" });
  const members = Object.entries(value).filter(([name, member]) => member !== null || name === "data");
  const given = new Map(members);
  const missing = Object.keys(coreAttributes).find((name) => coreAttributes[name]?.required === true && !given.has(name));
  if (missing !== undefined) return reject({ code: "AttributeIsMissing", attribute: missing });
  for (const [name, member] of members) {
    const refusal = dataMembers.includes(name) ? whyNotData(name, given) : whyNotAttribute(name, member);
    if (refusal !== null) return reject(refusal);
  }
  return { kind: "event", event: checked(Object.fromEntries(members)) };
};

/** The refusal of a batch is that of its first event that is none. */
export type CloudEventBatchRefusal =
  | { readonly code: "BatchIsNoArray" }
  | { readonly code: "BatchHoldsNoEvent"; readonly index: number; readonly because: CloudEventRefusal };

/** Reads a batch (`application/cloudevents-batch+json`) from a JSON value: all of its events, or none. */
export const parseCloudEventBatch = (
  value: unknown,
):
  | { readonly kind: "events"; readonly events: readonly CloudEvent[] }
  | { readonly kind: "refused"; readonly refusal: CloudEventBatchRefusal } => {
  if (!Array.isArray(value)) return reject({ code: "BatchIsNoArray" });
  const events: CloudEvent[] = [];
  for (const [index, item] of value.entries()) {
    const parsed = parseCloudEvent(item);
    if (parsed.kind === "refused") return reject({ code: "BatchHoldsNoEvent", index, because: parsed.refusal });
    events.push(parsed.event);
  }
  return { kind: "events", events };
};

interface CoreAttribute {
  readonly required?: boolean;
  readonly mustBe: string;
  readonly fits: (text: string) => boolean;
}

const coreAttributes: { readonly [name: string]: CoreAttribute } = {
  specversion: { required: true, mustBe: "1.0", fits: (text) => text === "1.0" },
  id: { required: true, mustBe: "text", fits: () => true },
  source: { required: true, mustBe: "a URI-reference", fits: isUriReference },
  type: { required: true, mustBe: "text", fits: () => true },
  subject: { mustBe: "text", fits: () => true },
  time: { mustBe: "an RFC 3339 date-time", fits: (text) => instantOf(text) !== null },
  datacontenttype: { mustBe: "a media type", fits: isMediaType },
  dataschema: { mustBe: "an absolute URI", fits: isAbsoluteUri },
};

const dataMembers: readonly string[] = ["data", "data_base64"];

const whyNotAttribute = (name: string, value: unknown): CloudEventRefusal | null => {
  if (!/^[a-z\d]+$/.test(name)) return { code: "AttributeNameIsMalformed", attribute: name };
  const core = Object.hasOwn(coreAttributes, name) ? coreAttributes[name] : undefined;
  const malformed = (mustBe: string) => ({ code: "AttributeIsMalformed", attribute: name, mustBe }) as const;
  if (core === undefined) return isExtensionValue(value) ? null : malformed("a boolean, a 32-bit integer or text");
  return typeof value === "string" && value !== "" && isText(value) && core.fits(value) ? null : malformed(core.mustBe);
};

const isExtensionValue = (value: unknown): boolean => {
  if (typeof value === "string") return isText(value);
  // Signed 32 bits: the bitwise "or" is the same number for these and for no others.
  return typeof value === "boolean" || (typeof value === "number" && (value | 0) === value);
};

const whyNotData = (name: string, given: ReadonlyMap<string, unknown>): CloudEventRefusal | null => {
  const malformed = (mustBe: string) => ({ code: "AttributeIsMalformed", attribute: name, mustBe }) as const;
  const value = given.get(name);
  if (name === "data_base64") return typeof value === "string" && isBase64(value) ? null : malformed("Base64");
  if (given.has("data_base64")) return { code: "DataIsGivenTwice" };
  const contentType = given.get("datacontenttype") ?? "application/json";
  // Said of what is wrong with the content type itself elsewhere.
  if (typeof contentType !== "string" || !isMediaType(contentType) || isJsonMediaType(contentType)) return null;
  return typeof value === "string" ? null : malformed("text, because its media type is not JSON");
};

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Only for members that `parseCloudEvent` has looked at. */
const checked = (members: JsonObject): CloudEvent => members as CloudEvent;
