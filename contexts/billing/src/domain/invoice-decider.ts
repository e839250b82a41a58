import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import { type DraftedInvoice, evolveInvoice, type Invoice, notDrafted } from "./invoice.ts";
import { addsUp, creditedContent, type LineUnits, unitsLeft, withCredit } from "./invoice-content.ts";
import type { InvoiceCommand, InvoiceEvent, InvoiceRefusal } from "./invoice-events.ts";
import { mannerOf } from "./manner.ts";
import { sellerOf } from "./merchant.ts";

type InvoiceDecision = Decision<InvoiceEvent, InvoiceRefusal>;
type CommandOf<Type extends InvoiceCommand["type"]> = Extract<InvoiceCommand, { readonly type: Type }>;

const decide = (command: InvoiceCommand, invoice: Invoice): InvoiceDecision => {
  if (command.type === "DraftInvoice") return draft(command, invoice);
  if (command.type === "ImportCreditNote") return importCreditNote(command, invoice);
  return invoice.status === "NotDrafted" ? reject({ code: "InvoiceIsNotDrafted" }) : decideDrafted(command, invoice);
};

const decideDrafted = (command: CommandOf<"CreditInvoice" | "IssueInvoice" | "PayInvoice">, invoice: DraftedInvoice): InvoiceDecision => {
  switch (command.type) {
    case "IssueInvoice":
      return issue(command, invoice);
    case "PayInvoice":
      return pay(command, invoice);
    case "CreditInvoice":
      return credit(command, invoice);
  }
};

const draft = (command: CommandOf<"DraftInvoice">, invoice: Invoice): InvoiceDecision => {
  const { merchantId, invoiceId, kind, orderId, refersTo, series, billTo, content, suppliedAt, paid, at } = command;
  if (invoice.status !== "NotDrafted") {
    const { terms } = invoice;
    const isSame = terms.orderId === orderId && terms.kind === kind && terms.content.totals.grand === content.totals.grand;
    return isSame ? nothingToDo : reject({ code: "InvoiceIsAnother" });
  }
  if (!addsUp(content)) return reject({ code: "InvoiceDoesNotAddUp" });
  if (paid !== null && paid.currency !== content.currency) return reject({ code: "CurrencyDiffers" });
  return accept({ type: "InvoiceDrafted", merchantId, invoiceId, kind, orderId, refersTo, series, billTo, content, suppliedAt, paid, at });
};

const importCreditNote = (command: CommandOf<"ImportCreditNote">, invoice: Invoice): InvoiceDecision => {
  const { merchantId, invoiceId, kind, orderId, refersTo, series, number, billTo, content, suppliedAt, at } = command;
  // Its id is derived from what it is called elsewhere: whoever tells it again tells of this one.
  if (invoice.status !== "NotDrafted") return nothingToDo;
  if (!addsUp(content)) return reject({ code: "InvoiceDoesNotAddUp" });
  return accept({
    type: "CreditNoteImported",
    merchantId,
    invoiceId,
    kind,
    orderId,
    refersTo,
    series,
    number,
    billTo,
    content,
    suppliedAt,
    at,
  });
};

const issue = ({ number, seller, manner, at }: CommandOf<"IssueInvoice">, invoice: DraftedInvoice): InvoiceDecision => {
  if (invoice.status !== "Draft") return nothingToDo;
  const name = `${invoice.terms.series}-${String(number).padStart(6, "0")}`;
  const issued: InvoiceEvent = { type: "InvoiceIssued", number: name, seller: seller && sellerOf(seller), manner: mannerOf(manner), at };
  return isPaid(invoice, invoice.paid) ? accept(issued, paidEvent(invoice, invoice.paid, at)) : accept(issued);
};

/** A credit note asks for nothing. */
const isPaid = ({ terms }: DraftedInvoice, paid: number): boolean => terms.kind === "invoice" && paid >= terms.content.totals.grand;

const paidEvent = ({ terms }: DraftedInvoice, paid: number, at: InvoiceCommand["at"]): InvoiceEvent => {
  return { type: "InvoicePaid", paid: { amount: paid, currency: terms.content.currency }, at };
};

const pay = ({ paid, at }: CommandOf<"PayInvoice">, invoice: DraftedInvoice): InvoiceDecision => {
  if (invoice.status === "Draft") return reject({ code: "InvoiceIsNotIssued" });
  if (paid.currency !== invoice.terms.content.currency) return reject({ code: "CurrencyDiffers" });
  if (invoice.status !== "Issued" || !isPaid(invoice, paid.amount)) return nothingToDo;
  return accept(paidEvent(invoice, paid.amount, at));
};

const credit = (command: CommandOf<"CreditInvoice">, invoice: DraftedInvoice): InvoiceDecision => {
  const { creditNoteId, at } = command;
  const { terms, credited } = invoice;
  if (invoice.creditNotes.some((known) => known.creditNoteId === creditNoteId)) return nothingToDo;
  if (invoice.status === "Draft") return reject({ code: "InvoiceIsNotIssued" });
  if (terms.kind === "creditNote") return reject({ code: "CreditNoteCannotBeCredited" });
  const isAll = command.lines === null;
  const lines = command.lines ?? unitsLeft(terms.content, credited);
  const delivery = (isAll || command.delivery) && !credited.delivery && terms.content.delivery.total > 0;
  if (lines.length === 0 && !delivery) return reject({ code: "NothingIsLeftToCredit" });
  const objection = whyNotCredit(invoice, lines);
  if (objection !== null) return reject(objection);
  const content = creditedContent(terms.content, credited, { lines, delivery });
  const after = withCredit(credited, lines, delivery);
  const isWhole = unitsLeft(terms.content, after).length === 0 && (after.delivery || terms.content.delivery.total === 0);
  return accept({ type: "InvoiceCredited", creditNoteId, lines: lines.map(lineUnits), delivery, content, isWhole, at });
};

const lineUnits = ({ lineId, quantity }: LineUnits): LineUnits => ({ lineId, quantity });

const whyNotCredit = ({ terms, credited }: DraftedInvoice, lines: readonly LineUnits[]): InvoiceRefusal | null => {
  const asked = new Map<number, number>();
  for (const { lineId, quantity } of lines) asked.set(lineId, (asked.get(lineId) ?? 0) + quantity);
  for (const [lineId, quantity] of asked) {
    const line = terms.content.lines.find((one) => one.lineId === lineId);
    if (line === undefined) return { code: "LineIsUnknown", lineId };
    const left = line.quantity - (credited.units[lineId] ?? 0);
    if (quantity < 1 || quantity > left) return { code: "CreditExceedsLine", lineId, left, asked: quantity };
  }
  return null;
};

/** The whole life of an invoice, pure. */
export const invoiceDecider: Decider<InvoiceCommand, Invoice, InvoiceEvent, InvoiceRefusal> = {
  initial: notDrafted,
  decide,
  evolve: evolveInvoice,
};
