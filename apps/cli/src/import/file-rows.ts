import { CannotGoOn } from "../cannot-go-on.ts";
import type { Invoice, InvoiceLine, OrderFormat, Unreadable } from "../formats/format.ts";
import type { CsvFault } from "./csv-record.ts";
import type { CsvRow } from "./csv-rows.ts";

/** Why a row tells nothing that can be trusted: its line counts, its amounts do not. */
export type RowFault = Unreadable | CsvFault | "BytesAreNotText" | "TooFewColumns" | "TooManyColumns";

/** A row that says what it should. `row` is kept for the rejects file. */
export interface LineRow {
  readonly row: CsvRow;
  readonly invoice: Invoice;
  readonly told: InvoiceLine;
  readonly fault: null;
}

export interface UnreadableRow {
  readonly row: CsvRow;
  /** Null when not even the invoice's number can be read. */
  readonly invoice: Invoice | null;
  readonly fault: RowFault;
}

export type FileRow = LineRow | UnreadableRow;

/**
 * How to read the rows under this header. Columns are found by name, in any order; others are passed over.
 * @throws CannotGoOn when a column is missing or there twice.
 */
export const rowReader = (header: CsvRow, format: OrderFormat, file: string): ((row: CsvRow) => FileRow) => {
  const positions = columnPositions(header, format, file);
  return (row) => {
    const cells = positions.map((position) => row.cells[position] ?? "");
    const invoice = format.invoiceOf(cells);
    const fault = row.fault ?? textFault(row.text) ?? widthFault(row.cells.length - header.cells.length);
    if (fault !== null) return { row, invoice, fault };
    if (invoice === null) return { row, invoice, fault: "InvoiceNumberIsNotReadable" };
    const told = format.lineOf(cells);
    return typeof told === "string" ? { row, invoice, fault: told } : { row, invoice, told, fault: null };
  };
};

// Bytes that are not of the encoding were turned into U+FFFD; a NUL no database takes.
const textFault = (text: string): RowFault | null => (text.includes("\uFFFD") || text.includes("\0") ? "BytesAreNotText" : null);

const widthFault = (extraCells: number): RowFault | null => {
  if (extraCells === 0) return null;
  return extraCells < 0 ? "TooFewColumns" : "TooManyColumns";
};

const columnPositions = (header: CsvRow, format: OrderFormat, file: string): readonly number[] => {
  const names = header.cells.map((cell) => cell.trim());
  const problems = format.columns.flatMap((column) => {
    const times = names.filter((name) => name === column).length;
    if (times === 1) return [];
    return [times === 0 ? `has no column ${column}` : `has the column ${column} ${times} times`];
  });
  if (header.fault !== null || problems.length > 0) {
    throw new CannotGoOn(
      `${file} ${problems.join(", and ") || "does not begin with a header that can be read"}.\n` +
        `Its first line is: ${header.text.slice(0, 200)}\n` +
        `The format ${format.name} is comma-separated with the columns ${format.columns.join(", ")}; other formats: waybill import orders --help`,
    );
  }
  return format.columns.map((column) => names.indexOf(column));
};
