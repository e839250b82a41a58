import type { OrderFormat } from "../formats/format.ts";
import type { LineToImport, OrderToImport } from "../order-sink.ts";
import { exactToText } from "./exact.ts";
import type { FileRow, LineRow, RowFault } from "./file-rows.ts";
import type { GroupFault, InvoiceGroup } from "./invoice-groups.ts";

/** Why a row did not become a line of an order: these, or the code of the refusal that its order or product met. */
export type RejectReason =
  | RowFault
  | GroupFault
  | "InvoiceIsACancellation"
  | "InvoiceIsAnAdjustment"
  | "QuantityIsNegative"
  | "QuantityIsZero"
  | "PriceIsNegative";

/** A row and why it was rejected. */
export interface Reject {
  readonly row: FileRow;
  readonly reason: string;
}

/** What an invoice comes to: an order, or none, and the rows that are not of it. */
export interface Verdict {
  readonly order: { readonly toImport: OrderToImport; readonly rows: readonly LineRow[] } | null;
  readonly rejects: readonly Reject[];
}

/** Only an ordinary invoice's lines with a positive quantity become an order; nothing else is bent into one. */
export const verdictOn = (group: InvoiceGroup, format: OrderFormat): Verdict => {
  const rows: LineRow[] = [];
  const rejects: Reject[] = [];
  for (const row of group.rows) {
    const reason = rejectReason(group, row);
    if (reason === null && row.fault === null) rows.push(row);
    else if (reason !== null) rejects.push({ row, reason });
  }
  const [first] = rows;
  return { order: first === undefined ? null : { toImport: orderOf(first, rows, format), rows }, rejects };
};

const rejectReason = ({ invoice, fault }: InvoiceGroup, row: FileRow): RejectReason | null => {
  if (row.fault !== null) return row.fault;
  if (invoice?.kind === "cancellation") return "InvoiceIsACancellation";
  if (invoice?.kind === "adjustment") return "InvoiceIsAnAdjustment";
  if (fault !== null) return fault;
  if (row.told.quantity <= 0) return row.told.quantity === 0 ? "QuantityIsZero" : "QuantityIsNegative";
  return row.told.unitPrice < 0n ? "PriceIsNegative" : null;
};

/** Placed when its first line says: some invoices carry two minutes. The customer is the first one named. */
const orderOf = ({ invoice, told }: LineRow, rows: readonly LineRow[], format: OrderFormat): OrderToImport => {
  return {
    source: format.name,
    externalId: invoice.number,
    placedAt: told.placedAt,
    currency: format.currency,
    customerRef: rows.find((row) => row.told.customer !== null)?.told.customer ?? null,
    country: told.country,
    lines: rows.map((row) => lineOf(row, format.currency)),
  };
};

const lineOf = ({ told: { sku, name, quantity, unitPrice } }: LineRow, currency: string): LineToImport => ({
  sku,
  name: name ?? sku,
  quantity,
  unitPrice: { amount: exactToText(unitPrice), currency },
});
