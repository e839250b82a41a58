import { readFile } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { instantFromIso } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { INVOICE_LINES_MAX } from "../limits.ts";
import { memorySink } from "../testing/memory-sink.ts";
import { csvLine, header, importText, oddOrdersPath } from "../testing/odd-orders.ts";
import { exactToText } from "./exact.ts";

const oddOrders = await readFile(oddOrdersPath, "utf8");

describe("an import of orders", () => {
  it("makes an order of each ordinary invoice and rejects what is plainly nothing, with its reason", async () => {
    const { sink, orders } = memorySink();
    const { complete, rejects } = await importText(oddOrders, sink);
    expect(complete).toBe(true);
    expect([...orders.values()].map(({ externalId, lines }) => `${externalId} ${lines.map(({ sku }) => sku)}`)).toEqual([
      "536365 85123A,71053",
      "536366 m,M,POST,BANK CHARGES",
      "536600 22734",
      "536601 22734",
      "536605 22386",
      "536609 35004C",
      "536612 22386",
      "536614 22386",
    ]);
    expect(rejects).toEqual([
      "9 InvoiceIsAnAdjustment",
      "10 InvoiceIsAnAdjustment",
      "14 QuantityIsNotAWholeNumber",
      "15 InvoiceHasUnreadableLine",
      "17 TooFewColumns",
      "18 TooManyColumns",
      "20 QuantityIsNegative",
      "21 QuantityIsZero",
      "22 PriceIsNegative",
      "23 InvoiceCameBack",
      "24 TimeIsNotReadable",
      "25 PriceIsNotReadable",
      "26 SkuIsMissing",
      "29 InvoiceHasUnreadableLine",
      "30 TooFewColumns",
      "31 InvoiceHasUnreadableLine",
      "32 TextAfterQuote",
      "34 InvoiceNumberIsNotReadable",
      "35 QuoteIsNotClosed",
    ]);
  });

  it("tells an order exactly: the time of its first line, prices to the last decimal", async () => {
    const { sink, orders } = memorySink();
    await importText(oddOrders, sink);
    expect(orders.get("online-retail/536365")).toEqual({
      source: "online-retail",
      externalId: "536365",
      placedAt: instantFromIso("2010-12-01T08:26:00Z"),
      currency: "GBP",
      customerRef: "17850",
      country: "United Kingdom",
      lines: [
        { sku: "85123A", name: "WHITE HANGING HEART", quantity: 6, unitPrice: { amount: "2.55", currency: "GBP" } },
        { sku: "71053", name: 'LANTERN, WHITE "METAL"', quantity: 6, unitPrice: { amount: "3.39", currency: "GBP" } },
      ],
    });
    expect(orders.get("online-retail/536366")?.lines.at(-1)).toEqual({
      sku: "BANK CHARGES",
      name: "BANK CHARGES",
      quantity: 3,
      unitPrice: { amount: "0.001", currency: "GBP" },
    });
  });

  it("counts every line, and the amounts of all that can be read", async () => {
    const { tally } = await importText(oddOrders, memorySink().sink);
    expect(tally.lines).toBe(33);
    expect(exactToText(tally.net)).toBe("77.243");
    expect(exactToText(tally.cancelled)).toBe("-27.5");
    expect(tally.units).toBe(39);
    expect(tally.linesWithoutCustomer).toBe(13);
    expect(tally.invoices.size).toBe(21);
    expect(tally.invoicesOf).toEqual({ ordinary: 18, cancellation: 1, adjustment: 2 });
    expect(tally.skus.size).toBe(13);
    expect(tally.orders).toEqual({ placed: 8, skipped: 0, refused: 0 });
    expect(tally.rejected.get("InvoiceIsAnAdjustment")).toEqual({ lines: 2, units: 2, amount: 0n });
  });

  it("creates each product before the first order that has it", async () => {
    const { sink, products } = memorySink({
      createProduct: () => turn(),
      importOrder: async ({ lines }) => {
        const missing = lines.filter(({ sku, name }) => sku !== name && name !== "amazon" && !products.has(sku));
        expect(missing).toEqual([]);
        return null;
      },
    });
    await importText(oddOrders, sink);
    expect([...products.values()].map(({ sku, name, unitPrice }) => `${sku} ${name} ${unitPrice.amount}`)).toEqual([
      "85123A WHITE HANGING HEART 2.55",
      '71053 LANTERN, WHITE "METAL" 3.39',
      "m manual 1.25",
      "M MANUAL 0.85",
      "POST POSTAGE 18",
      "22734 SET OF 6 RIBBONS 2.1",
      "22386 JUMBO BAG 1.95",
      '35004C CAFÉ "DUCKS"\nIN TWO LINES, £5 5.45',
      "BANK CHARGES BANK CHARGES 0.001",
    ]);
  });

  it("adds nothing when run again, and rejects the same", async () => {
    const { sink, orders, products } = memorySink();
    const first = await importText(oddOrders, sink);
    const placed = structuredClone([...orders, ...products]);
    const second = await importText(oddOrders, sink);
    expect(second.tally.orders).toEqual({ placed: 0, skipped: 8, refused: 0 });
    expect(second.tally.products.created).toBe(0);
    expect(second.rejects).toEqual(first.rejects);
    expect([...orders, ...products]).toEqual(placed);
  });

  it("finds columns by name, in any order, among others", async () => {
    const { sink, orders } = memorySink();
    const text =
      "Country,Extra,UnitPrice,Quantity,StockCode,InvoiceNo,InvoiceDate,CustomerID,Description\nEIRE,?,0.5,3,A,536365,2010-12-01 08:26,,X\n";
    const { rejects } = await importText(text, sink);
    expect(rejects).toEqual([]);
    expect(orders.get("online-retail/536365")).toMatchObject({
      lines: [{ sku: "A", name: "X", quantity: 3 }],
      country: "EIRE",
    });
  });

  it("stops before the first line when a column is missing, and names it", async () => {
    const { sink, calls } = memorySink();
    await expect(importText("InvoiceNo,StockCode,stockcode\n", sink)).rejects.toThrow(
      "has no column Description, and has no column Quantity",
    );
    await expect(importText("a\n", sink)).rejects.toThrow("Its first line is: a\n");
    await expect(importText(`${header.trim()},Country\n`, sink)).rejects.toThrow("has the column Country 2 times");
    await expect(importText(" \n\n", sink)).rejects.toThrow("nothing but blank lines");
    expect(calls.importOrder).toBe(0);
  });

  it("rejects lines whose bytes are no text", async () => {
    const { rejects } = await importText(
      `${header}${csvLine("1", { name: "CAF\uFFFD" })}${csvLine("2", { name: "A\0" })}`,
      memorySink().sink,
    );
    expect(rejects).toEqual(["2 BytesAreNotText", "3 BytesAreNotText"]);
  });

  it("holds an invoice back when a line without a number stands inside it, not when it stands beside it", async () => {
    const { sink, orders } = memorySink();
    const { rejects } = await importText(`${header}${csvLine("1")},torn\n${csvLine("2")},torn\n${csvLine("2")},torn\n`, sink);
    expect([...orders.keys()]).toEqual(["online-retail/1"]);
    expect(rejects).toEqual([
      "3 TooFewColumns",
      "4 InvoiceHasUnreadableLine",
      "5 TooFewColumns",
      "6 InvoiceHasUnreadableLine",
      "7 TooFewColumns",
    ]);
  });

  it("rejects an invoice of more lines than are held at once, whole", async () => {
    const { sink, orders, calls } = memorySink();
    const text = `${header}${csvLine("1")}${csvLine("2").repeat(INVOICE_LINES_MAX + 1)}${csvLine("3").repeat(INVOICE_LINES_MAX)}`;
    const { tally } = await importText(text, sink);
    expect([...orders.keys()]).toEqual(["online-retail/1", "online-retail/3"]);
    expect(calls.importOrder).toBe(2);
    expect(tally.rejected.get("InvoiceIsTooLong")?.lines).toBe(INVOICE_LINES_MAX + 1);
  });
});
