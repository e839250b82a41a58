import { type Span, SpanKind } from "@opentelemetry/api";
import type { Submission } from "./committer.ts";
import type { EventLog } from "./event-log.ts";
import { beginSpan, failSpan, traceparentOf } from "./tracing.ts";

type Send = (batch: readonly Submission[]) => Promise<void>;

/** Sends a batch in a span of its own, if a command in it has one. A refused or conflicting command is an answer; the span fails with what a command is told failed. */
export const inAppendSpan = async (log: EventLog, batch: readonly Submission[], send: Send): Promise<void> => {
  const span = beginAppendSpan(log, batch);
  if (span === null) return send(batch);
  const failures: unknown[] = [];
  const watched = batch.map(
    (submission): Submission => ({
      ...submission,
      settle: (settlement) => {
        if (settlement.kind === "failed") failures.push(settlement.error);
        submission.settle(settlement);
      },
    }),
  );
  await send(watched);
  if (failures.length > 0) failAppendSpan(span, failures[0]);
  span.end();
};

/** One append serves many commands: its span is under the first of them that is recorded, and linked with the others both ways. */
const beginAppendSpan = (log: EventLog, batch: readonly Submission[]): Span | null => {
  let span: Span | null = null;
  for (const submission of batch) {
    const command = submission.span?.spanContext();
    if (command === undefined) continue;
    span ??= beginSpan(traceparentOf(command), {
      name: `append ${log.name}`,
      kind: SpanKind.CLIENT,
      attributes: { "db.namespace": log.name, "db.operation.name": "append", "db.operation.batch.size": batch.length },
    });
    if (span === null) return null;
    span.addLink({ context: command });
    submission.span?.addLink({ context: span.spanContext() });
  }
  return span;
};

/** By the conventions for databases: what the database itself said is the type, where it said something. https://opentelemetry.io/docs/specs/semconv/db/database-spans/ */
const failAppendSpan = (span: Span, error: unknown): void => {
  failSpan(span, error);
  const code = databaseCodeOf(error);
  if (code !== null) span.setAttributes({ "db.response.status_code": code, "error.type": code });
};

/** The code of five characters that databases answer with (SQLSTATE), in an error or in what caused it; never an operating system's, such as `EPIPE`. */
const databaseCodeOf = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null;
  const code = "code" in error ? String(error.code) : "";
  return /^(?=[A-Z]*\d)(?!E2BIG)[0-9A-Z]{5}$/.test(code) ? code : databaseCodeOf(error.cause);
};
