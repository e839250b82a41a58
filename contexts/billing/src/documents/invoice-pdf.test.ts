import { sealedSample } from "@waybill/contracts/message-samples";
import { describe, expect, it } from "vitest";
import { evolveInvoice, type Invoice, notDrafted } from "../domain/invoice.ts";
import type { InvoiceContent } from "../domain/invoice-content.ts";
import { invoiceDecider } from "../domain/invoice-decider.ts";
import { content, draftIt, issueIt, seller } from "../testing/invoice-samples.ts";
import { textsIn } from "../testing/pdf-texts.ts";
import { invoiceDocument } from "./invoice-document.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { winAnsi } from "./win-ansi.ts";

const issued = (its: InvoiceContent = content, billTo = draftIt.billTo) => {
  let invoice: Invoice = notDrafted;
  for (const command of [{ ...draftIt, content: its, billTo }, issueIt]) {
    const decision = invoiceDecider.decide(command, invoice);
    if (decision.kind === "accepted") invoice = decision.events.reduce(evolveInvoice, invoice);
  }
  if (invoice.status === "NotDrafted") throw new Error("it was drafted");
  return invoice;
};
const parties = { seller: ["Tea & Cup Ltd", "Helsinki"], buyer: ["Ada Lovelace", "Main Street 1"] };

describe("an invoice on paper", () => {
  it("says who owes what to whom, and the taxes by their rates", async () => {
    const pdf = await invoicePdf(issued(), parties);
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    const texts = textsIn(pdf);
    for (const text of [
      "Invoice INV-2026-000007",
      "Ada Lovelace",
      "Tea & Cup Ltd",
      "Issued 2026-03-29",
      "Tea",
      "2.50",
      "0.50",
      "14 %",
      "7.00",
    ])
      expect(texts).toContain(text);
    for (const text of ["Delivery", "3.90", "Net at 25.5 %", "11.24 EUR", "Tax 25.5 %", "2.86 EUR", "Total", "21.10 EUR"])
      expect(texts).toContain(text);
  });

  it("is the same bytes whenever it is printed", async () => {
    const [one, other] = await Promise.all([invoicePdf(issued(), parties), invoicePdf(issued(), parties)]);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(one.equals(other)).toBe(true);
    expect(one.equals(await invoicePdf(issued(), parties))).toBe(true);
  });

  it("goes on over as many pages as it takes", async () => {
    const line = content.lines[0]!;
    const lines = Array.from({ length: 1_000 }, (_, index) => ({ ...line, lineId: index + 1, name: `Article ${index + 1}` }));
    const totals = { ...content.totals, tax: 1_000 * line.tax + 79, grand: 1_000 * line.total + 390 };
    const pdf = await invoicePdf(issued({ ...content, lines, totals }), parties);
    expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(20);
    expect(textsIn(pdf)).toContain("Article 1000");
  });

  it("is a file with the buyer's name as long as it can be read", async () => {
    const billTo = { customerId: null, contact: sealedSample, address: sealedSample };
    const address = { lines: ["Main Street 1"], postalCode: "00100", city: "Helsinki", country: "FI" };
    const opened = { name: "Ada", ...address };
    const invoice = issued(content, billTo);
    const readable = await invoiceDocument(invoice, { open: async () => opened as never });
    expect(readable?.fileName).toBe("INV-2026-000007.pdf");
    expect(textsIn(readable!.bytes)).toContain("00100 Helsinki");
    for (const text of [seller.name, ...seller.addressLines, "Tax id FI12345671", seller.email])
      expect(textsIn(readable!.bytes)).toContain(text);
    const erased = await invoiceDocument(invoice, { open: async () => null });
    expect(textsIn(erased!.bytes)).not.toContain("00100 Helsinki");
    expect(await invoiceDocument({ ...invoice, number: null }, { open: async () => null })).toBeNull();
  });

  it("writes what its fonts have, and a question mark for the rest", () => {
    expect(winAnsi("Café 10 € – naïve")).toBe("Café 10 € – naïve");
    expect(winAnsi("e\u0301")).toBe("é");
    expect(winAnsi("茶\n☕\u0000")).toBe("? ??");
  });
});
