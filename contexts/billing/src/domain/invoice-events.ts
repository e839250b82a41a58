import type { Address, Contact, CustomerId, InvoiceId, MerchantId, Money, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { InvoiceContent, LineUnits } from "./invoice-content.ts";
import type { Manner } from "./manner.ts";
import type { Seller } from "./merchant.ts";

export type InvoiceKind = "creditNote" | "invoice";

/** Whom it is for. Sealed: when the person's key is dropped the law's copy is the printed one, which whoever must keep it keeps. */
export type BillTo = {
  readonly customerId: CustomerId | null;
  readonly contact: Sealed<Contact> | null;
  readonly address: Sealed<Address> | null;
};

/** What an invoice is, from its draft on. */
export type InvoiceTerms = {
  readonly merchantId: MerchantId;
  readonly invoiceId: InvoiceId;
  readonly kind: InvoiceKind;
  readonly orderId: OrderId | null;
  /** Of a credit note: the invoice that it takes from. */
  readonly refersTo: InvoiceId | null;
  /** Which numbers it takes part in, such as `INV-2026`: said once, so that a number that was given out is used. */
  readonly series: string;
  readonly billTo: BillTo;
  readonly content: InvoiceContent;
  readonly suppliedAt: Instant;
};

export type InvoiceCommand = { readonly at: Instant } & (
  | ({ readonly type: "DraftInvoice"; readonly paid: Money | null } & InvoiceTerms)
  | { readonly type: "IssueInvoice"; readonly number: number; readonly seller: Seller | null; readonly manner: Manner }
  | { readonly type: "PayInvoice"; readonly paid: Money }
  /** A credit note that another system wrote, under its own number: history. */
  | ({ readonly type: "ImportCreditNote"; readonly number: string } & InvoiceTerms)
  | {
      readonly type: "CreditInvoice";
      readonly creditNoteId: InvoiceId;
      /** Null: all that is left, the delivery included. */
      readonly lines: readonly LineUnits[] | null;
      readonly delivery: boolean;
    }
);

// The names below are storage format: an event that was renamed is an event that was lost.
export type InvoiceEvent = { readonly at: Instant } & (
  | ({ readonly type: "InvoiceDrafted"; readonly paid: Money | null } & InvoiceTerms)
  /** `seller` is who was selling then, for good, and `manner` how they wrote; null where nobody had said, and there was no word of either at first. */
  | { readonly type: "InvoiceIssued"; readonly number: string; readonly seller?: Seller | null; readonly manner?: Manner }
  /** From elsewhere, where it was issued when it says that it was supplied. No number of ours is used, and nothing follows. */
  | ({ readonly type: "CreditNoteImported"; readonly number: string } & InvoiceTerms)
  | { readonly type: "InvoicePaid"; readonly paid: Money }
  /** `content` is what the credit note will say. */
  | {
      readonly type: "InvoiceCredited";
      readonly creditNoteId: InvoiceId;
      readonly lines: readonly LineUnits[];
      readonly delivery: boolean;
      readonly content: InvoiceContent;
      /** Nothing is left of it. */
      readonly isWhole: boolean;
    }
);

export type InvoiceRefusal =
  | { readonly code: "InvoiceIsNotDrafted" | "InvoiceIsNotIssued" | "InvoiceIsAnother" | "InvoiceDoesNotAddUp" }
  | { readonly code: "CurrencyDiffers" | "NothingIsLeftToCredit" | "CreditNoteCannotBeCredited" }
  | { readonly code: "LineIsUnknown"; readonly lineId: number }
  | { readonly code: "CreditExceedsLine"; readonly lineId: number; readonly left: number; readonly asked: number };
