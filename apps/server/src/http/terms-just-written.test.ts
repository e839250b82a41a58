import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

// Billing says them and ordering follows: whoever names the position of what they wrote is never answered from before it.
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 1_000, reason: "a test" } });
});
afterAll(() => server.stop());

const times = Array.from({ length: 8 }, (_, index) => index + 1);
const lines = [{ sku: "TEA", quantity: 1 }];
const address = { lines: ["Main Street 1"], city: "New York", country: "US" };
const whoSees = (answer: { readonly headers: Readonly<Record<string, string>> }) => {
  expect(answer.headers["waybill-position"]).toMatch(/^billing\//);
  return { "waybill-after": String(answer.headers["waybill-position"]) };
};
/** Whatever is sold there is taxed at so many percent. */
const tax = async (percent: number) =>
  whoSees(
    await server.ask("PUT /v1/tax-rates/US", {
      body: { pricesIncludeTax: false, usual: "standard", rates: [{ category: "standard", ratePpm: percent * 10_000 }] },
    }),
  );
/** Of 4.99, half-even. */
const taxed = (percent: number) => Math.round(4.99 * percent);

describe("terms that were just written", () => {
  it("are those of a quote, an order and a cart that is checked out, when their position is named", async () => {
    for (const percent of times) {
      const headers = await tax(percent);
      const quote = await server.ask("POST /v1/quotes", { headers, body: { lines, country: "US" } });
      expect(quote.body.totals.tax.amount).toBe(taxed(percent));
    }
    for (const percent of times.map((one) => one + 20)) {
      const headers = await tax(percent);
      const placed = await server.ask("POST /v1/orders", { headers, body: { lines, address, paymentMethod: "pm_ok" } });
      expect(placed.body.totals.tax.amount).toBe(taxed(percent));
    }
    for (const percent of times) {
      const cart = (await server.ask("POST /v1/carts", { body: { currency: "EUR" } })).body.id;
      await server.ask(`POST /v1/carts/${cart}/items`, { body: lines[0] });
      const headers = await tax(percent + 10);
      const ordered = await server.ask(`POST /v1/carts/${cart}/checkout`, { headers, body: { address, paymentMethod: "pm_ok" } });
      expect(ordered.body.totals.tax.amount).toBe(taxed(percent + 10));
    }
    const gone = whoSees(await server.ask("DELETE /v1/tax-rates/US"));
    const quote = await server.ask("POST /v1/quotes", { headers: gone, body: { lines, country: "US" } });
    expect(quote.body.totals.tax.amount).toBe(0);
  });

  it("are the policies of an order, when their position is named", async () => {
    const orders: { readonly reservedMinutes: number; readonly location: string }[] = [];
    for (const reservedMinutes of times) {
      const headers = whoSees(await server.ask("PATCH /v1/merchant", { body: { policies: { reservedMinutes } } }));
      const placed = await server.ask("POST /v1/orders", { headers, body: { lines, paymentMethod: "pm_requires_action" } });
      orders.push({ reservedMinutes, location: String(placed.headers.location) });
    }
    for (const { reservedMinutes, location } of orders) {
      const { deadline, updatedAt } = await eventually("it is reserved", async () => {
        const { body } = await server.ask(`GET ${location}`);
        return body.status === "Reserved" && body;
      });
      expect(Date.parse(deadline.at) - Date.parse(updatedAt)).toBe(reservedMinutes * 60_000);
    }
  });

  it("let a customer order who was just added, and not one who was just blocked", async () => {
    for (const _ of times) {
      const added = await server.ask("POST /v1/customers", { body: { name: "Aino Virtanen" } });
      const blocked = await server.ask(`PATCH ${added.headers.location}`, { body: { blocked: { reason: "FraudSuspected" } } });
      const headers = { "waybill-after": String(blocked.headers["waybill-position"]) };
      const body = { customerId: added.body.id, lines, paymentMethod: "pm_ok" };
      const placed = await server.ask("POST /v1/orders", { headers, body });
      expect([placed.status, placed.body.code]).toEqual([409, "CustomerIsBlocked"]);
    }
  });

  it("let nobody pay what a customer ordered who was blocked since", async () => {
    const added = await server.ask("POST /v1/customers", { body: { name: "Aino Virtanen" } });
    const unpaid = await server.ask("POST /v1/orders", { body: { customerId: added.body.id, lines } });
    expect(unpaid.status).toBe(201);
    const blocked = await server.ask(`PATCH ${added.headers.location}`, { body: { blocked: { reason: "FraudSuspected" } } });
    const headers = { "waybill-after": String(blocked.headers["waybill-position"]) };
    const pay = (more: object) => server.ask(`POST ${unpaid.headers.location}/payments`, { body: { paymentMethod: "pm_ok" }, ...more });
    const refused = await pay({ headers });
    expect([refused.status, refused.body.code]).toEqual([409, "CustomerIsBlocked"]);
    const unblocked = await server.ask(`PATCH ${added.headers.location}`, { body: { blocked: null } });
    expect((await pay({ headers: { "waybill-after": String(unblocked.headers["waybill-position"]) } })).status).toBe(200);
  });
});
