import { type Clock, instant, systemClock } from "@waybill/kernel/clock";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

// Deadlines are minutes, so this is told on memory with a clock that can be set ahead; the rest is the server as it is.
const minuteMs = 60_000;
let server: TestServer;
let aheadMs = 0;
beforeAll(async () => {
  const clock: Clock = { now: () => instant(systemClock.now() + aheadMs), monotonicMs: systemClock.monotonicMs };
  server = await startTestServer({ foundation: createMemoryFoundation(clock), clock });
  await stockTea(server);
});
afterAll(() => server.stop());

const adjust = (delta: number) => server.ask("POST /v1/stock/TEA/adjustments", { body: { delta, reason: "a test" } });
const stock = async () => {
  const { body } = await server.ask("GET /v1/stock/TEA");
  const [{ onHand, held, committed, available }] = body.locations;
  return { onHand, held, committed, available };
};
/** Lists are a moment late. */
const stockIs = (expected: object) =>
  eventually(`stock is ${JSON.stringify(expected)}`, async () => JSON.stringify(await stock()) === JSON.stringify(expected));
const place = async (paymentMethod: string, more: object = {}) => {
  const placed = await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 2 }], paymentMethod, ...more } });
  expect(placed.status, placed.text).toBe(201);
  return String(placed.headers.location);
};
const becomes = (order: string, ...statuses: readonly string[]) =>
  eventually(`${order} is ${statuses.join(" or ")}`, async () => {
    const { body } = await server.ask(`GET ${order}`);
    return statuses.includes(body.status) && body;
  });
const payments = async (order: string) => (await server.ask(`GET /v1/payments?orderId=${order.split("/").at(-1)}`)).body.items;
const atTheBank = (order: string): Promise<string> =>
  eventually("the customer has to act", async () => {
    const [payment] = await payments(order);
    return payment?.status === "RequiresAction" && payment.id;
  });
const confirmAtTheBank = (paymentId: string) =>
  server.ask("POST /v1/providers/simulated/actions", { body: { paymentId, outcome: "confirm" } });
/** What is set aside of the customer's money, or was taken. */
const moneyKept = async (order: string): Promise<number> => {
  let kept = 0;
  for (const { authorised, voided, refunded } of await payments(order)) kept += authorised.amount - voided.amount - refunded.amount;
  return kept;
};

describe("a customer who does not choose", () => {
  it("loses the order after half an hour, and everybody else gets what was held for it", async () => {
    await adjust(1);
    const order = await place("pm_ok", { allowPartial: true });
    await becomes(order, "AwaitingCustomer");
    await stockIs({ onHand: 1, held: 1, committed: 0, available: 0 });
    aheadMs += 31 * minuteMs;
    await becomes(order, "Expired");
    await eventually("stock is back", async () => (await stock()).available === 1);
    expect(await payments(order)).toEqual([]);
    const late = await server.ask(`POST ${order}/choose`, { body: { lines: [{ id: 1, quantity: 1 }] } });
    expect([late.status, late.body.code]).toEqual([409, "OrderIsExpired"]);
    await adjust(-1);
  });
});

describe("a customer who does not pay", () => {
  it("loses the order after a quarter of an hour, and the money if it is set aside after that comes back by itself", async () => {
    await adjust(2);
    const order = await place("pm_requires_action");
    const paymentId = await atTheBank(order);
    aheadMs += 16 * minuteMs;
    await becomes(order, "Expired");
    // The bank may have let go already; if not, it takes the customer's word, and we give it back.
    await confirmAtTheBank(paymentId);
    await eventually("stock is back", async () => (await stock()).available === 2);
    await eventually("money is back", async () => (await moneyKept(order)) === 0);
    expect((await becomes(order, "Expired")).status).toBe("Expired");
    await adjust(-2);
  });

  it("keeps the order when the bank was a moment faster than the deadline", async () => {
    await adjust(2);
    const order = await place("pm_requires_action");
    const paymentId = await atTheBank(order);
    aheadMs += 14 * minuteMs;
    expect((await confirmAtTheBank(paymentId)).status).toBe(200);
    await becomes(order, "Confirmed");
    aheadMs += 2 * minuteMs;
    await eventually("money is kept", async () => (await moneyKept(order)) === 998);
    await stockIs({ onHand: 2, held: 0, committed: 2, available: 0 });
    await server.ask(`POST ${order}/cancel`, { body: { reason: "the test is over" } });
    await becomes(order, "Cancelled");
    await eventually("stock is back", async () => (await stock()).available === 2);
    await adjust(-2);
  });

  it("has an order or the money, whichever comes first when the bank confirms at the deadline itself", async () => {
    const count = 24;
    await adjust(2 * count);
    const orders = await Promise.all(Array.from({ length: count }, () => place("pm_requires_action")));
    const paymentIds = await Promise.all(orders.map(atTheBank));
    aheadMs += 15 * minuteMs - 100;
    // Some before the timer fires, some while it does, some after.
    await Promise.all(
      paymentIds.map(async (paymentId, nth) => {
        await new Promise((resolve) => setTimeout(resolve, nth * 20));
        await confirmAtTheBank(paymentId);
      }),
    );
    const ended = await Promise.all(orders.map((order) => becomes(order, "Confirmed", "Expired")));
    const confirmed = ended.filter(({ status }) => status === "Confirmed").length;
    await stockIs({ onHand: 2 * count, held: 0, committed: 2 * confirmed, available: 2 * (count - confirmed) });
    for (const [nth, order] of orders.entries()) {
      const due = ended[nth].status === "Confirmed" ? 998 : 0;
      await eventually(`${order} is ${ended[nth].status} and charged ${due}`, async () => (await moneyKept(order)) === due);
    }
  });
});
