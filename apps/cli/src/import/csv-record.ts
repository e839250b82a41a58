import { LONG_RECORD_KEPT_CHARS, RECORD_CHARS_MAX } from "../limits.ts";

/** Why a record cannot be trusted. */
export type CsvFault = "QuoteIsNotClosed" | "TextAfterQuote" | "RecordTooLong";

/** One record of a CSV file. */
export interface CsvRecord {
  /** The record as it stands in the file, without its line end; the beginning of it when it is too long. */
  readonly text: string;
  readonly cells: readonly string[];
  /** With a fault the cells are a guess, and `text` may not be CSV. */
  readonly fault: CsvFault | null;
  /** Where the next record begins. */
  readonly next: number;
}

/** What has been read of a file and not yet been taken. */
export interface Piece {
  readonly text: string;
  /** Whether nothing follows. */
  readonly ended: boolean;
}

/**
 * The record that begins at `from`, whose first line ends at `end` (its newline, or the end of the text); null when its end
 * has not been read yet. After a fault the next record begins on the next line, so that one bad quote costs one line.
 */
export const csvRecordAt = (piece: Piece, from: number, end: number): CsvRecord | null => {
  const { text } = piece;
  if (end - from > RECORD_CHARS_MAX) return tooLongRecord(text.slice(from, from + LONG_RECORD_KEPT_CHARS), end + 1);
  const stop = lineStop(text, from, end);
  const line = text.slice(from, stop);
  if (!line.includes('"')) return { text: line, cells: line.split(","), fault: null, next: end + 1 };
  const quoted = quotedRecordAt(piece, from);
  if (typeof quoted !== "string") return quoted;
  if (quoted === "Unfinished") return null;
  return { text: line, cells: line.split(","), fault: quoted, next: end + 1 };
};

export const tooLongRecord = (text: string, next: number): CsvRecord => ({
  text,
  cells: text.split(","),
  fault: "RecordTooLong",
  next,
});

/** Where a line's text stops: before CRLF as before LF. */
const lineStop = (text: string, from: number, end: number): number => (end > from && text[end - 1] === "\r" ? end - 1 : end);

const quotedRecordAt = (piece: Piece, from: number): CsvRecord | "Unfinished" | CsvFault => {
  const { text } = piece;
  const limit = from + RECORD_CHARS_MAX;
  const cells: string[] = [];
  for (let at = from; ; ) {
    const cell = text[at] === '"' ? quotedCellAt(piece, at, limit) : plainCellAt(piece, at, limit);
    if (typeof cell === "string") return cell;
    cells.push(cell.value);
    if (cell.last) return { text: text.slice(from, lineStop(text, from, cell.stop)), cells, fault: null, next: cell.stop + 1 };
    at = cell.stop + 1;
  }
};

/** A cell and where it stops: at a comma, or as the `last` one at a newline or the end of the text. */
interface Cell {
  readonly value: string;
  readonly stop: number;
  readonly last: boolean;
}

const plainCellAt = ({ text, ended }: Piece, at: number, limit: number): Cell | "Unfinished" | CsvFault => {
  const newline = text.indexOf("\n", at);
  if (newline > limit || (newline < 0 && text.length > limit)) return "RecordTooLong";
  if (newline < 0 && !ended) return "Unfinished";
  const end = newline < 0 ? text.length : newline;
  const comma = text.indexOf(",", at);
  if (comma >= 0 && comma < end) return { value: text.slice(at, comma), stop: comma, last: false };
  return { value: text.slice(at, lineStop(text, at, end)), stop: end, last: true };
};

const quotedCellAt = ({ text, ended }: Piece, at: number, limit: number): Cell | "Unfinished" | CsvFault => {
  let value = "";
  // Two characters early, so that a record that is unfinished is always shorter than the limit.
  const lastQuote = limit - 2;
  for (let part = at + 1; ; ) {
    const quote = text.indexOf('"', part);
    if (quote >= lastQuote || (quote < 0 && (ended || text.length >= lastQuote))) return "QuoteIsNotClosed";
    // The character after the quote tells what it means, and "\r" needs one more.
    if (quote < 0 || (!ended && quote + 2 >= text.length)) return "Unfinished";
    if (text[quote + 1] === '"') {
      value += text.slice(part, quote + 1);
      part = quote + 2;
      continue;
    }
    value += text.slice(part, quote);
    return afterQuote(text, quote + 1, value);
  }
};

const afterQuote = (text: string, at: number, value: string): Cell | CsvFault => {
  const end = text[at] === "\r" ? at + 1 : at;
  if (text[at] === ",") return { value, stop: at, last: false };
  return end >= text.length || text[end] === "\n" ? { value, stop: end, last: true } : "TextAfterQuote";
};
