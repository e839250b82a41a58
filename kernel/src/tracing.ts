import {
  type Attributes,
  context,
  createTraceState,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { limits } from "./limits.ts";

/**
 * Spans by OpenTelemetry's API alone: without an SDK in the process it does nothing, and whoever starts one later is found. Traces go
 * from one context to another as `traceparent` (https://www.w3.org/TR/trace-context/) in what is recorded and said; where the trace's
 * callers have a `tracestate`, that stands behind it in the same text, after a blank, so that neither is ever kept without the other.
 */
const tracer = trace.getTracer("@waybill/kernel");

/** What a span is called, and what it says. No personal data: names of streams and of things, numbers, codes. */
export interface SpanWish {
  /** Of few: no ids in it. */
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/**
 * Whether the trace is being recorded by those before us; then we record our part of it. One look at one character, so that a command
 * of a trace that nobody records costs nothing.
 */
export const isRecorded = (traceparent: string | undefined): traceparent is string => {
  const digit = traceparent?.charCodeAt(flagsDigit) ?? 0;
  // In hexadecimal: of the digits from 0 on the odd codes are odd numbers, of those from a on the even ones.
  return ((digit < "a".charCodeAt(0) ? digit : digit + 1) & 1) === 1;
};

/** Where the second digit of the flags stands, whose last bit says "sampled". */
const flagsDigit = 54;

/** The span that a traceparent names, with the tracestate behind it; null when it names none. */
export const spanContextOf = (traceparent: string | undefined): SpanContext | null => {
  const [, traceId, spanId, flags, tracestate] = traceparentPattern.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  const named = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return tracestate === undefined ? named : { ...named, traceState: createTraceState(tracestate) };
};

// A version that we do not know may say more after the flags, but says these the same way. Version ff is forbidden, and so are zeros.
const traceparentPattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-[^ ]*)?(?: (.+))?$/;

export const traceparentOf = ({ traceId, spanId, traceFlags, traceState }: SpanContext): string =>
  withTracestate(`00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`, traceState?.serialize());

/** Two headers as the one text that is kept. What is no tracestate is left out, and is none without a traceparent. */
export const withTracestate = (traceparent: string, tracestate: string | undefined): string => {
  const state = tracestate === undefined ? "" : createTraceState(tracestate).serialize();
  return state === "" ? traceparent : `${traceparent} ${state}`;
};

/** The one text that is kept as the two headers that others know. */
export const headersOfTrace = (kept: string): { readonly traceparent: string; readonly tracestate?: string } => {
  const blank = kept.indexOf(" ");
  return blank < 0 ? { traceparent: kept } : { traceparent: kept.slice(0, blank), tracestate: kept.slice(blank + 1) };
};

/** Begins a span under the one that a traceparent names; null when nobody records that trace, here or before us. */
export const beginSpan = (under: string | undefined, { name, ...options }: SpanWish & { readonly links?: Link[] }): Span | null => {
  const parent = isRecorded(under) ? spanContextOf(under) : null;
  if (parent === null) return null;
  return recording(tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, parent)));
};

/**
 * Does work in a span under a traceparent. The work is told what its own consequences belong under: spread it over what is said of
 * their cause. Where nothing is recorded that is nothing, so they stay where they were.
 */
export const inSpan = async <T>(
  under: string | undefined,
  wish: SpanWish,
  work: (its: { readonly traceparent?: string }) => Promise<T>,
): Promise<T> => {
  const span = beginSpan(under, wish);
  return span === null ? work({}) : ending(span, () => work({ traceparent: traceparentOf(span.spanContext()) }));
};

/**
 * Does work on many things at once, in a span that begins a trace of its own and is linked to those that they come from. Without
 * links, the work is all that is done.
 */
export const inLinkedSpan = async <T>(links: Link[], wish: SpanWish, work: () => Promise<T>): Promise<T> => {
  const span = links.length === 0 ? null : recording(tracer.startSpan(wish.name, { ...wish, links, root: true }, ROOT_CONTEXT));
  return span === null ? work() : ending(span, work);
};

/** Links to the recorded traces that these come from, one for each, of the first `limits.linkedTraces`. */
export const linksTo = <Item>(items: readonly Item[], traceparentIn: (item: Item) => string | undefined): Link[] => {
  const links = new Map<string, Link>();
  for (const item of items) {
    const traceparent = traceparentIn(item);
    // What comes from a trace that is linked already is most of a long batch, and is not read any further.
    if (!isRecorded(traceparent) || links.has(traceparent.slice(3, 35))) continue;
    const from = spanContextOf(traceparent);
    if (from !== null) links.set(from.traceId, { context: from });
    if (links.size === limits.linkedTraces) break;
  }
  return [...links.values()];
};

/** Says that what a span stands for failed. The error's text stays out: it may hold what is not for other systems. */
export const failSpan = (span: Span, error: unknown): void => {
  const type = error instanceof Error ? error.name : typeof error;
  span.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR, message: type });
};

const ending = async <T>(span: Span, work: () => Promise<T>): Promise<T> => {
  try {
    // Active, so that what instruments a library which the work calls finds it.
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    failSpan(span, error);
    throw error;
  } finally {
    span.end();
  }
};

const recording = (span: Span): Span | null => (span.isRecording() ? span : null);
