import type { InvoiceKind } from "../formats/format.ts";
import { INVOICES_MAX, SKUS_MAX } from "../limits.ts";
import type { OrderOutcome, ProductOutcome } from "../order-sink.ts";
import type { Exact } from "./exact.ts";
import type { FileRow } from "./file-rows.ts";
import { remembered } from "./remembered.ts";
import type { Reject } from "./verdict.ts";

/** Some lines together. Unreadable ones have no units and no amount. */
export interface LineTotal {
  lines: number;
  units: number;
  amount: Exact;
}

const noLines = (): LineTotal => ({ lines: 0, units: 0, amount: 0n });

/** What a run has counted so far. Amounts and units are of all readable lines, cancellations and adjustments included. */
export const newTally = () => ({
  lines: 0,
  net: 0n,
  cancelled: 0n,
  units: 0,
  linesWithoutCustomer: 0,
  /** Invoice numbers met, and how many of them are of each kind. */
  invoices: remembered("invoices", INVOICES_MAX),
  invoicesOf: { ordinary: 0, cancellation: 0, adjustment: 0 } satisfies Record<InvoiceKind, number>,
  skus: remembered("product codes", SKUS_MAX),
  orders: { placed: 0, skipped: 0, refused: 0 } satisfies Record<OrderOutcome["kind"], number>,
  products: { created: 0, known: 0, refused: 0 } satisfies Record<ProductOutcome["kind"], number>,
  /** Lines of orders placed, now or before. */
  ordered: noLines(),
  returns: { placed: 0, skipped: 0, refused: 0 } satisfies Record<OrderOutcome["kind"], number>,
  creditNotes: { placed: 0, skipped: 0, refused: 0 } satisfies Record<OrderOutcome["kind"], number>,
  /** Lines that came back and were found in their orders, and those that were not, by the reason. */
  matched: noLines(),
  unmatched: new Map<string, LineTotal>(),
  adjustments: { placed: 0, skipped: 0, refused: 0 } satisfies Record<OrderOutcome["kind"], number>,
  adjusted: noLines(),
  rejected: new Map<string, LineTotal>(),
});

export type Tally = ReturnType<typeof newTally>;

/** Counts a row before its invoice is remembered. */
export const countRow = (tally: Tally, row: FileRow): void => {
  tally.lines += 1;
  if (row.invoice !== null && !tally.invoices.has(row.invoice.number)) tally.invoicesOf[row.invoice.kind] += 1;
  if (row.fault !== null) return;
  const { told, invoice } = row;
  const amount = amountOf(row);
  tally.net += amount;
  if (invoice.kind === "cancellation") tally.cancelled += amount;
  tally.units += told.quantity;
  if (told.customer === null) tally.linesWithoutCustomer += 1;
  tally.skus.add(told.sku);
};

export const countReject = ({ rejected }: Tally, { row, reason }: Reject): void => countLine(totalOf(rejected, reason), row);

/** The total of this reason. */
export const totalOf = (totals: Map<string, LineTotal>, reason: string): LineTotal => {
  const total = totals.get(reason) ?? noLines();
  totals.set(reason, total);
  return total;
};

export const countLine = (total: LineTotal, row: FileRow): void => {
  total.lines += 1;
  total.units += row.fault === null ? row.told.quantity : 0;
  total.amount += amountOf(row);
};

const amountOf = (row: FileRow): Exact => (row.fault === null ? BigInt(row.told.quantity) * row.told.unitPrice : 0n);
