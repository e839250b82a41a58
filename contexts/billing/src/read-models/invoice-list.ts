import type { InvoiceId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import { type DraftedInvoice, evolveInvoice, notDrafted } from "../domain/invoice.ts";
import type { InvoiceEvent } from "../domain/invoice-events.ts";

/** One invoice or credit note as lists show it. */
export type InvoiceRow = {
  readonly invoiceId: InvoiceId;
  readonly merchant: MerchantId;
  /** Null for a credit note of its own. */
  readonly orderId: OrderId | null;
  readonly draftedAt: Instant;
  readonly version: number;
  /** The invoice whole: what decides and what is shown cannot drift apart. */
  readonly invoice: DraftedInvoice;
};

/** Answers which invoices and credit notes an order has, the oldest first. */
export const invoiceList: ReadModel<InvoiceEvent, InvoiceRow> = {
  name: "invoice_list",
  // 2: invoices name the seller.
  version: 3,
  columns: { invoiceId: "text", merchant: "text", orderId: "text", draftedAt: "bigint", version: "integer", invoice: "json" },
  indexes: ["(merchant, order_id, drafted_at, invoice_id)"],
  of: "invoice",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event, { version }) => {
    const invoice = evolveInvoice(row?.invoice ?? notDrafted, event);
    if (invoice.status === "NotDrafted") return null;
    const { invoiceId, merchantId, orderId } = invoice.terms;
    return { invoiceId, merchant: merchantId, orderId, draftedAt: row?.draftedAt ?? event.at, version, invoice };
  },
};
