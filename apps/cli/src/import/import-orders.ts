import { CannotGoOn } from "../cannot-go-on.ts";
import type { OrderFormat } from "../formats/format.ts";
import { INVOICES_AHEAD_PER_CALL } from "../limits.ts";
import type { OrderSink } from "../order-sink.ts";
import { type CsvRow, csvRows } from "./csv-rows.ts";
import { type FileRow, rowReader } from "./file-rows.ts";
import { inOrder } from "./in-flight.ts";
import { type InvoiceGroup, invoiceGroups } from "./invoice-groups.ts";
import { placing } from "./placing.ts";
import type { RejectsFile } from "./rejects-file.ts";
import type { SoldLines } from "./sold-lines.ts";
import { countReject, countRow, type Tally } from "./tally.ts";
import type { Reject } from "./verdict.ts";

/** One run over one file. */
export interface OrderImport {
  /** For messages. */
  readonly file: string;
  readonly format: OrderFormat;
  readonly chunks: AsyncIterable<string>;
  readonly sink: OrderSink;
  readonly rejects: RejectsFile;
  /** What was sold so far, by this file and those before it. */
  readonly sold: SoldLines;
  /** Counts along, for whoever shows progress. */
  readonly tally: Tally;
  /** Once aborted, no further invoice is begun, and those under way are finished. */
  readonly signal: AbortSignal;
}

/**
 * Streams a file into the sink: one pass, memory bounded by the limits in limits.ts however long the file.
 * @returns whether the whole file was read: false after an abort.
 * @throws CannotGoOn, or whatever the sink throws; calls under way have then ended. An invoice whose end was not seen is not placed.
 */
export const importOrders = async (run: OrderImport): Promise<boolean> => {
  const { tally, rejects, signal } = run;
  const { place, products } = placing(run);
  const answers = inOrder<readonly Reject[]>(INVOICES_AHEAD_PER_CALL * run.sink.inFlightMax, async (rejected) => {
    for (const reject of rejected) countReject(tally, reject);
    await rejects.add(rejected);
  });
  const placeAll = async (groups: Iterable<InvoiceGroup>): Promise<void> => {
    for (const group of groups) {
      if (signal.aborted) return;
      await answers.add(place(group));
    }
  };
  try {
    for await (const groups of groupsIn(run)) {
      await placeAll(groups);
      if (signal.aborted) break;
    }
    await answers.drain();
    if (!signal.aborted) await products.createRest();
    return !signal.aborted;
  } catch (error) {
    await answers.abandon();
    throw error;
  }
};

/** The invoices of the file as they are complete, a piece of the file at a time: awaiting each row would halve the speed. */
const groupsIn = async function* (run: OrderImport): AsyncGenerator<Iterable<InvoiceGroup>> {
  const rows = csvRows();
  const groups = invoiceGroups(run.tally.invoices);
  const reader = headedReader(run);
  const gathered = function* (records: Iterable<CsvRow>): Generator<InvoiceGroup> {
    for (const record of records) {
      const row = reader.read(record);
      if (row === null) continue;
      countRow(run.tally, row);
      yield* groups.push(row);
    }
  };
  for await (const chunk of run.chunks) yield gathered(rows.push(chunk));
  yield gathered(rows.end());
  if (!reader.hasHeader()) throw new CannotGoOn(`${run.file} holds nothing but blank lines.`);
  yield groups.end();
};

/** Reads the first record as the header, and all others by it. */
const headedReader = ({ format, file, rejects }: OrderImport) => {
  let readRow: ((row: CsvRow) => FileRow) | null = null;
  return {
    hasHeader: () => readRow !== null,
    read: (record: CsvRow): FileRow | null => {
      if (readRow !== null) return readRow(record);
      readRow = rowReader(record, format, file);
      rejects.begin(record);
      return null;
    },
  };
};
