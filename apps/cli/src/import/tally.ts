import type { InvoiceKind } from "../formats/format.ts";
import { INVOICES_MAX, SKUS_MAX } from "../limits.ts";
import type { OrderOutcome, ProductOutcome } from "../order-sink.ts";
import type { Exact } from "./exact.ts";
import type { FileRow } from "./file-rows.ts";
import { remembered } from "./remembered.ts";
import type { Reject } from "./verdict.ts";

/** The rejected lines of one reason. Unreadable ones have no units and no amount. */
export interface RejectedTotal {
  lines: number;
  units: number;
  amount: Exact;
}

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
  rejected: new Map<string, RejectedTotal>(),
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

export const countReject = ({ rejected }: Tally, { row, reason }: Reject): void => {
  const total = rejected.get(reason) ?? { lines: 0, units: 0, amount: 0n };
  rejected.set(reason, total);
  total.lines += 1;
  total.units += row.fault === null ? row.told.quantity : 0;
  total.amount += amountOf(row);
};

const amountOf = (row: FileRow): Exact => (row.fault === null ? BigInt(row.told.quantity) * row.told.unitPrice : 0n);
