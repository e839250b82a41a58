import { invoiceCredited, invoiceIssued, invoicePaid } from "@waybill/contracts/billing-invoices";
import { moneyOf } from "@waybill/contracts/vocabulary";
import { type IntegrationEvent, say } from "@waybill/kernel/integration-event";
import type { SaysWhole } from "@waybill/kernel/voice";
import type { Invoice } from "./domain/invoice.ts";
import type { InvoiceEvent } from "./domain/invoice-events.ts";

/** What billing says of an invoice. */
export const saysOfInvoice: SaysWhole<InvoiceEvent, Invoice> = (event, invoice, { stream }) => {
  if (invoice.status === "NotDrafted") throw new TypeError(`${stream} is not the stream of an invoice`);
  const { merchantId, invoiceId, orderId, kind, refersTo, content } = invoice.terms;
  const about = { merchantId, invoiceId, orderId };
  const money = (amount: number) => moneyOf(amount, content.currency);
  const said = ((): IntegrationEvent | null => {
    switch (event.type) {
      case "InvoiceDrafted":
      // History from elsewhere: nothing follows from it.
      case "CreditNoteImported":
        return null;
      case "InvoiceIssued": {
        const [total, tax] = [money(content.totals.grand), money(content.totals.tax)];
        return say(invoiceIssued, { ...about, kind, refersTo, number: event.number, total, tax, issuedAt: event.at });
      }
      case "InvoicePaid":
        return say(invoicePaid, { ...about, paid: money(event.paid.amount), paidAt: event.at });
      case "InvoiceCredited": {
        const amount = money(event.content.totals.grand);
        return say(invoiceCredited, { ...about, creditNoteId: event.creditNoteId, amount, creditedAt: event.at });
      }
    }
  })();
  return said === null ? [] : [said];
};
