import type { InvoiceId, MerchantId } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import { readState } from "@waybill/kernel/state-cache";
import type { DraftedInvoice, Invoice } from "./domain/invoice.ts";
import { invoiceDecider } from "./domain/invoice-decider.ts";
import type { InvoiceCommand, InvoiceEvent, InvoiceRefusal } from "./domain/invoice-events.ts";
import { type AssignNumber, type InvoiceSeries, invoiceSeriesDecider, type NumberAssigned } from "./domain/invoice-series.ts";

/** How the kernel keeps invoices and credit notes. */
export const invoiceAggregate: Aggregate<InvoiceCommand, Invoice, InvoiceEvent, InvoiceRefusal> = {
  type: "invoice",
  decider: invoiceDecider,
};

/** How the kernel keeps the numbers of invoices: one stream for each series, as long as there are invoices. */
export const invoiceSeriesAggregate: Aggregate<AssignNumber, InvoiceSeries, NumberAssigned, never> = {
  type: "invoice-series",
  decider: invoiceSeriesDecider,
  snapshotEveryEvents: 500,
};

export type InvoiceHandler = CommandHandler<InvoiceCommand & IfVersion, Versioned<Invoice>, InvoiceEvent, InvoiceRefusal | VersionIsStale>;
export type InvoiceSeriesHandler = CommandHandler<AssignNumber, InvoiceSeries, NumberAssigned, never>;

/** A recorded event of an invoice as billing speaks of it today. */
export const decodeInvoiceEvent = (recorded: RecordedEvent): InvoiceEvent => decodeEvent(invoiceAggregate, recorded);

/** An invoice, and how many events it is made of. */
export interface ShownInvoice {
  readonly invoice: DraftedInvoice;
  readonly version: number;
}

/** Reads an invoice as it is now; null when the merchant has none. */
export const readingInvoices =
  (log: EventLog) =>
  async (merchant: MerchantId, invoiceId: InvoiceId): Promise<ShownInvoice | null> => {
    const { state, version } = await readState(log, invoiceAggregate, streamName(merchant, invoiceAggregate.type, invoiceId));
    return state.status === "NotDrafted" ? null : { invoice: state, version };
  };
