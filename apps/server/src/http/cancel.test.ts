import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea, twoTeas } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
});
afterAll(() => server.stop());

const cancel = (order: string, body: object = { reason: "changed my mind" }, more: object = {}) =>
  server.ask(`POST ${order}/cancel`, { as: "staff", body, ...more });

describe("an order that is cancelled", () => {
  it("is being cancelled at once, and cancelled when cancel-order has done its work", async () => {
    const { headers } = await placeTea(server);
    const order = String(headers.location);
    const cancelling = await cancel(order);
    expect([cancelling.status, cancelling.body.status]).toEqual([200, "Cancelling"]);
    await eventually("it is cancelled", async () => (await server.ask(`GET ${order}`)).body.status === "Cancelled");
    const { body: history } = await server.ask(`GET ${order}/history`);
    expect(history.items.map(({ event }: { event: string }) => event)).toEqual(["OrderPlaced", "CancellationStarted", "OrderCancelled"]);
    const [, started, cancelled] = history.items;
    expect(started.facts).toMatchObject({ reason: "changed my mind" });
    expect(cancelled).toMatchObject({ actor: "saga-cancel-order", correlation: started.correlation });
    expect(cancelled.cause).toMatch(/^ordering\//);
  });

  it("is cancelled once, however often it is asked for", async () => {
    const { headers } = await placeTea(server);
    const order = String(headers.location);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => cancel(order, { reason: `wish ${index}` })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    await eventually("it is cancelled", async () => (await server.ask(`GET ${order}`)).body.status === "Cancelled");
    expect((await cancel(order)).status).toBe(200);
    const { body } = await server.ask(`GET ${order}/history`);
    expect(body.items.map(({ event }: { event: string }) => event)).toEqual(["OrderPlaced", "CancellationStarted", "OrderCancelled"]);
  });

  it("may be the customer's own, with its access token", async () => {
    const { headers, body } = await placeTea(server, { as: "storefront" });
    const order = String(headers.location);
    const refused = await cancel(order, undefined, { as: "storefront" });
    expect([refused.status, refused.body.code]).toEqual([403, "AccessTokenIsMissing"]);
    const { accessToken } = body;
    expect((await cancel(`${order}`, undefined, { as: "storefront", headers: { "waybill-access-token": accessToken } })).status).toBe(200);
  });

  it("keeps who wanted less of it, and why, in their words", async () => {
    await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 2, reason: "a delivery" } });
    const { headers } = await placeTea(server, { body: { ...twoTeas, paymentMethod: "pm_ok" } });
    const order = String(headers.location);
    await eventually("it is confirmed", async () => (await server.ask(`GET ${order}`)).body.status === "Confirmed");
    const fewer = (reason: string) => cancel(order, { reason, lines: [{ id: 1, quantity: 1 }] });
    expect((await fewer("  ")).body.code).toBe("ReasonIsMissing");
    expect((await fewer("damaged by our forklift")).status).toBe(200);
    const { body } = await server.ask(`GET ${order}/history`);
    const cancelled = body.items.find(({ event }: { event: string }) => event === "LinesCancelled");
    expect(cancelled.facts).toMatchObject({ reason: "Customer", words: "damaged by our forklift" });
    const staff = await server.keyOf("staff");
    expect(cancelled.actor).toBe(staff.keyId);
  });

  it("cannot lose lines before it is confirmed, nor be cancelled when there is none", async () => {
    const { headers } = await placeTea(server);
    const lines = await cancel(String(headers.location), { reason: "too many", lines: [{ id: 1, quantity: 1 }] });
    expect([lines.status, lines.body.code]).toEqual([409, "OrderIsPlaced"]);
    const none = await cancel(String(headers.location).replace(/.$/, (last) => (last === "0" ? "1" : "0")));
    expect([none.status, none.body.code]).toEqual([404, "OrderIsNotPlaced"]);
  });
});
