import type { OrderFormat } from "../formats/format.ts";
import { exactToTwoDecimals } from "./exact.ts";
import type { RejectedTotal, Tally } from "./tally.ts";

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
  readonly productsCreated: number;
  readonly productsRefused: number;
  readonly rejectedLines: number;
  readonly rejected: Readonly<Record<string, RejectedFigures>>;
  readonly rejectsFile: string;
  readonly seconds: number;
  /** Placed and skipped ones. */
  readonly ordersPerSecond: number;
  readonly linesPerSecond: number;
  /** The most memory this process has had, in MiB; an embedded database is a process of its own. */
  readonly peakRssMb: number;
}

/** The rejected lines of one reason: `{lines, units, netGbp}`; unreadable ones tell no units and no amount. */
type RejectedFigures = Readonly<Record<string, number | string>>;

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
  const reasons = [...tally.rejected].sort(([a], [b]) => (a < b ? -1 : 1));
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
    productsCreated: tally.products.created,
    productsRefused: tally.products.refused,
    rejectedLines: reasons.reduce((sum, [, { lines }]) => sum + lines, 0),
    rejected: Object.fromEntries(reasons.map(([reason, total]) => [reason, figuresOf(total, currency)])),
    seconds: oneDecimal(seconds),
    ordersPerSecond: perSecond(orders.placed + orders.skipped, seconds),
    linesPerSecond: perSecond(tally.lines, seconds),
  };
};

const figuresOf = ({ lines, units, amount }: RejectedTotal, currency: string): RejectedFigures => ({
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
    `  products  ${count(report.productsCreated)} created, ${count(report.skus)} different codes read`,
    `  rejected  ${count(report.rejectedLines)} lines${report.complete ? `, listed in ${report.rejectsFile}` : ""}`,
    ...Object.entries(report.rejected).map(
      ([reason, { lines, [`net${figure}`]: net }]) => `            ${reason}: ${count(Number(lines))} lines, net ${net}`,
    ),
    `  took      ${report.seconds} s, ${count(report.ordersPerSecond)} orders/s, at most ${report.peakRssMb} MB of memory`,
  ];
  return `${lines.join("\n")}\n`;
};

export const count = (value: number): string => value.toLocaleString("en-GB");
