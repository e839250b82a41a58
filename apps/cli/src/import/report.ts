import type { OrderFormat } from "../formats/format.ts";
import { exactToTwoDecimals } from "./exact.ts";
import type { LineTotal, Tally } from "./tally.ts";

/** The end of a run, as `--json` prints it; amounts are decimal strings, their names carry the currency (`netGbp`). */
export interface ImportReport {
  readonly [amountInCurrency: `net${string}` | `cancelled${string}`]: string;
  readonly file: string;
  readonly format: string;
  /** False when the run was stopped before the end of the file: everything here is then of what was read. */
  readonly complete: boolean;
  /** Records read, without the header; unreadable ones included. */
  readonly lines: number;
  /** Different invoice numbers of all kinds. */
  readonly invoices: number;
  readonly cancelInvoices: number;
  readonly adjustmentInvoices: number;
  readonly units: number;
  readonly skus: number;
  readonly linesWithoutCustomer: number;
  readonly ordersPlaced: number;
  /** Placed by an earlier run. */
  readonly ordersSkipped: number;
  readonly ordersRefused: number;
  /** Of the orders that are there now. */
  readonly ordered: LineFigures;
  readonly returnsPlaced: number;
  readonly returnsSkipped: number;
  readonly returnsRefused: number;
  readonly creditNotesPlaced: number;
  readonly creditNotesSkipped: number;
  /** Lines that came back and were found in their orders … */
  readonly matched: LineFigures;
  /** … and those with a credit note of their own, by why their order was not found. */
  readonly unmatched: Readonly<Record<string, LineFigures>>;
  readonly adjustmentsPlaced: number;
  readonly adjustmentsSkipped: number;
  readonly adjustmentsRefused: number;
  readonly adjusted: LineFigures;
  readonly productsCreated: number;
  readonly productsRefused: number;
  readonly rejectedLines: number;
  readonly rejected: Readonly<Record<string, LineFigures>>;
  readonly rejectsFile: string;
  readonly seconds: number;
  /** Placed and skipped ones. */
  readonly ordersPerSecond: number;
  readonly linesPerSecond: number;
  /** The most memory this process has had, in MiB; an embedded database is a process of its own. */
  readonly peakRssMb: number;
}

/** Some lines together: `{lines, units, netGbp}`; unreadable ones tell no units and no amount. */
type LineFigures = Readonly<Record<string, number | string>>;

/** What the run cannot count by itself. */
export interface RunFacts {
  readonly file: string;
  readonly format: OrderFormat;
  readonly complete: boolean;
  readonly rejectsFile: string;
  readonly seconds: number;
  readonly peakRssMb: number;
}

export const reportOn = (tally: Tally, { format, seconds, ...facts }: RunFacts): ImportReport => {
  const currency = inCamelCase(format.currency);
  const { orders } = tally;
  const byReason = (totals: ReadonlyMap<string, LineTotal>) =>
    Object.fromEntries([...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, total]) => [reason, figuresOf(total, currency)]));
  return {
    ...facts,
    format: format.name,
    lines: tally.lines,
    invoices: tally.invoices.size,
    cancelInvoices: tally.invoicesOf.cancellation,
    adjustmentInvoices: tally.invoicesOf.adjustment,
    [`net${currency}`]: exactToTwoDecimals(tally.net),
    [`cancelled${currency}`]: exactToTwoDecimals(tally.cancelled),
    units: tally.units,
    skus: tally.skus.size,
    linesWithoutCustomer: tally.linesWithoutCustomer,
    ordersPlaced: orders.placed,
    ordersSkipped: orders.skipped,
    ordersRefused: orders.refused,
    ordered: figuresOf(tally.ordered, currency),
    returnsPlaced: tally.returns.placed,
    returnsSkipped: tally.returns.skipped,
    returnsRefused: tally.returns.refused,
    creditNotesPlaced: tally.creditNotes.placed,
    creditNotesSkipped: tally.creditNotes.skipped,
    matched: figuresOf(tally.matched, currency),
    unmatched: byReason(tally.unmatched),
    adjustmentsPlaced: tally.adjustments.placed,
    adjustmentsSkipped: tally.adjustments.skipped,
    adjustmentsRefused: tally.adjustments.refused,
    adjusted: figuresOf(tally.adjusted, currency),
    productsCreated: tally.products.created,
    productsRefused: tally.products.refused,
    rejectedLines: [...tally.rejected.values()].reduce((sum, { lines }) => sum + lines, 0),
    rejected: byReason(tally.rejected),
    seconds: oneDecimal(seconds),
    ordersPerSecond: perSecond(orders.placed + orders.skipped, seconds),
    linesPerSecond: perSecond(tally.lines, seconds),
  };
};

const figuresOf = ({ lines, units, amount }: LineTotal, currency: string): LineFigures => ({
  lines,
  units,
  [`net${currency}`]: exactToTwoDecimals(amount),
});

const inCamelCase = (currency: string): string => currency.slice(0, 1) + currency.slice(1).toLowerCase();

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

const perSecond = (count: number, seconds: number): number => (seconds > 0 ? oneDecimal(count / seconds) : 0);

/** The same for a person, in a few lines. */
export const reportText = (report: ImportReport, { currency }: OrderFormat): string => {
  const figure = inCamelCase(currency);
  const lines = [
    `${report.complete ? "Imported" : "Stopped in"} ${report.file}`,
    `  read      ${count(report.lines)} lines of ${count(report.invoices)} invoices (${count(report.cancelInvoices)} cancellations, ` +
      `${count(report.adjustmentInvoices)} adjustments), ${count(report.units)} units, net ${report[`net${figure}`]} ${currency}, ` +
      `of it cancelled ${report[`cancelled${figure}`]} ${currency}`,
    `  orders    ${count(report.ordersPlaced)} placed, ${count(report.ordersSkipped)} placed before, ${count(report.ordersRefused)} refused`,
    `  returns   ${count(report.returnsPlaced)} placed, ${count(report.returnsSkipped)} placed before, ${count(report.returnsRefused)} refused, ` +
      `with ${count(report.creditNotesPlaced + report.creditNotesSkipped)} credit notes`,
    `            found in their orders: ${lineText(report.matched, figure)}`,
    ...reasonTexts(report.unmatched, figure),
    `  stock     ${count(report.adjustmentsPlaced)} adjustments placed, ${count(report.adjustmentsSkipped)} placed before, ` +
      `${count(report.adjustmentsRefused)} refused`,
    `  products  ${count(report.productsCreated)} created, ${count(report.skus)} different codes read`,
    `  rejected  ${count(report.rejectedLines)} lines${report.complete ? `, listed in ${report.rejectsFile}` : ""}`,
    ...reasonTexts(report.rejected, figure),
    `  took      ${report.seconds} s, ${count(report.ordersPerSecond)} orders/s, at most ${report.peakRssMb} MB of memory`,
  ];
  return `${lines.join("\n")}\n`;
};

const reasonTexts = (figures: Readonly<Record<string, LineFigures>>, figure: string): readonly string[] =>
  Object.entries(figures).map(([reason, total]) => `            ${reason}: ${lineText(total, figure)}`);

const lineText = (total: LineFigures, figure: string): string => `${count(Number(total.lines))} lines, net ${total[`net${figure}`]}`;

export const count = (value: number): string => value.toLocaleString("en-GB");
