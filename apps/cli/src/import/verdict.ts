import type { OrderFormat } from "../formats/format.ts";
import type { AdjustmentToImport, LineToImport, OrderToImport } from "../order-sink.ts";
import { exactToText } from "./exact.ts";
import type { FileRow, LineRow, RowFault } from "./file-rows.ts";
import type { GroupFault, InvoiceGroup } from "./invoice-groups.ts";

/** Why a row became nothing: these, or the code of the refusal that it met. */
export type RejectReason =
  | RowFault
  | GroupFault
  | "InvoiceIsAnAdjustment"
  | "QuantityIsNegative"
  | "QuantityIsNotNegative"
  | "QuantityIsZero"
  | "PriceIsNegative";

/** A row and why it was rejected. */
export interface Reject {
  readonly row: FileRow;
  readonly reason: string;
}

/** What an invoice comes to, and the rows that are not of it. */
export interface Verdict {
  readonly order: { readonly toImport: OrderToImport; readonly rows: readonly LineRow[] } | null;
  /** Of a cancellation: what came back. */
  readonly returned: readonly LineRow[];
  /** What was gone from the shelves without being sold. */
  readonly adjusted: readonly { readonly toImport: AdjustmentToImport; readonly row: LineRow }[];
  readonly rejects: readonly Reject[];
}

type Becoming = "adjusted" | "ordered" | "returned";

/** Each line becomes what it plainly is: sold, brought back, or gone. Nothing is bent into something else. */
export const verdictOn = (group: InvoiceGroup, format: OrderFormat): Verdict => {
  const rows: Record<Becoming, LineRow[]> = { adjusted: [], ordered: [], returned: [] };
  const rejects: Reject[] = [];
  for (const row of group.rows) {
    const becoming = becomingOf(group, row);
    if ("reason" in becoming) rejects.push({ row, reason: becoming.reason });
    else rows[becoming.kind].push(becoming.row);
  }
  const [first] = rows.ordered;
  return {
    order: first === undefined ? null : { toImport: orderOf(first, rows.ordered, format), rows: rows.ordered },
    returned: rows.returned,
    adjusted: rows.adjusted.map((row, index) => ({ toImport: adjustmentOf(row, index, format), row })),
    rejects,
  };
};

const becomingOf = (
  { invoice, fault }: InvoiceGroup,
  row: FileRow,
): { readonly kind: Becoming; readonly row: LineRow } | { readonly reason: RejectReason } => {
  if (row.fault !== null) return { reason: row.fault };
  if (invoice?.kind === "adjustment") return { reason: "InvoiceIsAnAdjustment" };
  if (fault !== null) return { reason: fault };
  const { quantity, unitPrice } = row.told;
  if (quantity === 0) return { reason: "QuantityIsZero" };
  if (unitPrice < 0n) return { reason: "PriceIsNegative" };
  if (invoice?.kind === "cancellation") return quantity < 0 ? { kind: "returned", row } : { reason: "QuantityIsNotNegative" };
  if (quantity > 0) return { kind: "ordered", row };
  // With a price it would be money as well, and nobody says whose.
  return unitPrice === 0n ? { kind: "adjusted", row } : { reason: "QuantityIsNegative" };
};

/** Placed when its first line says: some invoices carry two minutes. */
const orderOf = ({ invoice, told }: LineRow, rows: readonly LineRow[], format: OrderFormat): OrderToImport => ({
  source: format.name,
  externalId: invoice.number,
  placedAt: told.placedAt,
  currency: format.currency,
  customerRef: customerOf(rows),
  country: told.country,
  lines: rows.map((row) => lineOf(row, { quantity: row.told.quantity, currency: format.currency })),
});

/** The first one named. */
export const customerOf = (rows: readonly LineRow[]): string | null =>
  rows.find(({ told }) => told.customer !== null)?.told.customer ?? null;

/** So many units of what a row tells. */
export const lineOf = (
  { told: { sku, name, unitPrice } }: LineRow,
  { quantity, currency }: { readonly quantity: number; readonly currency: string },
): LineToImport => ({ sku, name: name ?? sku, quantity, unitPrice: { amount: exactToText(unitPrice), currency } });

/** The first line of an invoice is called as the invoice is; real ones have no other. */
const adjustmentOf = ({ invoice, told }: LineRow, index: number, format: OrderFormat): AdjustmentToImport => ({
  source: format.name,
  externalId: index === 0 ? invoice.number : `${invoice.number}/${index + 1}`,
  sku: told.sku,
  delta: told.quantity,
  reason: told.name ?? "no reason was given",
  adjustedAt: told.placedAt,
});
