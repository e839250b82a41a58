import { type Described, isForAnyone, isWatched, tellsVersion } from "./described.ts";

const header = (description: string, example: string) => ({ description, schema: { type: "string" }, example });

/** What answers say beside their bodies. */
export const headerComponents = {
  "Content-Disposition": header("What it is called where it is saved", "attachment; filename*=UTF-8''INV-2026-000001.pdf"),
  ETag: header("The version that this answer tells of, for `If-Match`", '"3"'),
  "Idempotency-Replayed": header("`true`: an earlier request with this `Idempotency-Key` did it, and this is its answer", "true"),
  Location: header("Where what was created is found", "/v1/orders/ord_01h455vb4pex5vsknk084sn02q"),
  "Preference-Applied": header("How long it was waited for at most, in seconds, because of `Prefer` (RFC 7240)", "wait=5"),
  RateLimit: header(
    "What is left of the limit, and in how many seconds it is whole again (draft-ietf-httpapi-ratelimit-headers)",
    '"office";r=599;t=1',
  ),
  "RateLimit-Policy": header("How many requests are taken in how many seconds", '"office";q=600;w=60'),
  "Retry-After": header("Seconds after which the same request may succeed", "1"),
  "WWW-Authenticate": header("How to say who asks", 'Bearer realm="waybill"'),
  "Waybill-Position": header(
    "Where it was recorded: a read that is asked with it as `Waybill-After` shows it. None where nothing was changed, as when a PUT is sent again whose answer was lost: operations that take no `Waybill-After` show at once what it had recorded, the others a moment later",
    "ordering/0b9f1c9e-5a0c-4c0e-9a57-0c1f4f1f0a11/12@3456",
  ),
  traceparent: header(
    "The trace that this request belongs to (W3C Trace Context)",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
  ),
  tracestate: header("What the caller's tracing systems say of the trace, as they sent it (W3C Trace Context)", "vendor=00f067aa0ba902b7"),
} as const;

type HeaderName = keyof typeof headerComponents;

/** The headers that a request of this route may be answered with under this status. */
export const answerHeaders = (route: Described, status: number): readonly HeaderName[] => {
  const isWrite = route.method !== "GET";
  const hasVersion = tellsVersion(route, status);
  return [
    // A part of one thing is as old as the whole.
    ...when(hasVersion || (!isWrite && route.params !== undefined), "ETag"),
    ...when(hasVersion && status === 201, "Location"),
    // What has versions is in a log, even if nothing is left of it that could be told.
    ...when(isWrite && (hasVersion || (status === 204 && route.refusals?.includes("VersionIsStale") === true)), "Waybill-Position"),
    ...when(route.documents !== undefined && status === 200, "Content-Disposition"),
    ...when(route.waits === true, "Preference-Applied"),
    ...when(route.method === "POST" && !isForAnyone(route), "Idempotency-Replayed"),
    ...when(!isWatched(route), "RateLimit", "RateLimit-Policy"),
    "traceparent",
    "tracestate",
  ];
};

/** Of a refusal. What was decided is decided once: a retry is refused in the same words. */
export const problemHeaders = (route: Described, status: number): readonly HeaderName[] => [
  ...when(status === 401, "WWW-Authenticate"),
  ...when(status === 429 || status === 503, "Retry-After"),
  ...when(route.method === "POST" && !isForAnyone(route) && decidedStatuses.includes(status), "Idempotency-Replayed"),
  ...when(!isWatched(route), "RateLimit", "RateLimit-Policy"),
  "traceparent",
  "tracestate",
];

const decidedStatuses: readonly number[] = [403, 404, 409, 412, 422];

const when = (holds: boolean, ...names: readonly HeaderName[]): readonly HeaderName[] => (holds ? names : []);

export const headerReferences = (names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
