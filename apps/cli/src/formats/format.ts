import type { Instant } from "@waybill/kernel/clock";
import type { Exact } from "../import/exact.ts";

/** What an invoice is to us: only an ordinary one can become an order. */
export type InvoiceKind = "ordinary" | "cancellation" | "adjustment";

/** The invoice that a row belongs to, as the file numbers it. */
export interface Invoice {
  readonly number: string;
  readonly kind: InvoiceKind;
}

/** One line of an invoice as the file tells it: negative quantities and prices included. */
export interface InvoiceLine {
  readonly sku: string;
  /** Null where the file gives none. */
  readonly name: string | null;
  readonly quantity: number;
  readonly unitPrice: Exact;
  readonly placedAt: Instant;
  /** The file's own number of the customer; null where it gives none. */
  readonly customer: string | null;
  /** In the file's own words; null where it gives none. */
  readonly country: string | null;
}

/** Why a row cannot be read as a line of an invoice. */
export type Unreadable =
  | "InvoiceNumberIsNotReadable"
  | "SkuIsMissing"
  | "QuantityIsNotAWholeNumber"
  | "TimeIsNotReadable"
  | "PriceIsNotReadable";

/**
 * One kind of file with orders. To read another kind, write a file like `online-retail.ts` and name it in `all.ts`.
 * Cells come in the order of `columns`, whatever their order in the file; a missing cell comes as nothing at all.
 */
export interface OrderFormat {
  /** What `--format` calls it; part of each imported order's id, so it never changes. */
  readonly name: string;
  readonly summary: string;
  readonly columns: readonly string[];
  /** ISO 4217; of every amount in the file. */
  readonly currency: string;
  /** The invoice of a row; null when its number cannot be read. Also asked about rows with too few cells. */
  readonly invoiceOf: (cells: readonly string[]) => Invoice | null;
  readonly lineOf: (cells: readonly string[]) => InvoiceLine | Unreadable;
}
