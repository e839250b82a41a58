import type { InvoiceId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Life } from "@waybill/kernel/life";
import { type Credited, type InvoiceContent, nothingCredited, withCredit } from "./invoice-content.ts";
import type { InvoiceEvent, InvoiceTerms } from "./invoice-events.ts";
import { type Manner, plainManner } from "./manner.ts";
import type { Seller } from "./merchant.ts";

/** Where an invoice stands. */
export type InvoiceStatus = Invoice["status"];

/** What the next decision about an invoice needs to know, and what is shown of it. */
export type Invoice = { readonly status: "NotDrafted" } | DraftedInvoice;
export type DraftedInvoice = {
  readonly status: "Credited" | "Draft" | "Issued" | "Paid";
  readonly terms: InvoiceTerms;
  /** Such as `INV-2026-000001`; null until it is issued. */
  readonly number: string | null;
  readonly issuedAt: Instant | null;
  /** Who was selling when it was issued, as the merchant said. */
  readonly seller: Seller | null;
  /** How they wrote. */
  readonly manner?: Manner;
  /** Taken for it so far, in minor units. */
  readonly paid: number;
  readonly credited: Credited;
  /** What it was credited with, and what each credit note says. */
  readonly creditNotes: readonly { readonly creditNoteId: InvoiceId; readonly content: InvoiceContent; readonly at: Instant }[];
};

/** The life of an invoice, and of a credit note, which is never paid or credited. */
export const invoiceLife: Life<InvoiceStatus, InvoiceEvent["type"]> = {
  NotDrafted: { InvoiceDrafted: "Draft", CreditNoteImported: "Issued" },
  Draft: { InvoiceIssued: "Issued" },
  Issued: { InvoicePaid: "Paid", InvoiceCredited: ["Issued", "Credited"] },
  Paid: { InvoiceCredited: ["Paid", "Credited"] },
  // What is credited whole has been paid, or never will be.
  Credited: {},
};

export const notDrafted: Invoice = { status: "NotDrafted" };

export const evolveInvoice = (invoice: Invoice, event: InvoiceEvent): Invoice => {
  if (event.type === "InvoiceDrafted") return drafted(event, event.paid?.amount ?? 0);
  if (event.type === "CreditNoteImported") {
    return { ...drafted(event, 0), status: "Issued", number: event.number, issuedAt: event.suppliedAt };
  }
  return invoice.status === "NotDrafted" ? invoice : evolveDrafted(invoice, event);
};

type LaterEvent = Exclude<InvoiceEvent, { readonly type: "CreditNoteImported" | "InvoiceDrafted" }>;

const evolveDrafted = (invoice: DraftedInvoice, event: LaterEvent): DraftedInvoice => {
  switch (event.type) {
    case "InvoiceIssued":
      return {
        ...invoice,
        status: "Issued",
        number: event.number,
        issuedAt: event.at,
        seller: event.seller ?? null,
        manner: event.manner ?? plainManner,
      };
    case "InvoicePaid":
      return { ...invoice, status: "Paid", paid: event.paid.amount };
    case "InvoiceCredited": {
      const { creditNoteId, lines, delivery, content, isWhole } = event;
      const creditNotes = [...invoice.creditNotes, { creditNoteId, content, at: event.at }];
      const credited = withCredit(invoice.credited, lines, delivery);
      return { ...invoice, status: isWhole ? "Credited" : invoice.status, credited, creditNotes };
    }
  }
};

const drafted = (event: InvoiceTerms, paid: number): DraftedInvoice => {
  const { merchantId, invoiceId, kind, orderId, refersTo, series, billTo, content, suppliedAt } = event;
  return {
    status: "Draft",
    terms: { merchantId, invoiceId, kind, orderId, refersTo, series, billTo, content, suppliedAt },
    number: null,
    issuedAt: null,
    seller: null,
    paid,
    credited: nothingCredited,
    creditNotes: [],
  };
};
