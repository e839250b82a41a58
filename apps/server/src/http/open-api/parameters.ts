import { IsOptional, type TObject, type TSchema } from "typebox";
import { serverLimits } from "../../limits.ts";
import { asksFor, type Described, isForAnyone } from "./described.ts";
import { exampleOf } from "./example.ts";

/** What is asked beside the body: in the path, in the query, and in the headers that this route knows. */
export const parametersOf = (route: Described) => [
  ...parametersIn("path", route.params),
  ...parametersIn("query", route.query),
  ...headersOf(route).map((name) => ({ $ref: `#/components/parameters/${name}` })),
];

const parametersIn = (place: "path" | "query", described: TObject | undefined) =>
  Object.entries(described?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === "path" || !IsOptional(schema),
    description: descriptionOf(name, schema),
    schema,
    ...(place === "path" && { example: exampleOf(schema, name) }),
  }));

/** In the schema's own words; these are for filters and pages, which are the same everywhere. */
const descriptionOf = (name: string, schema: TSchema): string => {
  const own: unknown = Reflect.get(schema, "description");
  return (typeof own === "string" ? own : undefined) ?? filterWords[name] ?? "";
};

const filterWords: Readonly<Record<string, string>> = {
  limit: "How many items the page may have",
  location: "Only those at this location",
  search: "Only those whose name or code has this text in it",
  status: "Only those in this status",
};

type HeaderName = keyof typeof headerParameters;

const headersOf = (route: Described): readonly HeaderName[] => {
  const { method, reads, signed, text, waits } = route;
  const isWrite = method !== "GET" && signed !== true;
  return [
    ...when(isWrite && method === "POST", "Idempotency-Key"),
    ...when(isWrite, "If-Match"),
    ...when(method === "PUT", "If-None-Match"),
    ...when(waits === true, "Prefer"),
    ...when(text === "text/event-stream", "Last-Event-ID"),
    ...when(reads !== undefined, "Waybill-After"),
    ...when(asksFor(route, "accessToken"), "Waybill-Access-Token"),
    ...when(!isForAnyone(route), "Waybill-Merchant"),
    ...when(signed === true, "Webhook-Signature"),
    "traceparent",
    "tracestate",
  ];
};

const when = (holds: boolean, ...names: readonly HeaderName[]): readonly HeaderName[] => (holds ? names : []);

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
  example,
});

/** What any route may be asked in its headers. */
export const headerParameters = {
  "Idempotency-Key": header(
    "Idempotency-Key",
    "Makes it safe to send again: the same key is answered as the first time and done once, for seven days. With another body it is refused",
    "order-of-cart-4711",
  ),
  "If-Match": header("If-Match", "Only if the version is still the one that this `ETag` told; `*` for any that exists", '"3"'),
  "If-None-Match": header("If-None-Match", "`*`: only if there is none yet", "*"),
  "Last-Event-ID": header("Last-Event-ID", "The `id` that came last: the stream goes on after it", "3"),
  Prefer: header(
    "Prefer",
    `\`wait=5\`: answers when what was begun has come to an end, or after so many seconds (${serverLimits.preferredWaitSeconds} at most; RFC 7240). The answer is then as of that moment, in a retry as well`,
    "wait=5",
  ),
  "Waybill-Access-Token": header(
    "Waybill-Access-Token",
    "For storefront keys: opens this one thing. Says the same as `accessToken` in the query, and stays out of logs",
    "mDc3V1vXH2tQm1bPZ0r4y9s8w7u6t5r4q3p2o1n0m9k",
  ),
  "Waybill-After": header(
    "Waybill-After",
    "A `Waybill-Position`: the answer shows what was written there, or is refused, but is never older",
    "ordering/0b9f1c9e-5a0c-4c0e-9a57-0c1f4f1f0a11/12@3456",
  ),
  "Waybill-Merchant": header("Waybill-Merchant", "For an admin of the platform: acts for this merchant", "mer_01h455vb4pex5vsknk084sn02q"),
  "Webhook-Signature": header(
    "Webhook-Signature",
    "When it was signed, in milliseconds, and the HMAC-SHA-256 of that instant, a dot and the body, in hex",
    `t=1795300000000,v1=${"0".repeat(64)}`,
  ),
  traceparent: header(
    "traceparent",
    "Goes on with this trace (W3C Trace Context)",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
  ),
  tracestate: header(
    "tracestate",
    "What your tracing systems say of that trace (W3C Trace Context): kept with it, up to 512 characters",
    "vendor=00f067aa0ba902b7",
  ),
} as const;
