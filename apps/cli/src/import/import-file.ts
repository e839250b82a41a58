import { systemClock } from "@waybill/kernel/clock";
import type { OrderFormat } from "../formats/format.ts";
import type { OpenSink, SinkOptions } from "../sinks/open-sink.ts";
import type { Terminal } from "../terminal.ts";
import { importOrders } from "./import-orders.ts";
import { withProgressLine } from "./progress-line.ts";
import { openRejectsFile } from "./rejects-file.ts";
import { type ImportReport, reportOn } from "./report.ts";
import type { SoldLines } from "./sold-lines.ts";
import { newTally } from "./tally.ts";
import { textFile } from "./text-file.ts";

export interface FileImport extends SinkOptions {
  readonly file: string;
  readonly format: OrderFormat;
  readonly encoding: string;
  /** What the files before this one sold. */
  readonly sold: SoldLines;
  /** Where the rejects file goes. */
  readonly rejects: string;
  /** Stops after what is under way. */
  readonly signal: AbortSignal;
}

/** How a run over a file ended. */
export interface FileImported {
  readonly report: ImportReport;
  /** What made it end early; null when it was complete or stopped by its signal. */
  readonly failure: { readonly error: unknown } | null;
}

/**
 * Imports one file; the rejects file is replaced when all of it was read.
 * @throws CannotGoOn when there is nothing to begin with: no file, no place for the rejects, no way into the platform.
 */
export const importFile = async (request: FileImport, context: { terminal: Terminal; openSink: OpenSink }): Promise<FileImported> => {
  const { file, format, signal, sold } = request;
  const { sizeBytes, bytesRead, chunks } = await textFile(file, request.encoding);
  await using rejects = await openRejectsFile(request.rejects);
  const sink = await context.openSink(request);

  const tally = newTally();
  const begunMs = systemClock.monotonicMs();
  const read = await withProgressLine({
    terminal: context.terminal.stderr,
    clock: systemClock,
    state: () => ({ tally, sizeBytes, bytesRead: bytesRead() }),
    work: () => endOf(importOrders({ file, format, chunks, sink, rejects, sold, tally, signal })),
  });
  const seconds = (systemClock.monotonicMs() - begunMs) / 1000;
  const closed = await endOf(sink.close().then(() => read.complete));
  if (closed.complete) await rejects.keep();

  // Kibibytes on every system (libuv).
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const facts = { file, format, complete: closed.complete, rejectsFile: request.rejects, seconds, peakRssMb };
  return { report: reportOn(tally, facts), failure: read.failure ?? closed.failure };
};

interface End extends Pick<FileImported, "failure"> {
  readonly complete: boolean;
}

const endOf = (work: Promise<boolean>): Promise<End> =>
  work.then(
    (complete) => ({ complete, failure: null }),
    (error: unknown) => ({ complete: false, failure: { error } }),
  );
