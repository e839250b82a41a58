import type { Json, JsonObject } from "./brand.ts";
import { isoFromInstant } from "./clock.ts";
import { type CloudEvent, type CloudEventRefusal, parseCloudEvent } from "./cloud-event.ts";
import { instantOf, isText } from "./cloud-event-syntax.ts";
import { reject } from "./decider.ts";
import { type StreamName, streamName } from "./event-log.ts";
import { type Message, type MessageId, type MessagePlace, placeOf } from "./message.ts";
import { headersOfTrace, withTracestate } from "./tracing.ts";

/** The media type of one message on the wire. */
export const envelopeMediaType = "application/cloudevents+json";

/** A message as a CloudEvent: what is ours alone is in extension attributes, the rest where everybody looks for it. */
export const envelopeOf = (message: Message): CloudEvent => ({
  specversion: "1.0",
  id: message.id,
  source: sourceOf(message.context),
  type: `waybill.${message.context}.${message.name}.v${message.version}`,
  subject: message.subject,
  time: isoFromInstant(message.recordedAt),
  datacontenttype: "application/json",
  count: message.count,
  ...(message.previous === null ? {} : { previous: message.previous }),
  // The names of CloudEvents' own extensions for correlation and distributed tracing.
  ...written("correlationid", message.correlation),
  ...written("causationid", message.cause),
  ...traceWritten(message.traceparent),
  data: message.data,
});

/** Why a JSON value is none of our messages. */
export type EnvelopeRefusal = CloudEventRefusal | { readonly code: "MessageIsMalformed"; readonly attribute: string };

/** The message in a JSON value, or why there is none. Checks everything but the data, which its contract checks. */
export const openEnvelope = (
  value: unknown,
): { readonly kind: "message"; readonly message: Message } | { readonly kind: "refused"; readonly refusal: EnvelopeRefusal } => {
  const parsed = parseCloudEvent(value);
  if (parsed.kind === "refused") return parsed;
  const { event } = parsed;
  const malformed = (attribute: string) => reject({ code: "MessageIsMalformed", attribute } as const);
  const place = placeOf(event.id);
  if (place === null) return malformed("id");
  if (event.source !== sourceOf(place.context)) return malformed("source");
  const [, context, name, version] = typePattern.exec(event.type) ?? [];
  if (context !== place.context || name === undefined) return malformed("type");
  const subject = subjectOf(event.subject ?? "");
  if (subject === null) return malformed("subject");
  const recordedAt = instantOf(event.time ?? "");
  if (recordedAt === null) return malformed("time");
  const count = event.count;
  if (typeof count !== "number" || count <= place.index) return malformed("count");
  const previous = previousOf(event.previous, place);
  if (previous === undefined) return malformed("previous");
  if (!isObject(event.data)) return malformed("data");
  const message = {
    ...place,
    count,
    previous,
    name,
    version: Number(version),
    subject,
    recordedAt,
    ...causationOf(event),
    data: event.data,
  };
  return { kind: "message", message };
};

/** What a CloudEvent cannot carry is left out: who asked for a thing in strange characters must not keep others from hearing of it. */
const written = (name: string, text: string | undefined): JsonObject =>
  text === undefined || text === "" || !isText(text) ? {} : { [name]: text };

const traceWritten = (kept: string | undefined): JsonObject => {
  if (kept === undefined) return {};
  const { traceparent, tracestate } = headersOfTrace(kept);
  return { ...written("traceparent", traceparent), ...written("tracestate", tracestate) };
};

const sourceOf = (context: string): string => `/waybill/${context}`;

const typePattern = /^waybill\.([a-z][a-z0-9_-]*)\.([A-Z][A-Za-z0-9]*)\.v([1-9]\d{0,3})$/;

const subjectOf = (text: string): StreamName | null => {
  const [merchant, type, id, ...more] = text.split("/");
  if (merchant === undefined || type === undefined || id === undefined || more.length > 0) return null;
  try {
    return streamName(merchant, type, id);
  } catch {
    return null;
  }
};

/** Undefined when it is no id, or not that of an earlier message of the same partition. */
const previousOf = (value: Json | undefined, place: MessagePlace): MessageId | null | undefined => {
  if (value === undefined) return null;
  const before = typeof value === "string" ? placeOf(value) : null;
  if (before === null || before.context !== place.context || before.incarnation !== place.incarnation) return undefined;
  const isEarlier = before.position < place.position || (before.position === place.position && before.index < place.index);
  return before.partition === place.partition && isEarlier ? before.id : undefined;
};

const causationOf = ({ correlationid, causationid, traceparent, tracestate }: JsonObject) => ({
  ...(typeof correlationid === "string" ? { correlation: correlationid } : {}),
  ...(typeof causationid === "string" ? { cause: causationid } : {}),
  ...(typeof traceparent === "string"
    ? { traceparent: withTracestate(traceparent, typeof tracestate === "string" ? tracestate : undefined) }
    : {}),
});

const isObject = (value: Json | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
