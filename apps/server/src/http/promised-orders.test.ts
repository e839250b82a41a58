import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cartOfTea, checkout } from "../testing/sample-cart.ts";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
});
afterAll(() => server.stop());

/** Also waits until it is seen. */
const adjust = async (delta: number): Promise<void> => {
  const { headers } = await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta, reason: "a test" } });
  await server.ask("GET /v1/stock/TEA", { headers: { "waybill-after": headers["waybill-position"] ?? "" } });
};
const stock = async () => {
  const { body } = await server.ask("GET /v1/stock/TEA");
  const [{ onHand, held, committed, available }] = body.locations;
  return { onHand, held, committed, available };
};
const place = async (paymentMethod = "pm_ok", more: object = {}) => {
  const placed = await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 2 }], paymentMethod, ...more } });
  expect(placed.status, placed.text).toBe(201);
  return String(placed.headers.location);
};
const becomes = (order: string, status: string) =>
  eventually(`${order} is ${status}`, async () => {
    const { body } = await server.ask(`GET ${order}`);
    return body.status === status && body;
  });
const payment = async (order: string) => {
  const { body } = await server.ask(`GET /v1/payments?orderId=${order.split("/").at(-1)}`);
  return body.items[0];
};

describe("an order that is placed", () => {
  it("is confirmed when its stock is committed and its money authorised", async () => {
    await adjust(10);
    const order = await place();
    const confirmed = await becomes(order, "Confirmed");
    expect(confirmed.payment).toMatchObject({ authorised: { amount: 998, currency: "EUR" } });
    await eventually("its stock is seen", async () => (await stock()).committed === 2);
    expect(await stock()).toEqual({ onHand: 10, held: 0, committed: 2, available: 8 });
    const { body: history } = await server.ask(`GET ${order}/history`);
    expect(history.items.map(({ event }: { event: string }) => event)).toEqual(["OrderPlaced", "OrderReserved", "OrderConfirmed"]);
    expect(new Set(history.items.map(({ correlation }: { correlation: string }) => correlation)).size).toBe(1);
    await adjust(-8);
  });

  it("is rejected with what is short when there is not enough, and nobody is charged", async () => {
    const order = await place("pm_ok", { lines: [{ sku: "TEA", quantity: 7 }] });
    const rejected = await becomes(order, "Rejected");
    expect(rejected.refusal).toEqual({ code: "OutOfStock", lines: [{ sku: "TEA", requested: 7, available: 0 }] });
    expect(await payment(order)).toBeUndefined();
  });

  it.each(["pm_declined", "pm_expired_card", "pm_timeout_then_declined"])(
    "is rejected when its payment is declined, and its stock comes back: %s",
    async (method) => {
      await adjust(2);
      const before = await stock();
      const order = await place(method);
      expect((await becomes(order, "Rejected")).refusal).toMatchObject({ code: "PaymentDeclined" });
      await eventually("stock is back", async () => (await stock()).available === before.available);
      await adjust(-2);
    },
    30_000,
  );

  it("is confirmed when the bank answers late, and charged once", async () => {
    await adjust(2);
    const order = await place("pm_timeout_then_ok");
    await becomes(order, "Confirmed");
    await eventually("its payment is listed as authorised", async () => (await payment(order))?.status === "Authorised");
  });

  it("gives stock and money back when it is cancelled", async () => {
    await adjust(2);
    const before = await stock();
    const order = await place();
    await becomes(order, "Confirmed");
    await server.ask(`POST ${order}/cancel`, { body: { reason: "changed my mind" } });
    await becomes(order, "Cancelled");
    await eventually("stock is back", async () => (await stock()).available === before.available);
    await eventually("money is back", async () => (await payment(order))?.status === "Voided");
    await adjust(-2);
  });

  it("lets the customer choose when only a part is there", async () => {
    await adjust(1);
    const order = await place("pm_ok", { allowPartial: true });
    const waiting = await becomes(order, "AwaitingCustomer");
    expect(waiting.refusal.lines).toEqual([{ sku: "TEA", requested: 2, available: 1 }]);
    const chosen = await server.ask(`POST ${order}/choose`, { body: { lines: [{ id: 1, quantity: 1 }] } });
    expect([chosen.status, chosen.body.totals.grand]).toEqual([200, { amount: 499, currency: "EUR" }]);
    const confirmed = await becomes(order, "Confirmed");
    expect(confirmed.payment.authorised).toEqual({ amount: 499, currency: "EUR" });
  });

  it("lets its cart go when it is confirmed, and opens it again when it came to nothing", async () => {
    await adjust(2);
    const bought = await cartOfTea(server);
    const checkedOut = await server.ask(`POST ${bought}/checkout`, { as: "staff", body: checkout });
    await becomes(String(checkedOut.headers.location), "Confirmed");
    await eventually("the cart is checked out", async () => (await server.ask(`GET ${bought}`)).body.status === "CheckedOut");

    const wanted = await cartOfTea(server);
    const rejected = await server.ask(`POST ${wanted}/checkout`, { as: "staff", body: checkout });
    await becomes(String(rejected.headers.location), "Rejected");
    await eventually("the cart is open again", async () => (await server.ask(`GET ${wanted}`)).body.status === "Open");
    const { body: first } = rejected;
    await adjust(2);
    const again = await server.ask(`POST ${wanted}/checkout`, { as: "staff", body: checkout });
    expect(again.body.id).not.toBe(first.id);
    await becomes(String(again.headers.location), "Confirmed");
  });

  it("waits for whoever put it on hold", async () => {
    await adjust(2);
    const order = await place("pm_requires_action");
    await eventually("the customer has to act", async () => (await payment(order))?.status === "RequiresAction");
    await server.ask(`POST ${order}/hold`, { body: { reason: "fraud check" } });
    const { id } = await payment(order);
    const acted = await server.ask("POST /v1/providers/simulated/actions", { body: { paymentId: id, outcome: "confirm" } });
    expect(acted.status).toBe(200);
    await eventually("stock is committed", async () => (await stock()).held === 0);
    expect((await server.ask(`GET ${order}`)).body.status).toBe("Reserved");
    await server.ask(`POST ${order}/resume`, { body: {} });
    await becomes(order, "Confirmed");
  });
});
