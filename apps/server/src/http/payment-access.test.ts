import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 100, reason: "a delivery" } });
});
afterAll(() => server.stop());

const as = "storefront";
const withToken = (accessToken: string) => ({ as, headers: { "waybill-access-token": accessToken } }) as const;
const acting = (paymentId: string) => ({ body: { paymentId, outcome: "confirm" } });
const act = "POST /v1/providers/simulated/actions";

/** An order whose customer has to do something at the bank, as the customer knows it. */
const waitingOrder = async () => {
  const { body } = await placeTea(server, { as, body: { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_requires_action" } });
  const accessToken: string = body.accessToken;
  const list = `GET /v1/payments?orderId=${body.id}`;
  const payment = await eventually("the customer has to act", async () => {
    const { items } = (await server.ask(list, withToken(accessToken))).body;
    return items[0]?.status === "RequiresAction" && items[0];
  });
  return { order: String(body.id), accessToken, list, payment, get: `GET /v1/payments/${payment.id}` };
};

describe("a customer in a shop", () => {
  it("finds where to go to confirm a payment, with the order's token, and confirms it", async () => {
    const { accessToken, payment, get, order } = await waitingOrder();
    expect(payment.nextAction).toMatchObject({ type: "redirect", url: expect.stringContaining("https://") });
    expect((await server.ask(get, withToken(accessToken))).body).toEqual(payment);
    expect((await server.ask(`${get}?accessToken=${accessToken}`, { as })).body).toEqual(payment);
    const acted = await server.ask(act, { ...withToken(accessToken), ...acting(payment.id) });
    expect([acted.status, acted.body.status]).toEqual([200, "Authorised"]);
    await eventually("the order is confirmed", async () => (await server.ask(`GET /v1/orders/${order}`)).body.status === "Confirmed");
    expect((await server.ask(get, withToken(accessToken))).body.nextAction).toBeNull();
  });

  it("sees and confirms nobody else's", async () => {
    const [mine, theirs] = [await waitingOrder(), await waitingOrder()];
    const asked = [[theirs.get], [theirs.list], [act, acting(theirs.payment.id)]] as const;
    for (const [what, body = {}] of asked) {
      const none = await server.ask(what, { as, ...body });
      expect([none.status, none.body.code], what).toEqual([403, "AccessTokenIsMissing"]);
      for (const wrong of [mine.accessToken, `${theirs.accessToken}A`, ""]) {
        const answer = await server.ask(what, { ...withToken(wrong), ...body });
        expect([answer.status, answer.body.code], `${what} ${wrong}`).toEqual([404, "PaymentIsNotCreated"]);
      }
    }
    expect((await server.ask(theirs.get)).body.status).toBe("RequiresAction");
    const every = await server.ask("GET /v1/payments", withToken(mine.accessToken));
    expect([every.status, every.body.code]).toEqual([404, "PaymentIsNotCreated"]);
    const unknown = await server.ask("GET /v1/payments/pay_01h455vb4pex5vsknk084sn02q", withToken(mine.accessToken));
    expect([unknown.status, unknown.body.code]).toEqual([404, "PaymentIsNotCreated"]);
  });

  it("is not told what the office wrote", async () => {
    const { accessToken, get, payment } = await waitingOrder();
    await server.ask(`POST /v1/payments/${payment.id}/void`, { as: "staff" });
    const seen = async (asking: Parameters<typeof server.ask>[1]) => (await server.ask(get, asking)).body.abandoned;
    expect(await seen({ as: "staff" })).toBe("VoidedByHand");
    expect(await seen(withToken(accessToken))).toBe("PaymentIsAbandoned");
  });

  it("can be helped by the office, which needs no token", async () => {
    const { payment } = await waitingOrder();
    expect((await server.ask(act, { as: "staff", ...acting(payment.id) })).status).toBe(200);
    expect((await server.ask(act, { as: "readonly", ...acting(payment.id) })).body.code).toBe("RoleMayNot");
  });
});
