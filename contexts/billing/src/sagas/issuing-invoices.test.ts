import { InvoiceId, MerchantId } from "@waybill/contracts/vocabulary";
import { instant, isoFromInstant } from "@waybill/kernel/clock";
import { createSaidReader } from "@waybill/kernel/said-reader";
import { fateOf, mortal } from "@waybill/kernel/testing/mortal";
import { describe, expect, it } from "vitest";
import { readingInvoices } from "../invoices.ts";
import { billingVoices } from "../module.ts";
import { billingProcess, paymentScene } from "../testing/billing-process.ts";
import { content, creditNoteId, invoiceId, terms } from "../testing/invoice-samples.ts";
import { euros, minute } from "../testing/payment-samples.ts";
import { seriesOf } from "./issuing-invoices.ts";

const { orderId, billTo } = terms;
const issue = { type: "IssueInvoice", kind: "invoice", orderId, billTo, quote: content, suppliedAt: minute(0), paid: null };
const credit = { type: "CreditInvoice", creditNoteId, lines: [{ lineId: 1, quantity: 1 }], delivery: false };
const merchant = MerchantId.default;

describe("an invoice that is asked for", () => {
  it("gets its number and is issued, and its credit note too", async () => {
    const { process, log } = paymentScene();
    const { ask, follow } = process();
    expect(await ask(issue, "an ask", invoiceId)).toMatchObject({ kind: "accepted" });
    await follow();
    const read = readingInvoices(log);
    expect(await read(merchant, invoiceId)).toMatchObject({ invoice: { status: "Issued", number: "INV-2026-000001" } });
    await ask(credit, "another ask", invoiceId);
    await follow();
    const note = await read(merchant, creditNoteId);
    expect(note?.invoice).toMatchObject({
      status: "Issued",
      number: "CN-2026-000001",
      terms: { kind: "creditNote", refersTo: invoiceId, orderId, content: { totals: { grand: 233 } } },
    });
  });

  it("holds nothing that nobody has declared", async () => {
    const { process, log } = paymentScene();
    const quote = { ...content, secret: "x", lines: content.lines.map((line) => ({ ...line, secret: "x" })) };
    await process().ask({ ...issue, quote, billTo: { ...billTo, secret: "x" } }, "an ask", invoiceId);
    const events = await log.readPartitions(new Map([[0, 0]]), 10);
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("is told when it is issued, paid and credited", async () => {
    const { process, log } = paymentScene();
    const { ask, follow } = process();
    await ask({ ...issue, paid: euros(content.totals.grand) }, "an ask", invoiceId);
    await follow();
    await ask(credit, "another ask", invoiceId);
    await follow();
    const { messages } = await createSaidReader({ log, voices: billingVoices() }).read(new Map([[0, 0]]), 100);
    expect(messages).toMatchObject([
      { name: "InvoiceIssued", data: { invoiceId, kind: "invoice", number: "INV-2026-000001", total: euros(2_110), tax: euros(372) } },
      { name: "InvoicePaid", data: { paid: euros(2_110) } },
      { name: "InvoiceCredited", data: { invoiceId, creditNoteId, amount: euros(233) } },
      { name: "InvoiceIssued", data: { invoiceId: creditNoteId, kind: "creditNote", refersTo: invoiceId, number: "CN-2026-000001" } },
    ]);
  });

  it("has one number, and leaves no gap, when processes die at any moment", async () => {
    const run = async (its: ReturnType<typeof paymentScene>, fate: ReturnType<typeof fateOf>) => {
      const { ask, follow } = billingProcess({ log: mortal(its.log, "log", fate), clock: its.clock });
      await ask(issue, "an ask", invoiceId);
      await follow();
      await ask(credit, "another ask", invoiceId);
      await follow();
    };
    const life = fateOf(Number.POSITIVE_INFINITY);
    await run(paymentScene(), life);
    const moments = [...life.moments.entries()].filter(([, moment]) => moment.includes("append"));
    expect(moments.length).toBeGreaterThan(10);
    for (const [index, moment] of moments) {
      const its = paymentScene();
      const fate = fateOf(index + 1);
      await Promise.race([run(its, fate), fate.death]);
      const { ask, follow } = its.process();
      await ask(issue, "an ask", invoiceId);
      await follow();
      await ask(credit, "another ask", invoiceId);
      await follow();
      const next = InvoiceId.derive("the next");
      await ask(issue, "a third", next);
      await follow();
      const numbers = await Promise.all([invoiceId, creditNoteId, next].map((id) => readingInvoices(its.log)(merchant, id)));
      expect(
        numbers.map((one) => one?.invoice.number),
        `died ${moment}`,
      ).toEqual(["INV-2026-000001", "CN-2026-000001", "INV-2026-000002"]);
    }
  });

  it("takes part in the numbers of its year", () => {
    const anywhere = { timeZone: null };
    expect([seriesOf("invoice", minute(0), anywhere), seriesOf("creditNote", minute(0), anywhere)]).toEqual(["INV-2026", "CN-2026"]);
    const newYear = instant(Date.UTC(2026, 11, 31, 22, 30));
    const series = [null, "Europe/Helsinki", "America/New_York"].map((timeZone) => seriesOf("invoice", newYear, { timeZone }));
    expect(series).toEqual(["INV-2026", "INV-2027", "INV-2026"]);
    expect(isoFromInstant(minute(0))).toContain("2026");
  });
});
