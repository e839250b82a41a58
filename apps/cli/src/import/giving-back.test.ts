import { instantFromIso } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { memorySink } from "../testing/memory-sink.ts";
import { header, importText } from "../testing/odd-orders.ts";

/** A line of customer 17850 on a day of December, two bags at 1.95 unless said otherwise. */
const line = (invoice: string, { day = 1, sku = "BAG", quantity = 2, price = "1.95", customer = "17850.0", name = "A bag" } = {}): string =>
  `${invoice},${sku},${name},${quantity},2010-12-${String(day).padStart(2, "0")} 08:26:00,${price},${customer},France\n`;

const imported = async (lines: readonly string[], given = memorySink()) => {
  const run = await importText(header + lines.join(""), given.sink);
  return { ...run, ...given };
};

describe("what came back", () => {
  it("is of the customer's latest order with that code, and has a credit note of that order", async () => {
    const { returns, creditNotes, tally, rejects } = await imported([
      line("1", { day: 1 }),
      line("2", { day: 2 }),
      line("3", { day: 3, sku: "CUP" }),
      line("C4", { day: 4, quantity: -1 }),
    ]);
    expect(rejects).toEqual([]);
    expect([...returns.values()]).toEqual([
      {
        source: "online-retail",
        externalId: "C4",
        returnedAt: instantFromIso("2010-12-04T08:26:00Z"),
        customerRef: "17850",
        orders: [{ externalId: "2", credit: { amount: 195, currency: "GBP" }, lines: [{ id: 1, quantity: 1, of: 1 }] }],
      },
    ]);
    expect([...creditNotes.values()]).toEqual([
      {
        source: "online-retail",
        externalId: "C4/2",
        orderId: "ord_2",
        issuedAt: instantFromIso("2010-12-04T08:26:00Z"),
        currency: "GBP",
        lines: [{ sku: "BAG", name: "A bag", quantity: 1, unitPrice: { amount: "1.95", currency: "GBP" } }],
      },
    ]);
    expect(tally.matched).toEqual({ lines: 1, units: -1, amount: -195_000_000n });
    expect(tally.unmatched.size).toBe(0);
  });

  it("may be of several orders, the latest first, and never of more units than were bought", async () => {
    const { returns, creditNotes, tally } = await imported([
      line("1", { day: 1, quantity: 5 }),
      line("2", { day: 2, quantity: 2 }),
      line("C3", { day: 3, quantity: -4 }),
      line("C4", { day: 4, quantity: -3 }),
      line("C5", { day: 5, quantity: -1 }),
    ]);
    const partsOf = (id: string) =>
      returns.get(`online-retail/${id}`)?.orders.map(({ externalId, lines }) => [externalId, lines.map(({ quantity }) => quantity)]);
    expect([partsOf("C3"), partsOf("C4"), partsOf("C5")]).toEqual([
      [
        ["2", [2]],
        ["1", [2]],
      ],
      [["1", [3]]],
      [],
    ]);
    expect([...creditNotes.keys()].map((key) => key.split("/").slice(1).join("/")).sort()).toEqual(["C3/1", "C3/2", "C4/1", "C5"]);
    expect([...tally.unmatched]).toEqual([["TooFewWereBought", { lines: 1, units: -1, amount: -195_000_000n }]]);
  });

  it("has a credit note of its own, with the reason in the report, where nobody can tell", async () => {
    const { creditNotes, returns, tally } = await imported([
      line("1", { day: 5 }),
      line("C2", { day: 4, quantity: -1 }),
      line("C3", { day: 6, quantity: -1, customer: "" }),
      line("C4", { day: 6, quantity: -1, customer: "12345" }),
      line("C5", { day: 6, quantity: -3 }),
      line("C6", { day: 6, quantity: -1, price: "100.00" }),
    ]);
    expect([...tally.unmatched].map(([reason, { lines }]) => [reason, lines])).toEqual([
      ["NeverBoughtBefore", 2],
      ["CustomerIsNotNamed", 1],
      ["TooFewWereBought", 1],
      ["CreditExceedsOrders", 1],
    ]);
    expect([...creditNotes.values()].map(({ externalId, orderId }) => [externalId, orderId])).toEqual(
      ["C2", "C3", "C4", "C5", "C6"].map((id) => [id, null]),
    );
    expect([...returns.values()].every(({ orders }) => orders.length === 0)).toBe(true);
  });

  it("is split between the orders that it is of and the rest", async () => {
    const { creditNotes } = await imported([
      line("1", { quantity: 2 }),
      line("C2", { day: 2, quantity: -1 }) +
        line("C2", { day: 2, quantity: -1 }) +
        line("C2", { day: 2, quantity: -1, sku: "POST", price: "18" }),
    ]);
    expect(
      [...creditNotes.values()].map(({ externalId, lines }) => [externalId, lines.map(({ sku, quantity }) => `${quantity} ${sku}`)]),
    ).toEqual([
      ["C2/1", ["1 BAG", "1 BAG"]],
      ["C2", ["1 POST"]],
    ]);
  });

  it("waits for its order, and is alone where that was refused", async () => {
    const refusing = memorySink({ importOrder: async () => ({ kind: "refused", refusal: { code: "AmountIsTooLarge" } }) });
    const { tally, creditNotes } = await imported([line("1"), line("C2", { day: 2, quantity: -1 })], refusing);
    expect(tally.returns).toEqual({ placed: 1, skipped: 0, refused: 0 });
    expect([...tally.unmatched.keys()]).toEqual(["OrderWasRefused"]);
    expect([...creditNotes.keys()]).toEqual(["online-retail/C2"]);
  });

  it("is rejected whole where the platform refuses the return or one of its credit notes", async () => {
    const refusal = { code: "CreditIsOutOfRange" };
    const text = [line("1"), line("C2", { day: 2, quantity: -1 })];
    for (const refusing of ["importReturn", "importCreditNote"] as const) {
      const { rejects, tally } = await imported(text, memorySink({ [refusing]: async () => ({ kind: "refused", refusal }) }));
      expect(rejects).toEqual(["3 CreditIsOutOfRange"]);
      expect([tally.returns.refused, tally.matched.lines]).toEqual([1, 0]);
    }
  });

  it("adds nothing when it is told again, also by fewer files, which know fewer orders", async () => {
    const given = memorySink();
    const [sold, back] = [line("1"), line("C2", { day: 2, quantity: -1 })];
    const alone = await imported([back], given);
    expect([...alone.tally.unmatched.keys()]).toEqual(["NeverBoughtBefore"]);
    const together = await imported([sold, back], given);
    expect([...together.tally.unmatched.keys()]).toEqual(["ImportedWithoutOrder"]);
    expect([given.returns.size, given.creditNotes.size, together.tally.creditNotes]).toEqual([
      ...[1, 1],
      { placed: 0, skipped: 1, refused: 0 },
    ]);

    const other = memorySink();
    await imported([sold, back], other);
    const again = await imported([back], other);
    expect([again.tally.matched.lines, again.tally.creditNotes.placed, other.creditNotes.size]).toEqual([1, 0, 1]);
  });

  it("is not imported from an invoice that cannot be trusted whole", async () => {
    const { rejects, returns } = await imported([
      line("C1", { quantity: -1 }) + line("C1", { quantity: -1, price: "dear" }),
      line("C2", { quantity: 0 }),
      line("C3", { quantity: -1, price: "-1" }),
    ]);
    expect(rejects).toEqual(["2 InvoiceHasUnreadableLine", "3 PriceIsNotReadable", "4 QuantityIsZero", "5 PriceIsNegative"]);
    expect(returns.size).toBe(0);
  });
});

describe("what was gone without being sold", () => {
  it("is an adjustment of stock, called as its invoice is", async () => {
    const { adjustments, orders } = await imported([
      line("1", { quantity: -4, price: "0.0", customer: "", name: "" }) +
        line("1", { quantity: -2, price: "0", customer: "", name: "mouldy" }),
    ]);
    expect(orders.size).toBe(0);
    expect([...adjustments.values()]).toEqual([
      {
        ...{ source: "online-retail", externalId: "1", sku: "BAG", delta: -4, reason: "no reason was given" },
        adjustedAt: instantFromIso("2010-12-01T08:26:00Z"),
      },
      expect.objectContaining({ externalId: "1/2", delta: -2, reason: "mouldy" }),
    ]);
  });
});
