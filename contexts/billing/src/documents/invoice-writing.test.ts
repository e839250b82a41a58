import { moneyOf, parseCurrency, parseUnitPrice } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { dayIn } from "../day-in.ts";
import { evolveInvoice, type Invoice, notDrafted } from "../domain/invoice.ts";
import { invoiceDecider } from "../domain/invoice-decider.ts";
import { draftIt, issueIt } from "../testing/invoice-samples.ts";
import { textsIn } from "../testing/pdf-texts.ts";
import { invoiceDocument } from "./invoice-document.ts";
import { writingOf } from "./invoice-writing.ts";

const euros = (amount: number) => moneyOf(amount, parseCurrency("EUR")!);
const newYear = instant(Date.UTC(2026, 11, 31, 22, 30));
/** Spaces that do not break are spaces. */
const written = (locale: string | null, timeZone: string | null = null) => {
  const { money, percent, day, count, unitPrice } = writingOf({ locale, timeZone });
  const price = parseUnitPrice({ amount: "1234.005", currency: "EUR" })!;
  return [money(euros(123_456_789)), percent(255_000), day(newYear), count(1_000), unitPrice(price)].map((text) =>
    text.replace(/\s/g, " "),
  );
};

describe("how a merchant writes", () => {
  it("is for everybody as long as nobody has said, on the days of UTC", () => {
    expect(written(null)).toEqual(["1234567.89", "25.5 %", "2026-12-31", "1000", "1234.005"]);
  });

  it.each([
    ["en-US", ["1,234,567.89", "25.5%", "12/31/2026", "1,000", "1,234.005"]],
    ["de", ["1.234.567,89", "25,5 %", "31.12.2026", "1.000", "1.234,005"]],
    ["fi", ["1 234 567,89", "25,5 %", "31.12.2026", "1 000", "1 234,005"]],
    ["ar-EG", [expect.stringMatching(/^[\d.,]+$/), expect.any(String), expect.stringMatching(/2026/), "1,000", "1,234.005"]],
  ])("is in the figures of its locale, in digits that can be printed (%s)", (locale, expected) => {
    expect(written(locale)).toEqual(expected);
  });

  it("is by the days where it is", () => {
    expect(["Europe/Helsinki", "America/New_York", null].map((zone) => dayIn(zone, newYear))).toEqual([
      "2027-01-01",
      "2026-12-31",
      "2026-12-31",
    ]);
    expect(written("de", "Europe/Helsinki")[2]).toBe("01.01.2027");
    expect(dayIn(null, instant(-62_135_596_800_000))).toBe("0001-01-01");
  });

  it("loses no cent of a large sum", () => {
    expect(writingOf({ locale: "en", timeZone: null }).money(euros(999_999_999_999))).toBe("9,999,999,999.99");
  });

  it("has words of five languages, and English ones for others", () => {
    const wordOf = (locale: string) => writingOf({ locale, timeZone: null }).words.invoice;
    expect(["en-GB", "de-AT", "fi", "fr-CA", "sv-FI", "ja"].map(wordOf)).toEqual([
      ...["Invoice", "Rechnung", "Lasku", "Facture", "Faktura", "Invoice"],
    ]);
  });

  it("is kept by an invoice as it was when it was issued, and printed so", async () => {
    const manner = { locale: "fi", timeZone: "Europe/Helsinki" };
    let invoice: Invoice = notDrafted;
    for (const command of [draftIt, { ...issueIt, manner, at: newYear }]) {
      const decision = invoiceDecider.decide(command as typeof draftIt, invoice);
      if (decision.kind === "accepted") invoice = decision.events.reduce(evolveInvoice, invoice);
    }
    if (invoice.status === "NotDrafted") throw new Error("it was drafted");
    const printed = await invoiceDocument(invoice, { open: async () => null });
    const texts = textsIn(printed!.bytes);
    for (const text of [
      "Lasku INV-2026-000007",
      "Päivätty 01.01.2027",
      "Yksikköhinta",
      "2,50",
      "Yhteensä",
      "21,10 EUR",
      "Verotunnus FI12345671",
    ])
      expect(texts).toContain(text);
  });
});
