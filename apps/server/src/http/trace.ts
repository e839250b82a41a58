import { randomBytes } from "node:crypto";

/** A W3C trace context (level 1): which trace a request belongs to, and which span of it is ours. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  /** Two hex digits; the last bit says that the caller records the trace. */
  readonly flags: string;
}

/** Goes on with the trace that the header names, in a span of our own; begins one when there is none, or it is malformed. */
export const continueTrace = (traceparent: string | undefined): Trace => {
  const [, traceId, parentId, flags] = traceparentPattern.exec(traceparent ?? "") ?? [];
  const spanId = randomBytes(8).toString("hex");
  if (traceId === undefined || flags === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentId ?? "")) {
    return { traceId: randomBytes(16).toString("hex"), spanId, flags: "00" };
  }
  return { traceId, spanId, flags };
};

export const formatTraceparent = ({ traceId, spanId, flags }: Trace): string => `00-${traceId}-${spanId}-${flags}`;

// A version that we do not know may say more after the flags, but says these the same way. Version ff is forbidden.
const traceparentPattern = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
