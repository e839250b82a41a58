import type { AddressedCommand } from "@waybill/kernel/saga";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { InvoiceId, type OrderId } from "./ids.ts";
import {
  CustomerIdShape,
  InstantShape,
  InvoiceIdShape,
  MoneyShape,
  OrderIdShape,
  orNull,
  QuantityShape,
  sealedShape,
} from "./message-shapes.ts";
import { QuoteShape } from "./ordering-shapes.ts";
import type { Address, Contact } from "./person.ts";

// What others may ask of billing about invoices: `ask("invoice", { ...invoiceAddress(invoiceId), command })`. Accepted means that it is
// drafted, or was before; its number, and that it is issued, are said as `InvoiceIssued`.

/** The invoice with this number of an order, from 1: most orders have one, those that are delivered in parts may have more. */
export const invoiceIdOf = (orderId: OrderId, number = 1): InvoiceId => InvoiceId.derive(orderId, "invoice", String(number));

/** Where commands for an invoice are sent. */
export const invoiceAddress = (invoiceId: InvoiceId): Omit<AddressedCommand, "command"> => ({
  context: "billing",
  aggregate: "invoice",
  id: invoiceId,
});

/** Whom an invoice is for, sealed under the person's key. */
const BillToShape = Type.Object({
  customerId: orNull(CustomerIdShape),
  contact: orNull(sealedShape<Contact>()),
  address: orNull(sealedShape<Address>()),
});

/**
 * Writes an invoice, or a credit note of its own that refers to none. `quote` is the order's: copied, never computed again. `paid` is what was
 * taken for it so far. Refused: `InvoiceIsAnother`, `InvoiceDoesNotAddUp`.
 */
const IssueInvoiceShape = Type.Object({
  type: Type.Literal("IssueInvoice"),
  kind: Type.Union([Type.Literal("invoice"), Type.Literal("creditNote")]),
  orderId: orNull(OrderIdShape),
  billTo: BillToShape,
  quote: QuoteShape,
  /** When the goods were handed over: the tax point. */
  suppliedAt: InstantShape,
  paid: orNull(MoneyShape),
});
export type IssueInvoice = Static<typeof IssueInvoiceShape>;

/** `paid` is all that was taken for it so far. Refused: `InvoiceIsNotIssued`, `CurrencyDiffers`. */
const PayInvoiceShape = Type.Object({ type: Type.Literal("PayInvoice"), paid: MoneyShape });
export type PayInvoice = Static<typeof PayInvoiceShape>;

/**
 * Writes a credit note that refers to the invoice: of these units, or of all that is left. Refused: `InvoiceIsNotIssued`, `LineIsUnknown`,
 * `CreditExceedsLine`, `NothingIsLeftToCredit`.
 */
const CreditInvoiceShape = Type.Object({
  type: Type.Literal("CreditInvoice"),
  creditNoteId: InvoiceIdShape,
  /** Null: all that is left, the delivery included. */
  lines: orNull(Type.Array(Type.Object({ lineId: Type.Integer({ minimum: 1 }), quantity: QuantityShape }))),
  /** Whether the delivery is credited too, if it was not before. */
  delivery: Type.Boolean(),
});
export type CreditInvoice = Static<typeof CreditInvoiceShape>;

/** What may be asked of an invoice. */
export type InvoiceCommand = IssueInvoice | PayInvoice | CreditInvoice;

const validator = Compile(Type.Union([IssueInvoiceShape, PayInvoiceShape, CreditInvoiceShape]));
/** Whether what was asked is one of them; unknown fields pass, as they do in messages. */
export const isInvoiceCommand = (asked: unknown): asked is InvoiceCommand => validator.Check(asked);
