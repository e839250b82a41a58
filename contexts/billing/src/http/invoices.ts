import { type Answer, exactly, QuantityJson, type Route, route } from "@waybill/contracts/http";
import { InvoiceId } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import type { InvoiceRefusal } from "../domain/invoice-events.ts";
import { InvoiceJson, invoiceJson, invoiceParams } from "./invoice-json.ts";
import { OrderIdText } from "./payment-json.ts";
import type { BillingPorts, BillingRequestRefusal } from "./ports.ts";

const notDrafted = () => reject<BillingRequestRefusal>({ code: "InvoiceIsNotDrafted" });

export const getInvoice = ({ readInvoice, printInvoice }: BillingPorts): Route =>
  route({
    operation: "getInvoice",
    method: "GET",
    path: "/v1/invoices/:invoiceId",
    summary: "An invoice or a credit note",
    description: "As a PDF for `Accept: application/pdf`, once it is issued.",
    params: invoiceParams,
    answers: { 200: InvoiceJson },
    documents: ["application/pdf"],
    refusals: ["InvoiceIsNotDrafted", "InvoiceIsNotIssued"],
    handle: async ({ params: { invoiceId }, caller: { merchant }, mediaType }): Promise<Answer> => {
      const found = await readInvoice(merchant, invoiceId);
      if (found === null) return notDrafted();
      if (mediaType === "application/pdf") {
        const printed = await printInvoice(found.invoice);
        return printed === null ? reject<InvoiceRefusal>({ code: "InvoiceIsNotIssued" }) : { kind: "document", mediaType, ...printed };
      }
      return { kind: "done", status: 200, body: invoiceJson(found.invoice, found.version), version: found.version };
    },
  });

export const listOrderInvoices = ({ invoiceList }: BillingPorts): Route =>
  route({
    operation: "listOrderInvoices",
    method: "GET",
    path: "/v1/orders/:orderId/invoices",
    summary: "The invoices and credit notes of an order, the oldest first",
    params: exactly({ orderId: OrderIdText }),
    answers: { 200: exactly({ items: Type.Array(InvoiceJson) }, { title: "OrderInvoices" }) },
    reads: "invoice_list",
    handle: async ({ params: { orderId }, caller: { merchant } }): Promise<Answer> => {
      const found = await invoiceList.ofOrder(merchant, orderId);
      return { kind: "done", status: 200, body: { items: found.map(({ invoice, version }) => invoiceJson(invoice, version)) } };
    },
  });

export const creditInvoice = ({ invoices, log, readInvoice, issueCreditNote }: BillingPorts): Route =>
  route({
    operation: "creditInvoice",
    method: "POST",
    path: "/v1/invoices/:invoiceId/credit",
    summary: "Write a credit note for some units of an invoice, or for all that is left",
    params: invoiceParams,
    body: exactly(
      {
        lines: Type.Optional(
          Type.Array(exactly({ id: Type.Integer({ minimum: 1 }), quantity: QuantityJson }), {
            maxItems: 1_000,
            description: "Without it: all",
          }),
        ),
        delivery: Type.Optional(Type.Boolean({ description: "Whether the delivery is credited, too", default: false })),
      },
      { title: "CreditInvoice" },
    ),
    example: { lines: [{ id: 1, quantity: 1 }] },
    answers: { 201: InvoiceJson },
    refusals: [
      "InvoiceIsNotDrafted",
      "InvoiceIsNotIssued",
      "CreditNoteCannotBeCredited",
      "CreditExceedsLine",
      "LineIsUnknown",
      "NothingIsLeftToCredit",
      "VersionIsStale",
    ],
    handle: async ({ params: { invoiceId }, body, caller: { merchant }, at, command, identify, precondition }): Promise<Answer> => {
      const creditNoteId = identify(InvoiceId);
      const lines = body.lines?.map(({ id, quantity }) => ({ lineId: id, quantity })) ?? null;
      const credit = { type: "CreditInvoice", creditNoteId, lines, delivery: body.delivery ?? false, at, ...precondition } as const;
      const outcome = await invoices.handle(invoiceId, credit, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      await issueCreditNote(merchant, invoiceId, creditNoteId);
      const note = await readInvoice(merchant, creditNoteId);
      if (note === null) return notDrafted();
      const { name, incarnation } = log;
      return {
        kind: "done",
        status: 201,
        body: invoiceJson(note.invoice, note.version),
        version: note.version,
        location: `/v1/invoices/${creditNoteId}`,
        replayed: outcome.replayed,
        ...(outcome.kind === "accepted" && {
          written: { log: name, incarnation, partition: outcome.partition, position: outcome.position },
        }),
      };
    },
  });
