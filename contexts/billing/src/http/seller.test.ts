import type { InvoiceId } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { evolveInvoice, notDrafted } from "../domain/invoice.ts";
import { paymentScene } from "../testing/billing-process.ts";
import { asking } from "../testing/http.ts";
import { content, invoiceId, seller, terms } from "../testing/invoice-samples.ts";
import { minute } from "../testing/payment-samples.ts";
import { textsIn } from "../testing/pdf-texts.ts";

const { orderId, billTo } = terms;
const issue = { type: "IssueInvoice", kind: "invoice", orderId, billTo, quote: content, suppliedAt: minute(0), paid: null };

const scene = () => {
  const { ask, follow, billing } = paymentScene().process();
  const http = asking(billing);
  const name = (its: object | null) => http("changeMerchant", { body: { seller: its } });
  const print = async (id: InvoiceId): Promise<Buffer> => {
    const printed = await http("getInvoice", { params: { invoiceId: id }, mediaType: "application/pdf" });
    if (printed.kind !== "document") throw new Error(printed.kind);
    return Buffer.from(printed.bytes);
  };
  return { http, ask, follow, name, print };
};

describe("who an invoice says is selling", () => {
  it("is who was when it was issued, in JSON and on paper, whoever sells later", async () => {
    const { http, ask, follow, name, print } = scene();
    await name(seller);
    await ask(issue, "an ask", invoiceId);
    await follow();
    const first = { params: { invoiceId } };
    expect(await http("getInvoice", first)).toMatchObject({ body: { status: "Issued", seller } });
    const printed = await print(invoiceId);
    for (const text of [seller.name, ...seller.addressLines, "Tax id FI12345671", seller.email]) expect(textsIn(printed)).toContain(text);
    const successor = { name: "Cup & Tea Ltd" };
    await name(successor);
    const whole = { ...successor, addressLines: [], taxId: null, email: null };
    const note = await http("creditInvoice", { ...first, body: { lines: [{ id: 1, quantity: 1 }] } });
    expect(note).toMatchObject({ body: { kind: "creditNote", seller: whole } });
    expect(await http("getInvoice", first)).toMatchObject({ body: { seller } });
    expect(textsIn(await print(invoiceId))).not.toContain(successor.name);
    expect((await print(invoiceId)).equals(printed)).toBe(true);
    await follow();
    const list = await http("listOrderInvoices", { params: { orderId } });
    expect(list).toMatchObject({ body: { items: [{ seller }, { seller: whole }] } });
  });

  it("is nobody where nobody said", async () => {
    const { http, ask, follow, name } = scene();
    await name(seller);
    await name(null);
    await ask(issue, "an ask", invoiceId);
    await follow();
    expect(await http("getInvoice", { params: { invoiceId } })).toMatchObject({ body: { status: "Issued", seller: null } });
    // What was issued before there was a word of it.
    const issued = evolveInvoice(evolveInvoice(notDrafted, { type: "InvoiceDrafted", ...terms, paid: null, at: minute(0) }), {
      ...{ type: "InvoiceIssued", number: "INV-2026-000001", at: minute(1) },
    });
    expect(issued).toMatchObject({ status: "Issued", seller: null });
  });
});
