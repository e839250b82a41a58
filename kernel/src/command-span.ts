import { type Span, SpanKind } from "@opentelemetry/api";
import type { CommandContext } from "./command-identity.ts";
import type { CommandOutcome } from "./command-outcome.ts";
import type { Refusal } from "./decider.ts";
import type { StreamName } from "./event-log.ts";
import { beginSpan, isRecorded, traceparentOf } from "./tracing.ts";

/** A command's span under whoever asked, if that trace is recorded. */
export const beginCommandSpan = (
  aggregate: { readonly type: string },
  command: { readonly type: string },
  { context, stream, log }: { readonly context: CommandContext; readonly stream: StreamName; readonly log: string },
): Span | null => {
  if (!isRecorded(context.traceparent)) return null;
  return beginSpan(context.traceparent, {
    name: `${aggregate.type} ${command.type}`,
    kind: SpanKind.INTERNAL,
    attributes: {
      "waybill.log": log,
      "waybill.stream": stream,
      "waybill.command": command.type,
      ...(context.correlation === undefined ? {} : { "waybill.correlation": context.correlation }),
    },
  });
};

/** What the command leads to belongs under its span. */
export const under = (span: Span | null, context: CommandContext): CommandContext =>
  span === null ? context : { ...context, traceparent: traceparentOf(span.spanContext()) };

/** A refusal is an answer and no fault, so the span's status stays unset. */
export const tellOutcome = (span: Span | null, outcome: CommandOutcome<unknown, unknown, Refusal>): void => {
  if (span === null) return;
  span.setAttribute("waybill.outcome", outcome.kind);
  if (outcome.kind === "refused") span.setAttribute("waybill.refusal", outcome.refusal.code);
  if (outcome.kind === "accepted") {
    span.setAttribute("waybill.position", `${outcome.partition}@${outcome.position}`);
    if (outcome.replayed) span.setAttribute("waybill.replayed", true);
  }
};
