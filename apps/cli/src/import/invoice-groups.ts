import type { Invoice } from "../formats/format.ts";
import { INVOICE_LINES_MAX } from "../limits.ts";
import type { FileRow } from "./file-rows.ts";
import type { Remembered } from "./remembered.ts";

/** Rows that belong together: an invoice's, in the file's order, or one that belongs to none. */
export interface InvoiceGroup {
  /** Null for an unreadable row without an invoice. */
  readonly invoice: Invoice | null;
  readonly rows: readonly FileRow[];
  /** Why this group may not become an order whatever its lines say. */
  readonly fault: GroupFault | null;
}

/** `InvoiceCameBack`: lines of this invoice stood further up, with other invoices between. `InvoiceIsTooLong`: more lines than are held. */
export type GroupFault = "InvoiceCameBack" | "InvoiceIsTooLong" | "InvoiceHasUnreadableLine";

interface OpenGroup {
  readonly invoice: Invoice;
  readonly rows: FileRow[];
  /** Unreadable rows without an invoice since the last row of this one: its own only if it goes on after them. */
  strays: FileRow[];
  fault: GroupFault | null;
}

const NONE: readonly InvoiceGroup[] = [];

/**
 * Gathers the rows of each invoice as they come, holding one invoice at a time.
 * An invoice with an unreadable line is held back whole: imported short it would stay short, for an order is placed once.
 * @param seen the invoices met so far; grows as rows come
 */
export const invoiceGroups = (seen: Remembered) => {
  let open: OpenGroup | null = null;

  const close = (): readonly InvoiceGroup[] => {
    if (open === null) return NONE;
    const { invoice, rows, strays, fault } = open;
    open = null;
    return [{ invoice, rows, fault: fault ?? heldBack(rows) }, ...strays.map(alone)];
  };

  const begin = (invoice: Invoice, row: FileRow, fault: GroupFault | null): void => {
    open = { invoice, rows: [row], strays: [], fault: fault ?? (seen.has(invoice.number) ? "InvoiceCameBack" : null) };
    seen.add(invoice.number);
  };

  const stray = (row: FileRow): readonly InvoiceGroup[] => {
    if (open !== null && open.strays.length < INVOICE_LINES_MAX) {
      open.strays.push(row);
      return NONE;
    }
    return [...close(), alone(row)];
  };

  return {
    push(row: FileRow): readonly InvoiceGroup[] {
      if (row.invoice === null) return stray(row);
      if (open?.invoice.number !== row.invoice.number) {
        const closed = close();
        begin(row.invoice, row, null);
        return closed;
      }
      if (open.rows.length + open.strays.length < INVOICE_LINES_MAX) {
        open.rows.push(...open.strays, row);
        open.strays = [];
        return NONE;
      }
      open.fault ??= "InvoiceIsTooLong";
      const fault = open.fault;
      const closed = close();
      begin(row.invoice, row, fault);
      return closed;
    },
    end: close,
  };
};

const alone = (row: FileRow): InvoiceGroup => ({ invoice: null, rows: [row], fault: null });

const heldBack = (rows: readonly FileRow[]): GroupFault | null =>
  rows.some((row) => row.fault !== null) ? "InvoiceHasUnreadableLine" : null;
