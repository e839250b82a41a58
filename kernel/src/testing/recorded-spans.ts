import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { newUuid } from "../id.ts";

/** A span as a test looks at it. */
export interface RecordedSpan {
  readonly name: string;
  readonly context: SpanContext;
  /** Null when it begins a trace. */
  readonly parent: SpanContext | null;
  readonly links: readonly SpanContext[];
  readonly attributes: Attributes;
  readonly hasFailed: boolean;
  readonly hasEnded: boolean;
}

/** Stands in for an SDK that records every trace that is sampled, in this process and from now on. */
export const recordSpans = (): readonly RecordedSpan[] => {
  const spans: RecordedSpan[] = [];
  const startSpan = (name: string, options: SpanOptions = {}, under?: Context): Span => {
    const parent = under === undefined || options.root === true ? undefined : trace.getSpanContext(under);
    const isChild = parent !== undefined && isSpanContextValid(parent);
    const traceId = isChild ? parent.traceId : hexOf(32);
    const context = { traceId, spanId: hexOf(16), traceFlags: isChild ? parent.traceFlags : TraceFlags.SAMPLED };
    const links = (options.links ?? []).map((link) => link.context);
    const attributes = { ...options.attributes };
    const recorded = { name, context, parent: isChild ? parent : null, links, attributes, hasFailed: false, hasEnded: false };
    if ((context.traceFlags & TraceFlags.SAMPLED) === 0) return trace.wrapSpanContext(context);
    spans.push(recorded);
    return spanOver(recorded);
  };
  const tracer: Tracer = {
    startSpan,
    startActiveSpan: () => {
      throw new Error("the kernel starts no active spans");
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return spans;
};

interface Writable {
  readonly context: SpanContext;
  readonly links: SpanContext[];
  readonly attributes: Attributes;
  name: string;
  hasFailed: boolean;
  hasEnded: boolean;
}

const spanOver = (recorded: Writable): Span => {
  const onlyWhileOpen = (change: () => void) => {
    if (recorded.hasEnded) throw new Error(`${recorded.name} was changed after its end`);
    change();
    return span;
  };
  const addLinks = (links: readonly Link[]) => onlyWhileOpen(() => void recorded.links.push(...links.map(({ context }) => context)));
  const setAttributes = (more: Attributes) => onlyWhileOpen(() => void Object.assign(recorded.attributes, more));
  const span: Span = {
    spanContext: () => recorded.context,
    setAttribute: (name, value) => setAttributes({ [name]: value }),
    setAttributes,
    addEvent: () => span,
    addLink: (link) => addLinks([link]),
    addLinks,
    setStatus: ({ code }) =>
      onlyWhileOpen(() => {
        recorded.hasFailed = code === SpanStatusCode.ERROR;
      }),
    updateName: (name) =>
      onlyWhileOpen(() => {
        recorded.name = name;
      }),
    end: () =>
      void onlyWhileOpen(() => {
        recorded.hasEnded = true;
      }),
    isRecording: () => !recorded.hasEnded,
    recordException: () => {},
  };
  return span;
};

const hexOf = (digits: number): string => newUuid().replaceAll("-", "").slice(-digits);
