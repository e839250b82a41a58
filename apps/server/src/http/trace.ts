import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import {
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { headersOfTrace, spanContextOf, traceparentOf, withTracestate } from "@waybill/kernel/tracing";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { pathOf } from "./rendering.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Of our span, which everything that the request leads to belongs under; with the caller's tracestate behind it. */
    traceparent: string;
  }
}

const tracer = trace.getTracer("@waybill/server");

/** Goes on with the trace that the header names, in a span of our own; begins one when there is none, or it is malformed. */
export const continueTrace = (traceparent: string | undefined): SpanContext => {
  const parent = spanContextOf(traceparent);
  const spanId = drawHex(16);
  if (parent === null) return { traceId: drawHex(32), spanId, traceFlags: 0 };
  return { ...parent, spanId, isRemote: false };
};

/** Drawn for many requests at once: one at a time took 9 µs, a tenth of a request that does nothing. */
const drawHex = (digits: number): string => {
  if (drawn.length < digits) drawn = randomBytes(drawnBytes).toString("hex");
  const hex = drawn.slice(0, digits);
  drawn = drawn.slice(digits);
  return hex;
};
let drawn = "";
const drawnBytes = 6_144;

/** A request on its way. */
interface Begun {
  readonly traceparent: string;
  readonly span: Span;
}

declare module "node:http" {
  interface IncomingMessage {
    /** Kept on the request itself: a weak map of all that are under way is more work for the collector. */
    waybillTrace?: Begun;
  }
}

/**
 * Begins a request's span, before anything else is known of it. Which trace it belongs to: the id of the request. Where there is
 * no SDK, the caller's trace goes on with a span of ours that nobody records.
 */
export const beginTrace = (raw: IncomingMessage): string => {
  const header = traceIn(raw.headers);
  const span = beginSpan(raw, spanContextOf(header));
  const own = span.spanContext();
  // Without an SDK it is that of the caller, or none; with one, even a span that is not recorded has an id, and says so in its flags.
  const isOurs = isSpanContextValid(own) && own.spanId !== spanContextOf(header)?.spanId;
  const context = isOurs ? own : continueTrace(header);
  raw.waybillTrace = { traceparent: traceparentOf(context), span };
  return context.traceId;
};

/** The trace that the caller names, with its tracestate; one without the other counts for nothing. */
const traceIn = ({ traceparent, tracestate }: IncomingHttpHeaders): string | undefined => {
  const named = traceparent?.toString();
  // What has a blank in it is no traceparent, and must not pass for one with a tracestate.
  return named === undefined || named.includes(" ") ? undefined : withTracestate(named, tracestate?.toString());
};

/** Names every request's trace in its answer, and ends its span with it. */
export const traceRequests = (app: FastifyInstance): void => {
  app.decorateRequest("traceparent", "");
  app.addHook("onRequest", (request, reply, done) => {
    const its = tellTrace(request, reply);
    if (its?.span.isRecording()) nameSpan(its.span, request);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    endTrace(request, reply);
    done();
  });
};

/** The same for a request that is refused before any route, and so before any hook. */
export const traceUnrouted = (request: FastifyRequest, reply: FastifyReply): void => {
  tellTrace(request, reply);
  reply.raw.once("close", () => endTrace(request, reply));
};

/** For an answer that is written without the framework: of a trace that begins with it, when no request was understood. */
export const traceHeaders = (raw: IncomingMessage | null) =>
  headersOfTrace(traceparentOf(continueTrace(raw === null ? undefined : traceIn(raw.headers))));

const tellTrace = (request: FastifyRequest, reply: FastifyReply): Begun | undefined => {
  const its = request.raw.waybillTrace;
  if (its === undefined) return;
  request.traceparent = its.traceparent;
  reply.headers(headersOfTrace(its.traceparent));
  return its;
};

const nameSpan = (span: Span, { method, routeOptions: { url: route } }: FastifyRequest): void => {
  if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute("http.route", route);
};

const endTrace = (request: FastifyRequest, reply: FastifyReply): void => {
  const span = request.raw.waybillTrace?.span;
  if (span === undefined || !span.isRecording()) return;
  span.setAttribute("http.response.status_code", reply.statusCode);
  if (request.known) span.setAttributes({ "waybill.key": request.known.caller.keyId, "waybill.merchant": request.known.caller.merchant });
  if (reply.statusCode >= 500) span.setAttribute("error.type", String(reply.statusCode)).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
};

/** What only looks whether we are well would bury the rest. */
const unwatched: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** As the semantic conventions for HTTP have it, but for what tells of a person (address, browser) or may (query). */
const beginSpan = ({ method = "", url = "", httpVersion }: IncomingMessage, parent: SpanContext | null): Span => {
  const path = pathOf(url);
  const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  if (unwatched.has(path)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const attributes = {
    "http.request.method": method,
    "url.path": path,
    "url.scheme": "http",
    "network.protocol.version": httpVersion,
  };
  return tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, context);
};
