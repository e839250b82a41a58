import { MerchantId } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueInvoice } from "../testing/issue-invoice.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const memory = sharedMemory();
let server: TestServer;
const products = [
  { sku: "TEA", name: "Tea", unitPrice: { amount: "3.33", currency: "EUR" }, taxCategory: "food" },
  { sku: "CUP", name: "A cup", unitPrice: { amount: "9.99", currency: "EUR" } },
  { sku: "MAP", name: "A map", unitPrice: { amount: "0.125", currency: "EUR" }, taxCategory: "books" },
  { sku: "JAM", name: "Jam", unitPrice: { amount: "1.01", currency: "EUR" }, taxCategory: "food" },
];
beforeAll(async () => {
  server = await startTestServer({ foundation: memory.foundation() });
  for (const { sku, ...body } of products) {
    await server.ask(`PUT /v1/products/${sku}`, { body });
    await server.ask(`POST /v1/stock/${sku}/adjustments`, { body: { delta: 1_000, reason: "a test" } });
  }
});
afterAll(() => server.stop());

const rates = [
  { category: "standard", ratePpm: 255_000 },
  { category: "food", ratePpm: 140_000 },
  { category: "books", ratePpm: 100_000 },
];
const euros = (amount: number) => ({ amount, currency: "EUR" });
/** Seven of what does not divide by seven, and amounts off: every share has to be rounded. */
const lines = [
  { sku: "TEA", quantity: 7, discount: euros(100) },
  { sku: "CUP", quantity: 3 },
  { sku: "MAP", quantity: 7 },
  { sku: "JAM", quantity: 11, discount: euros(7) },
];

interface Priced {
  readonly lines: readonly {
    readonly tax: { amount: number };
    readonly total: { amount: number };
    readonly discount: { amount: number };
  }[];
  readonly totals: Readonly<Record<string, { readonly amount: number }>>;
}
interface Invoice extends Priced {
  readonly taxes: readonly { readonly taxRatePpm: number; readonly net: { amount: number }; readonly tax: { amount: number } }[];
}
const amounts = ({ lines: priced, totals }: Priced) => ({
  lines: priced.map(({ discount, tax, total }) => [discount.amount, tax.amount, total.amount]),
  totals: Object.fromEntries(Object.entries(totals).map(([name, { amount }]) => [name, amount])),
});
const byRate = (invoices: readonly Invoice[]) => {
  const sums = new Map<number, readonly [net: number, tax: number]>();
  for (const { taxRatePpm, net, tax } of invoices.flatMap(({ taxes }) => taxes)) {
    const [nets, taxes] = sums.get(taxRatePpm) ?? [0, 0];
    sums.set(taxRatePpm, [nets + net.amount, taxes + tax.amount]);
  }
  return Object.fromEntries(sums);
};
const totalsOf = (invoices: readonly Invoice[]) =>
  Object.fromEntries(
    Object.keys(invoices[0]!.totals).map((name) => [name, invoices.reduce((sum, { totals }) => sum + totals[name]!.amount, 0)]),
  );

/** An order to a country with these taxes, confirmed, and its invoice. */
const invoiced = async (country: string, pricesIncludeTax: boolean) => {
  const { headers } = await server.ask(`PUT /v1/tax-rates/${country}`, { body: { pricesIncludeTax, usual: "standard", rates } });
  const address = { lines: ["Main Street 1"], city: "Somewhere", country };
  const placed = await server.ask("POST /v1/orders", {
    headers: { "waybill-after": String(headers["waybill-position"]) },
    body: { lines, address, paymentMethod: "pm_ok" },
  });
  const order = await eventually("it is confirmed", async () => {
    const { body } = await server.ask(`GET ${placed.headers.location}`);
    return body.status === "Confirmed" && body;
  });
  const invoiceId = await issueInvoice(memory.foundation(), MerchantId.default, order.id);
  const invoice = await eventually("it is issued", async () => {
    const { body } = await server.ask(`GET /v1/invoices/${invoiceId}`);
    return body.status === "Issued" && body;
  });
  return { order, invoice };
};

describe.each([
  // 22.31, 29.97, 0.88 and 11.04 contain 2.74, 6.09, 0.08 and 1.36 of tax.
  { country: "FI", pricesIncludeTax: true, taxes: [274, 609, 8, 136], grand: 6_420 },
  // The same cost 3.12, 7.64, 0.09 and 1.55 more.
  { country: "US", pricesIncludeTax: false, taxes: [312, 764, 9, 155], grand: 7_660 },
])("an invoice where prices include the tax: $pricesIncludeTax", ({ country, pricesIncludeTax, taxes, grand }) => {
  it("says what the order said, line by line, by rate and in all; and unit by unit all of it is given back", async () => {
    const { order, invoice } = await invoiced(country, pricesIncludeTax);
    expect(order.lines.map(({ tax }: { readonly tax: { amount: number } }) => tax.amount)).toEqual(taxes);
    expect(order.totals.grand).toEqual(euros(grand));
    expect(amounts(invoice)).toEqual(amounts(order));
    expect(invoice.pricesIncludeTax).toBe(pricesIncludeTax);
    const [tea = 0, cup = 0, map = 0, jam = 0] = order.lines.map(({ total }: { readonly total: { amount: number } }) => total.amount);
    const [teaTax = 0, cupTax = 0, mapTax = 0, jamTax = 0] = taxes;
    expect(byRate([invoice])).toEqual({
      140000: [tea + jam - teaTax - jamTax, teaTax + jamTax],
      255000: [cup - cupTax, cupTax],
      100000: [map - mapTax, mapTax],
    });

    const notes: Invoice[] = [];
    for (const [index, { quantity }] of lines.entries()) {
      const perUnit: number[] = [];
      for (let unit = 0; unit < quantity; unit += 1) {
        const { status, body } = await server.ask(`POST /v1/invoices/${invoice.id}/credit`, {
          body: { lines: [{ id: index + 1, quantity: 1 }] },
        });
        expect(status).toBe(201);
        notes.push(body);
        perUnit.push(body.lines[0].tax.amount);
        const { items, discount, tax, grand: given } = totalsOf([body]);
        expect(given).toBe(items! - discount! + (pricesIncludeTax ? 0 : tax!));
      }
      // Each unit's tax is its share, rounded: no unit differs from another by more than a cent.
      expect(Math.max(...perUnit) - Math.min(...perUnit)).toBeLessThanOrEqual(1);
      expect(perUnit.reduce((sum, tax) => sum + tax)).toBe(taxes[index]);
    }
    expect(totalsOf(notes)).toEqual(totalsOf([invoice]));
    expect(byRate(notes)).toEqual(byRate([invoice]));
    expect((await server.ask(`GET /v1/invoices/${invoice.id}`)).body.status).toBe("Credited");
    const more = await server.ask(`POST /v1/invoices/${invoice.id}/credit`, { body: { lines: [{ id: 1, quantity: 1 }] } });
    expect([more.status, more.body.code]).toEqual([409, "CreditExceedsLine"]);
  });
});
