import { createHmac } from "node:crypto";
import { type Clock, instant, systemClock } from "@waybill/kernel/clock";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webhookSecretOf } from "../access/access-token.ts";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const hourMs = 3_600_000;
let server: TestServer;
let secret: string;
let aheadMs = 0;
const clock: Clock = { now: () => instant(systemClock.now() + aheadMs), monotonicMs: systemClock.monotonicMs };
beforeAll(async () => {
  const foundation = createMemoryFoundation(clock);
  server = await startTestServer({ foundation, clock });
  secret = webhookSecretOf("simulated", await foundation.keys.secret());
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 100, reason: "a delivery" } });
});
afterAll(() => server.stop());

interface Stuck {
  readonly kind: string;
  readonly id: string;
  readonly orderId: string;
  readonly deadlineAt: string;
}
const stuck = async (query = ""): Promise<{ readonly items: readonly Stuck[]; readonly next: string | null }> =>
  (await server.ask(`GET /v1/ops/stuck${query}`, { as: "operator" })).body;

/** A captured payment that its customer disputes; the provider wants to hear from us within an hour. */
const disputedPayment = async () => {
  const order = (await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_ok" } })).body.id;
  await eventually("it is confirmed", async () => (await server.ask(`GET /v1/orders/${order}`)).body.status === "Confirmed");
  const find = async () => (await server.ask(`GET /v1/payments?orderId=${order}`)).body.items[0];
  const { id } = await eventually("it is set aside", find);
  await server.ask(`POST /v1/payments/${id}/capture`, { body: {} });
  await eventually("it is captured", async () => (await find()).status === "Captured");
  const dispute = { kind: "dispute", disputeId: `dis_${id}`, news: "opened", amount: { amount: 499, currency: "EUR" } };
  const body = JSON.stringify({ ...dispute, key: `default/${id}/2-capture`, respondBy: clock.now() + hourMs / 2 });
  const at = clock.now();
  const mac = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  const headers = { authorization: "", "webhook-signature": `t=${at},v1=${mac}` };
  expect((await server.ask("POST /v1/providers/simulated/webhook", { headers, body })).status).toBe(204);
  await eventually("its order is held", async () => (await server.ask(`GET /v1/orders/${order}`)).body.holds.length > 0);
  return { order, id };
};

describe("what is past its deadline", () => {
  it("is listed in one row, orders and payments, page by page", async () => {
    const made = [await disputedPayment(), await disputedPayment()];
    expect((await stuck()).items).toEqual([]);
    aheadMs += 2 * hourMs;
    const { items } = await eventually("all are listed", async () => {
      const page = await stuck();
      return page.items.length === 4 && page;
    });
    // An order is held until the provider's date.
    expect(items.map(({ orderId }) => orderId)).toEqual(made.flatMap(({ order }) => [order, order]));
    const of = (wanted: string) => items.filter(({ kind }) => kind === wanted);
    expect(of("payment").map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(of("payment")[0]).toMatchObject({ status: "Disputed", owner: "merchant", deadlineAt: items[0]?.deadlineAt });
    expect(of("order")[0]).toMatchObject({ status: "Confirmed", owner: "operator", deadlineAt: items[0]?.deadlineAt });
    const [first, walked]: [Awaited<ReturnType<typeof stuck>>, Stuck[]] = [await stuck("?limit=1"), []];
    for (let page = first; ; page = await stuck(`?limit=1&cursor=${page.next}`)) {
      walked.push(...page.items);
      if (page.next === null) break;
    }
    expect(walked).toEqual(items);
  });

  it("is retried and resolved by an operator, each in its own way", async () => {
    const payment = (await stuck()).items.find(({ kind }) => kind === "payment")!;
    const retried = await server.ask(`POST /v1/ops/stuck/${payment.id}/retry`, { as: "operator" });
    // There is nothing to try: the bank decides.
    expect([retried.status, retried.body]).toEqual([200, { tried: 0 }]);
    const request = { as: "operator", body: { reason: "we have no proof" }, headers: { "idempotency-key": "resolve it" } } as const;
    const resolved = await server.ask(`POST /v1/ops/stuck/${payment.id}/resolve`, request);
    expect([resolved.status, resolved.body.status, resolved.body.lost]).toEqual([200, "Lost", { amount: 499, currency: "EUR" }]);
    const again = await server.ask(`POST /v1/ops/stuck/${payment.id}/resolve`, request);
    expect([again.headers["idempotency-replayed"], again.body]).toEqual(["true", resolved.body]);
    await eventually("it is not listed any more", async () => (await stuck()).items.every(({ id }) => id !== payment.id));
    const healthy = await server.ask(`POST /v1/ops/stuck/${payment.id}/resolve`, { body: { reason: "once more" } });
    expect([healthy.status, healthy.body.code]).toEqual([409, "PaymentIsNotStuck"]);
    const order = await server.ask(`POST /v1/ops/stuck/${payment.orderId}/resolve`, { body: { reason: "no longer sold" } });
    expect([order.status, order.body.status]).toEqual([200, "Cancelling"]);
  });

  it("is resolved when the list shows it, and not before: an order that is well is no operator's", async () => {
    const { id } = (await placeTea(server, { body: { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_ok" } })).body;
    const becomes = (status: string) =>
      eventually(`it is ${status}`, async () => (await server.ask(`GET /v1/orders/${id}`)).body.status === status);
    const resolve = (headers = {}) =>
      server.ask(`POST /v1/ops/stuck/${id}/resolve`, { as: "operator", headers, body: { reason: "no longer sold" } });
    const expectWell = async () => {
      const well = await resolve();
      expect([well.status, well.body.code]).toEqual([409, "OrderIsNotStuck"]);
    };
    await becomes("Confirmed");
    const { version } = (await server.ask(`GET /v1/orders/${id}`)).body;
    await expectWell();
    expect((await server.ask(`GET /v1/orders/${id}`)).body).toMatchObject({ status: "Confirmed", version });
    aheadMs += 2 * hourMs;
    await eventually("it is listed", async () => (await stuck()).items.some((one) => one.id === id));
    const under = { "idempotency-key": "resolve this order" };
    const resolved = await resolve(under);
    expect([resolved.status, resolved.body.status], resolved.text).toEqual([200, "Cancelling"]);
    await becomes("Cancelled");
    // It is over, and who only asks again is told what became of it.
    await expectWell();
    const again = await resolve(under);
    expect([again.status, again.headers["idempotency-replayed"], again.body]).toEqual([200, "true", resolved.body]);
  });

  it("is an order or a payment", async () => {
    const other = await server.ask("POST /v1/ops/stuck/inv_01h455vb4pex5vsknk084sn02q/retry");
    expect([other.status, other.body.code]).toEqual([400, "RequestIsMalformed"]);
    for (const [id, code] of [
      ["pay_01h455vb4pex5vsknk084sn02q", "PaymentIsNotCreated"],
      ["ord_01h455vb4pex5vsknk084sn02q", "OrderIsNotPlaced"],
    ]) {
      const unknown = await server.ask(`POST /v1/ops/stuck/${id}/retry`);
      expect([unknown.status, unknown.body.code]).toEqual([404, code]);
    }
  });
});
