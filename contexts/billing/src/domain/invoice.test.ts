import { InvoiceId } from "@waybill/contracts/vocabulary";
import { fold } from "@waybill/kernel/decider";
import { lifeDiagram, statusesOf, targets } from "@waybill/kernel/life";
import { expectGenerated, mermaid } from "@waybill/kernel/testing/generated-part";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { content, creditIt, creditNoteId, draftIt, issueIt, seller, terms } from "../testing/invoice-samples.ts";
import { euros, minute, pounds } from "../testing/payment-samples.ts";
import { type DraftedInvoice, type Invoice, invoiceLife } from "./invoice.ts";
import { addsUp, taxesOf } from "./invoice-content.ts";
import { invoiceDecider } from "./invoice-decider.ts";
import type { InvoiceCommand, InvoiceEvent } from "./invoice-events.ts";
import { plainManner } from "./manner.ts";

const grand = content.totals.grand;
const payIt = (amount: number): InvoiceCommand => ({ type: "PayInvoice", paid: euros(amount), at: minute(4) });

/** What became of the last of these commands, and the invoice after all of them. */
const tell = (...commands: readonly InvoiceCommand[]) => {
  let invoice: Invoice = invoiceDecider.initial;
  let events: readonly InvoiceEvent[] = [];
  let refusal: unknown = null;
  for (const command of commands) {
    const decision = invoiceDecider.decide(command, invoice);
    events = decision.kind === "accepted" ? decision.events : [];
    refusal = decision.kind === "refused" ? decision.refusal : null;
    for (const event of events) {
      const to = invoiceDecider.evolve(invoice, event);
      expect(targets(invoiceLife, invoice.status, event.type)).toContain(to.status);
      invoice = to;
    }
  }
  return { invoice, events, refusal };
};

describe("a credit note from elsewhere", () => {
  const imported = { ...terms, type: "ImportCreditNote", kind: "creditNote", series: "till", number: "C1", at: minute(9) } as const;

  it("is issued as it is, under its own number and on its own day, once", () => {
    const { invoice, events } = tell(imported);
    expect(events.map(({ type }) => type)).toEqual(["CreditNoteImported"]);
    expect(invoice).toMatchObject({ status: "Issued", number: "C1", issuedAt: terms.suppliedAt, paid: 0 });
    expect(tell(imported, imported).events).toEqual([]);
    expect(tell(imported, issueIt).events).toEqual([]);
  });

  it("must add up", () => {
    const wrong = { ...imported, content: { ...content, totals: { ...content.totals, grand: 1 } } };
    expect(tell(wrong).refusal).toEqual({ code: "InvoiceDoesNotAddUp" });
  });
});

describe("an invoice", () => {
  it("is drafted as it was quoted, then issued with its number", () => {
    expect(tell(draftIt).events).toEqual([{ ...draftIt, type: "InvoiceDrafted" }]);
    const issued = { type: "InvoiceIssued", number: "INV-2026-000007", seller, manner: plainManner, at: minute(2) };
    expect(tell(draftIt, issueIt).events).toEqual([issued]);
    expect(tell(draftIt, issueIt).invoice).toMatchObject({ status: "Issued", terms: { content } });
  });

  it("is drafted and issued once", () => {
    expect(tell(draftIt, draftIt)).toMatchObject({ events: [], refusal: null });
    expect(tell(draftIt, issueIt, { ...issueIt, number: 8 } as InvoiceCommand)).toMatchObject({ events: [], refusal: null });
    const another = { ...draftIt, content: { ...content, totals: { ...content.totals, grand: 1 } } };
    expect(tell(draftIt, another).refusal).toEqual({ code: "InvoiceIsAnother" });
    expect(tell(issueIt).refusal).toEqual({ code: "InvoiceIsNotDrafted" });
  });

  it("must add up", () => {
    for (const change of [{ grand: grand + 1 }, { tax: 1 }]) {
      const wrong = { ...draftIt, content: { ...content, totals: { ...content.totals, ...change } } };
      expect(tell(wrong).refusal).toEqual({ code: "InvoiceDoesNotAddUp" });
    }
  });

  it("is paid when all of it was taken, before it is issued or after", () => {
    expect(tell({ ...draftIt, paid: euros(grand) }, issueIt).invoice.status).toBe("Paid");
    expect(tell(draftIt, issueIt, payIt(grand - 1)).invoice.status).toBe("Issued");
    expect(tell(draftIt, issueIt, payIt(grand - 1), payIt(grand)).invoice.status).toBe("Paid");
    expect(tell(draftIt, issueIt, payIt(grand), payIt(grand))).toMatchObject({ events: [], refusal: null });
    expect(tell(draftIt, payIt(grand)).refusal).toEqual({ code: "InvoiceIsNotIssued" });
    expect(tell(draftIt, issueIt, { ...payIt(1), paid: pounds(grand) } as InvoiceCommand).refusal).toEqual({ code: "CurrencyDiffers" });
    expect(tell({ ...draftIt, paid: pounds(grand) }).refusal).toEqual({ code: "CurrencyDiffers" });
  });

  it("tells the taxes by their rates", () => {
    expect(taxesOf(content)).toEqual([
      { taxRatePpm: 140_000, net: 614, tax: 86 },
      { taxRatePpm: 255_000, net: 1_124, tax: 286 },
    ]);
  });
});

describe("what an invoice is credited with", () => {
  const issued = [draftIt, issueIt] as const;

  it("is some units of it, to the cent, and the delivery if it is said", () => {
    const [event] = tell(...issued, creditIt([[1, 1]], true)).events;
    expect(event).toMatchObject({
      type: "InvoiceCredited",
      isWhole: false,
      delivery: true,
      content: { lines: [{ lineId: 1, quantity: 1, discount: 17, tax: 29, total: 233 }], delivery: { total: 390 }, totals: { grand: 623 } },
    });
  });

  it("is all that is left of it", () => {
    const whole = tell(...issued, creditIt(null));
    expect(whole.invoice.status).toBe("Credited");
    expect(whole.events).toMatchObject([{ isWhole: true, content: { totals: { grand } } }]);
    const other = InvoiceId.derive("another note");
    expect(tell(...issued, creditIt([[1, 3]]), creditIt(null, false, other)).events).toMatchObject([
      { isWhole: true, content: { totals: { grand: grand - 700 } } },
    ]);
  });

  it("is the same when it is asked for again, and never more than there is", () => {
    const other = InvoiceId.derive("another note");
    expect(tell(...issued, creditIt([[1, 1]]), creditIt([[1, 1]]))).toMatchObject({ events: [], refusal: null });
    expect(tell(...issued, creditIt([[1, 2]]), creditIt([[1, 2]], false, other)).refusal).toEqual({
      code: "CreditExceedsLine",
      lineId: 1,
      left: 1,
      asked: 2,
    });
    const twice = [
      [1, 2],
      [1, 2],
    ] as const;
    expect(tell(...issued, creditIt(twice)).refusal).toMatchObject({ code: "CreditExceedsLine", asked: 4 });
    expect(tell(...issued, creditIt([[1, 0]])).refusal).toMatchObject({ code: "CreditExceedsLine" });
    expect(tell(...issued, creditIt([[9, 1]])).refusal).toEqual({ code: "LineIsUnknown", lineId: 9 });
    expect(tell(...issued, creditIt([])).refusal).toEqual({ code: "NothingIsLeftToCredit" });
    expect(tell(...issued, creditIt(null), creditIt(null, false, other)).refusal).toEqual({ code: "NothingIsLeftToCredit" });
  });

  it("is nothing before it is issued, and nothing of a credit note", () => {
    expect(tell(draftIt, creditIt(null)).refusal).toEqual({ code: "InvoiceIsNotIssued" });
    expect(tell({ ...draftIt, kind: "creditNote" }, issueIt, creditIt(null)).refusal).toEqual({ code: "CreditNoteCannotBeCredited" });
    expect(tell({ ...draftIt, kind: "creditNote", paid: euros(grand) }, issueIt).invoice.status).toBe("Issued");
  });

  it("adds up to the invoice, in whatever bits it comes, and every note adds up", () => {
    const anyBits = fc.array(fc.record({ line: fc.integer({ min: 1, max: 2 }), delivery: fc.boolean() }), { maxLength: 8 });
    fc.assert(
      fc.property(anyBits, fc.boolean(), (bits, pricesIncludeTax) => {
        const its = { ...draftIt, content: { ...content, pricesIncludeTax } };
        const commands = bits.map(({ line, delivery }, index) => creditIt([[line, 1]], delivery, InvoiceId.derive(String(index))));
        const { invoice } = tell(its, issueIt, ...commands, creditIt(null));
        if (invoice.status === "NotDrafted") throw new Error("it was drafted");
        expect(invoice.status).toBe("Credited");
        const sum = (amountOf: (note: DraftedInvoice["creditNotes"][number]) => number) =>
          invoice.creditNotes.reduce((total, note) => total + amountOf(note), 0);
        expect(sum((note) => note.content.totals.grand)).toBe(grand);
        expect(sum((note) => note.content.totals.tax)).toBe(content.totals.tax);
        expect(sum((note) => note.content.totals.discount)).toBe(content.totals.discount);
        for (const note of invoice.creditNotes) expect(addsUp(note.content)).toBe(true);
      }),
    );
  });
});

describe("the life of an invoice", () => {
  it("has a way to each status", () => {
    const paid = { ...draftIt, paid: euros(grand) };
    const ways = [[], [draftIt], [draftIt, issueIt], [paid, issueIt], [draftIt, issueIt, creditIt(null)]];
    expect(ways.map((way) => tell(...way).invoice.status).sort()).toEqual([...statusesOf(invoiceLife)].sort());
  });
  it("is drawn in the README", () => {
    expectGenerated(new URL("../../README.md", import.meta.url), "invoice life", mermaid(lifeDiagram(invoiceLife, "NotDrafted")));
  });
  it("keeps what it was drafted with, whatever comes", () => {
    const events = [...tell(draftIt).events, ...tell(draftIt, issueIt).events];
    expect(fold(invoiceDecider, events)).toMatchObject({ terms, number: "INV-2026-000007" });
    expect(creditNoteId).not.toBe(terms.invoiceId);
  });
});
