import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stockTea, tea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ foundation: sharedMemory().foundation() });
  await stockTea(server);
  await server.ask("PUT /v1/products/TEA", { body: { ...tea, taxCategory: "food" } });
  await server.ask("PUT /v1/products/CUP", { body: { name: "A cup", unitPrice: { amount: "10.00", currency: "EUR" } } });
  for (const sku of ["TEA", "CUP"]) await server.ask(`POST /v1/stock/${sku}/adjustments`, { body: { delta: 100, reason: "a test" } });
});
afterAll(() => server.stop());

const rates = [
  { category: "standard", ratePpm: 255_000 },
  { category: "food", ratePpm: 140_000 },
];
const put = (country: string, pricesIncludeTax: boolean) =>
  server.ask(`PUT /v1/tax-rates/${country}`, { body: { pricesIncludeTax, usual: "standard", rates } });

const lines = [
  { sku: "TEA", quantity: 2 },
  { sku: "CUP", quantity: 1 },
];
const quote = async (more: object = {}) => (await server.ask("POST /v1/quotes", { body: { lines, ...more } })).body;
const taxIs = (tax: number, more: object = {}) =>
  eventually(`the tax is ${tax}`, async () => (await quote(more)).totals.tax.amount === tax);

const address = (country: string) => ({ lines: ["Main Street 1"], city: "Somewhere", country });
const amounts = (body: { readonly lines: readonly { tax: { amount: number }; total: { amount: number } }[] }) =>
  body.lines.map(({ tax, total }) => [tax.amount, total.amount]);

// Two teas cost 9.98, a cup 10.00.
const untaxed = [
  [0, 998],
  [0, 1_000],
];
/** 9.98 × 14 / 114, and 10.00 × 25.5 / 125.5. */
const withTax = [
  [123, 998],
  [203, 1_000],
];
/** 14 % on 9.98, and 25.5 % on 10.00. */
const plusTax = [
  [140, 1_138],
  [255, 1_255],
];

describe("what an order costs", () => {
  it("is what prices say as long as nobody has said how goods are taxed", async () => {
    expect(amounts(await quote({ country: "FI" }))).toEqual(untaxed);
    expect(amounts(await quote())).toEqual(untaxed);
  });

  it("contains the tax of the country, or is so much more, as billing says", async () => {
    await put("FI", true);
    await taxIs(326);
    expect(amounts(await quote())).toEqual(withTax);
    await put("US", false);
    await taxIs(395, { country: "US" });
    expect(amounts(await quote({ country: "US" }))).toEqual(plusTax);
    expect((await quote({ country: "US" })).totals).toMatchObject({ items: { amount: 1_998 }, grand: { amount: 2_393 } });
    expect(amounts(await quote({ country: "FI" }))).toEqual(withTax);
    // Of several countries none is meant, and of Sweden nothing is known.
    expect(amounts(await quote())).toEqual(untaxed);
    expect(amounts(await quote({ country: "SE" }))).toEqual(untaxed);
  });

  it("is so for an order by where it goes, also when it was in a cart, and stays so", async () => {
    const placed = await server.ask("POST /v1/orders", { body: { lines, address: address("US"), paymentMethod: "pm_ok" } });
    expect(amounts(placed.body)).toEqual(plusTax);
    expect(placed.body.totals).toMatchObject({ tax: { amount: 395 }, grand: { amount: 2_393 } });
    const cart = (await server.ask("POST /v1/carts", { body: { currency: "EUR" } })).body.id;
    for (const line of lines) await server.ask(`POST /v1/carts/${cart}/items`, { body: line });
    const ordered = await server.ask(`POST /v1/carts/${cart}/checkout`, { body: { address: address("US"), paymentMethod: "pm_ok" } });
    expect([amounts(ordered.body), ordered.body.totals.grand.amount]).toEqual([plusTax, 2_393]);
    const shown = (await server.ask(`GET /v1/carts/${cart}`)).body;
    expect([shown.totals.tax.amount, shown.totals.grand.amount]).toEqual([395, 2_393]);
    await server.ask("DELETE /v1/tax-rates/US");
    await taxIs(0, { country: "US" });
    expect(amounts((await server.ask(`GET /v1/orders/${placed.body.id}`)).body)).toEqual(plusTax);
    await eventually("all of it is set aside", async () => {
      const { body } = await server.ask(`GET /v1/payments?orderId=${placed.body.id}`);
      return body.items[0]?.authorised.amount === 2_393;
    });
  });

  it("is taxed as in the only country that is known, where nobody says where it goes", async () => {
    const placed = await server.ask("POST /v1/orders", { body: { lines, paymentMethod: "pm_ok" } });
    expect(amounts(placed.body)).toEqual(withTax);
  });
});
