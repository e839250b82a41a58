import { isDeepStrictEqual } from "node:util";
import { moneyOf, parseCurrency } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
/** How many more steps cancel-order gets on; it tries the next again and again. */
let stepsLeft = Number.POSITIVE_INFINITY;
const isStuck = (stream: string): boolean => {
  if (!stream.includes("/saga-cancel-order/")) return false;
  stepsLeft -= 1;
  return stepsLeft < 0;
};
beforeAll(async () => {
  server = await startTestServer({ foundation: sharedMemory().foundation(isStuck) });
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 1_000, reason: "a delivery" } });
});
afterAll(() => server.stop());

const euros = (amount: number) => moneyOf(amount, parseCurrency("EUR")!);
const grand = 998;

const orderOf = async (id: string) => (await server.ask(`GET /v1/orders/${id}`)).body;
const becomes = (id: string, status: string) => eventually(`${id} is ${status}`, async () => (await orderOf(id)).status === status);
const confirmedOrder = async (payment: object = { paymentMethod: "pm_ok" }): Promise<string> => {
  const placed = await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 2 }], ...payment } });
  expect(placed.status, placed.text).toBe(201);
  await becomes(placed.body.id, "Confirmed");
  return placed.body.id;
};

interface Seen {
  readonly id: string;
  readonly number: number;
  readonly authorised: { readonly amount: number };
  readonly captured: { readonly amount: number };
  readonly refunded: { readonly amount: number };
}
const paymentsOf = async (orderId: string): Promise<readonly Seen[]> => {
  const { body } = await server.ask(`GET /v1/payments?orderId=${orderId}`);
  return body.items.toSorted((one: Seen, two: Seen) => one.number - two.number);
};
const ask = async (operation: string, body: object) => {
  const answer = await server.ask(operation, { body });
  expect(answer.status, answer.text).toBeLessThan(300);
};
const paymentId = async (orderId: string, number = 1): Promise<string> => {
  await eventually("billing lists it", async () => (await paymentsOf(orderId)).length >= number);
  return (await paymentsOf(orderId))[number - 1]!.id;
};

/** The order says so, and billing's payments add up to the same. */
const showsMoney = async (
  orderId: string,
  wanted: { readonly status: string; readonly due?: number } & Record<string, number | string>,
) => {
  const { status, due = grand, ...amounts } = wanted;
  const money = Object.fromEntries(Object.entries(amounts).map(([field, amount]) => [field, euros(Number(amount))]));
  const payment = { status, due: euros(due), authorised: euros(grand), captured: euros(0), refunded: euros(0), ...money };
  // All of it: what is still due changes when the order is cancelled, and by then its money may have been back for a while.
  await eventually(`the order shows ${JSON.stringify(payment)}`, async () => isDeepStrictEqual((await orderOf(orderId)).payment, payment));
  await eventually("billing lists the same", async () => {
    const payments = await paymentsOf(orderId);
    return (["authorised", "captured", "refunded"] as const).every((field) => {
      return payments.reduce((sum, one) => sum + one[field].amount, 0) === payment[field].amount;
    });
  });
};

describe("the money that an order shows", () => {
  it("is what was taken of it, and given back", async () => {
    const id = await confirmedOrder();
    const payment = await paymentId(id);
    await showsMoney(id, { status: "Authorised" });
    await ask(`POST /v1/payments/${payment}/capture`, { amount: euros(500) });
    await showsMoney(id, { status: "PartiallyCaptured", captured: 500 });
    await ask(`POST /v1/payments/${payment}/refunds`, { amount: euros(200), reason: "a broken cup" });
    await showsMoney(id, { status: "PartiallyRefunded", captured: 500, refunded: 200 });
    await ask(`POST /v1/payments/${payment}/capture`, {});
    await showsMoney(id, { status: "PartiallyRefunded", captured: 998, refunded: 200 });
    await ask(`POST /v1/payments/${payment}/refunds`, { amount: euros(798), reason: "all of it" });
    await showsMoney(id, { status: "Refunded", captured: 998, refunded: 998 });
  });

  it("is in its history, in words", async () => {
    const id = await confirmedOrder();
    const payment = await paymentId(id);
    await ask(`POST /v1/payments/${payment}/capture`, {});
    await showsMoney(id, { status: "Captured", captured: grand });
    await ask(`POST /v1/payments/${payment}/refunds`, { amount: euros(98), reason: "a broken cup" });
    await showsMoney(id, { status: "PartiallyRefunded", captured: grand, refunded: 98 });
    const { body } = await server.ask(`GET /v1/orders/${id}/history`);
    const told = body.items.map(({ event, facts }: { event: string; facts: object }) => [event, facts]);
    const sums = { version: expect.any(Number), authorised: grand, captured: grand, voided: 0 };
    expect(told.slice(-2)).toEqual([
      ["OrderPaymentCaptured", { number: 1, captured: euros(grand), sums: { ...sums, refunded: 0 } }],
      ["OrderPaymentRefunded", { number: 1, refunded: euros(98), sums: { ...sums, refunded: 98 } }],
    ]);
  });

  it("is given back when it is cancelled, and said to be", async () => {
    const id = await confirmedOrder();
    await ask(`POST /v1/payments/${await paymentId(id)}/capture`, {});
    await showsMoney(id, { status: "Captured", captured: grand });
    expect((await paymentsOf(id))[0]).toMatchObject({ due: null });
    await ask(`POST /v1/orders/${id}/cancel`, { reason: "changed my mind" });
    await showsMoney(id, { status: "Refunded", due: 0, captured: grand, refunded: grand });
    expect((await orderOf(id)).status).toBe("Cancelled");
    expect((await paymentsOf(id))[0]).toMatchObject({ due: euros(0), refunded: euros(grand) });
  });

  it("may be back while the order is still being cancelled, which costs what it did until that is done", async () => {
    const id = await confirmedOrder();
    stepsLeft = 1;
    await ask(`POST /v1/orders/${id}/cancel`, { reason: "changed my mind" });
    await showsMoney(id, { status: "Released", due: grand });
    expect((await orderOf(id)).status).toBe("Cancelling");
    stepsLeft = Number.POSITIVE_INFINITY;
    await showsMoney(id, { status: "Released", due: 0 });
    expect((await orderOf(id)).status).toBe("Cancelled");
  });

  it("is let go when it is cancelled before it was taken, or by hand while the order goes on", async () => {
    const cancelled = await confirmedOrder();
    await ask(`POST /v1/orders/${cancelled}/cancel`, { reason: "changed my mind" });
    await showsMoney(cancelled, { status: "Released", due: 0 });
    const going = await confirmedOrder();
    await ask(`POST /v1/payments/${await paymentId(going)}/void`, {});
    await showsMoney(going, { status: "Released" });
    expect((await orderOf(going)).status).toBe("Confirmed");
    await eventually("it is an operator's", async () => (await orderOf(going)).holds[0]?.reason === "Payment 1 was voided");
  });

  it("is of all its payments together", async () => {
    const payments = [
      { method: "pm_ok", amount: euros(300) },
      { method: "recorded", amount: euros(grand - 300) },
    ];
    const id = await confirmedOrder({ payments });
    const [first, second] = [await paymentId(id, 1), await paymentId(id, 2)];
    await ask(`POST /v1/payments/${first}/capture`, {});
    await showsMoney(id, { status: "PartiallyCaptured", captured: 300 });
    await ask(`POST /v1/payments/${second}/capture`, { amount: euros(600) });
    await showsMoney(id, { status: "PartiallyCaptured", captured: 900 });
    await ask(`POST /v1/payments/${first}/refunds`, { amount: euros(100), reason: "a broken cup" });
    await showsMoney(id, { status: "PartiallyRefunded", captured: 900, refunded: 100 });
    await ask(`POST /v1/orders/${id}/cancel`, { reason: "changed my mind" });
    await showsMoney(id, { status: "Refunded", due: 0, captured: 900, refunded: 900 });
  });
});

describe("an order whose money does not move", () => {
  it("has no more in its history than what brought it to its promise", async () => {
    const id = await confirmedOrder();
    const { body } = await server.ask(`GET /v1/orders/${id}/history`);
    expect(body.items.map(({ event }: { event: string }) => event)).toEqual(["OrderPlaced", "OrderReserved", "OrderConfirmed"]);
  });
});
