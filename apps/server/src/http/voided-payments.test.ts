import { moneyOf, parseCurrency } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { type SharedMemory, sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const euros = (amount: number) => moneyOf(amount, parseCurrency("EUR")!);
const grand = 998;

let memory: SharedMemory;
let server: TestServer;
/** What the server cannot record just now, by a part of the stream's name; it tries again until it can. */
let stuck: string | null;
const start = async (): Promise<void> => {
  server = await startTestServer({ foundation: memory.foundation((stream) => stuck !== null && stream.includes(stuck)) });
};
beforeEach(async () => {
  [memory, stuck] = [sharedMemory(), null];
  await start();
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 100, reason: "a delivery" } });
});
afterEach(() => server.stop());

/** The server dies with what it had in hand, and another takes its place. */
const restart = async (): Promise<void> => {
  const before = server;
  const foundation = memory.foundation();
  server = await startTestServer({ foundation });
  await before.stop();
};
const ask = async (operation: string, body: object = {}) => {
  const answer = await server.ask(operation, { body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};
const place = async (payment: object): Promise<string> => {
  const placed = await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 2 }], ...payment } });
  expect(placed.status, placed.text).toBe(201);
  return placed.body.id;
};
const orderOf = async (id: string) => (await server.ask(`GET /v1/orders/${id}`)).body;
const becomes = (id: string, status: string) =>
  eventually(`${id} is ${status}`, async () => {
    const order = await orderOf(id);
    return order.status === status && order;
  });
const reasonsOf = async (id: string): Promise<readonly string[]> =>
  (await orderOf(id)).holds.map(({ reason }: { reason: string }) => reason);
const isHeld = (id: string, ...reasons: readonly string[]) =>
  eventually(`${id} is held: ${reasons.join(", ")}`, async () => JSON.stringify(await reasonsOf(id)) === JSON.stringify(reasons));
const paymentsOf = async (id: string) => {
  const { items } = (await server.ask(`GET /v1/payments?orderId=${id}`)).body;
  return items.toSorted((one: { number: number }, two: { number: number }) => one.number - two.number);
};
const payment = (id: string, status: string, number = 1): Promise<string> =>
  eventually(`payment ${number} of ${id} is ${status}`, async () => {
    const found = (await paymentsOf(id))[number - 1];
    return found?.status === status && found.id;
  });
const confirmed = async (body: object = { paymentMethod: "pm_ok" }): Promise<string> => {
  const id = await place(body);
  await becomes(id, "Confirmed");
  return id;
};
/** Its customer has to confirm at the bank, and the order waits for that. */
const awaited = async () => {
  const id = await place({ paymentMethod: "pm_requires_action" });
  const paymentId = await payment(id, "RequiresAction");
  await becomes(id, "Reserved");
  return { id, paymentId, pay: () => ask("POST /v1/providers/simulated/actions", { paymentId, outcome: "confirm" }) };
};
const committed = () =>
  eventually("stock is committed", async () => (await server.ask("GET /v1/stock/TEA")).body.locations[0].committed === 2);

describe("a payment that is voided by hand", () => {
  it("puts a confirmed order on hold, until an operator lets it go on, for good", async () => {
    const id = await confirmed();
    await ask(`POST /v1/payments/${await payment(id, "Authorised")}/void`);
    await isHeld(id, "Payment 1 was voided");
    // It is noted beside the hold, not with it.
    await eventually("it is noted", async () => (await orderOf(id)).payment.status === "Released");
    const { payment: money, status } = await orderOf(id);
    expect([status, money.due]).toEqual(["Confirmed", euros(grand)]);
    await ask(`POST /v1/orders/${id}/resume`, { reason: "Payment 1 was voided" });
    await ask(`POST /v1/payments/${await payment(id, "Voided")}/void`);
    expect(await reasonsOf(id)).toEqual([]);
  });

  it("puts it on hold while its stock is committed, so that it is not confirmed before the operator says so", async () => {
    const { id, paymentId, pay } = await awaited();
    stuck = "/reservation/";
    await pay();
    await payment(id, "Authorised");
    await ask(`POST /v1/payments/${paymentId}/void`);
    await isHeld(id, "Payment 1 was voided");
    stuck = null;
    await committed();
    expect((await orderOf(id)).status).toBe("Reserved");
    await ask(`POST /v1/orders/${id}/resume`);
    await becomes(id, "Confirmed");
    expect(await reasonsOf(id)).toEqual([]);
  });

  it("puts it on hold when it is just being confirmed", async () => {
    const { id, paymentId, pay } = await awaited();
    stuck = "/order/";
    await pay();
    await committed();
    await ask(`POST /v1/payments/${paymentId}/void`);
    await payment(id, "Voided");
    stuck = null;
    await isHeld(id, "Payment 1 was voided");
    await becomes(id, "Confirmed");
  });

  it.each([
    ["before fulfil-order has heard of it", "/saga-fulfil-order/"],
    ["before the order is told", "/order/"],
  ])("is not forgotten when the server dies %s", async (_, stream) => {
    const id = await confirmed();
    const paymentId = await payment(id, "Authorised");
    stuck = stream;
    await ask(`POST /v1/payments/${paymentId}/void`);
    await payment(id, "Voided");
    expect(await reasonsOf(id)).toEqual([]);
    await restart();
    await isHeld(id, "Payment 1 was voided");
  });

  it("puts an order on hold for what was not taken of it, and for any of its payments", async () => {
    const taken = await confirmed();
    const paymentId = await payment(taken, "Authorised");
    await ask(`POST /v1/payments/${paymentId}/capture`, { amount: euros(500) });
    await payment(taken, "PartiallyCaptured");
    await ask(`POST /v1/payments/${paymentId}/void`);
    await isHeld(taken, "Payment 1 was voided");
    const payments = [
      { method: "pm_ok", amount: euros(300) },
      { method: "recorded", amount: euros(grand - 300) },
    ];
    const inParts = await confirmed({ payments });
    await ask(`POST /v1/payments/${await payment(inParts, "Authorised", 2)}/void`);
    await isHeld(inParts, "Payment 2 was voided");
  });

  it("holds nothing that is being cancelled, or was", async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => confirmed()));
    await Promise.all(
      ids.map(async (id, nth) => {
        const paymentId = await payment(id, "Authorised");
        const cancel = () => ask(`POST /v1/orders/${id}/cancel`, { reason: "changed my mind" });
        const letGo = () => ask(`POST /v1/payments/${paymentId}/void`);
        await Promise.all(nth % 2 === 0 ? [cancel(), letGo()] : [letGo(), cancel()]);
      }),
    );
    for (const id of ids) {
      const { holds, payment: money } = await becomes(id, "Cancelled");
      expect([holds, money.status]).toEqual([[], "Released"]);
      const { items } = (await server.ask(`GET /v1/orders/${id}/history`)).body;
      const events = items.map(({ event }: { event: string }) => event);
      expect(events.lastIndexOf("OrderPutOnHold")).toBeLessThan(events.indexOf("CancellationStarted"));
    }
  });
});

describe("money that is given back by hand", () => {
  it("puts an order on hold when nothing of a payment is left, and not for goodwill", async () => {
    const id = await confirmed();
    const paymentId = await payment(id, "Authorised");
    await ask(`POST /v1/payments/${paymentId}/capture`);
    await payment(id, "Captured");
    await ask(`POST /v1/payments/${paymentId}/refunds`, { amount: euros(200), reason: "a broken cup" });
    await eventually("the order shows it", async () => (await orderOf(id)).payment.refunded.amount === 200);
    expect(await reasonsOf(id)).toEqual([]);
    await ask(`POST /v1/payments/${paymentId}/refunds`, { amount: euros(grand - 200), reason: "all of it" });
    await isHeld(id, "Payment 1 was refunded");
  });
});
