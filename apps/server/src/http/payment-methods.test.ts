import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cartOfTea, checkout, openCart } from "../testing/sample-cart.ts";
import { placeTea, stockTea, twoTeas } from "../testing/sample-order.ts";
import { startTestServer, type TestAnswer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 100, reason: "a delivery" } });
});
afterAll(() => server.stop());

const as = "storefront";
const euros = (amount: number) => ({ amount, currency: "EUR" });
const withToken = (accessToken: string) => ({ as, headers: { "waybill-access-token": accessToken } }) as const;
const inParts = (...methods: readonly [string, string]) => ({
  payments: [
    { method: methods[0], amount: euros(500) },
    { method: methods[1], amount: euros(498) },
  ],
});
/** Everything that says that money was taken, alone or beside what was not. */
const saidToBePaid = [{ paymentMethod: "recorded" }, inParts("pm_ok", "recorded"), inParts("recorded", "on_delivery")];

const expectRefused = (answer: TestAnswer) => {
  expect([answer.status, answer.body.code], answer.text).toEqual([403, "MethodIsNotYours"]);
  expect(answer.body).toMatchObject({
    detail: "Method is not yours (method recorded; roles admin, operator, staff).",
    method: "recorded",
    roles: ["admin", "operator", "staff"],
  });
};
const becomes = (order: string, status: string) =>
  eventually(`${order} is ${status}`, async () => (await server.ask(`GET /v1/orders/${order}`)).body.status === status);

describe("a storefront, whose key anybody may hold, does not say that money was taken", () => {
  it("when it places an order", async () => {
    const headers = { "idempotency-key": "place it" };
    for (const paid of saidToBePaid) expectRefused(await placeTea(server, { as, headers, body: { ...twoTeas, ...paid } }));
    // Nothing of it was kept, its key neither.
    const placed = await placeTea(server, { as, headers, body: { ...twoTeas, paymentMethod: "pm_ok" } });
    expect([placed.status, placed.headers["idempotency-replayed"]]).toEqual([201, undefined]);
    const after = { "waybill-after": placed.headers["waybill-position"]! };
    expect((await server.ask("GET /v1/orders", { headers: after })).body.items).toMatchObject([{ id: placed.body.id }]);
  });
  it("when it checks out a cart", async () => {
    const { headers, body } = await openCart(server, { as });
    const cart = String(headers.location);
    const mine = withToken(body.accessToken);
    await server.ask(`POST ${cart}/items`, { ...mine, body: twoTeas.lines[0] });
    expectRefused(await server.ask(`POST ${cart}/checkout`, { ...mine, body: { ...checkout, paymentMethod: "recorded" } }));
    expect((await server.ask(`GET ${cart}`, mine)).body).toMatchObject({ status: "Open", version: 2 });
    expect((await server.ask(`POST ${cart}/checkout`, { ...mine, body: checkout })).status).toBe(201);
  });
  it("when it pays an order", async () => {
    const { id, accessToken } = (await placeTea(server, { as })).body;
    const mine = withToken(accessToken);
    await becomes(id, "Reserved");
    const { version } = (await server.ask(`GET /v1/orders/${id}`, mine)).body;
    for (const body of saidToBePaid) expectRefused(await server.ask(`POST /v1/orders/${id}/payments`, { ...mine, body }));
    expect((await server.ask(`GET /v1/orders/${id}`, mine)).body).toMatchObject({ status: "Reserved", version });
    // Whose order it is not learns nothing of it.
    const theirs = await server.ask(`POST /v1/orders/${id}/payments`, { as, body: saidToBePaid[0] });
    expect([theirs.status, theirs.body.code]).toEqual([403, "AccessTokenIsMissing"]);
  });
  it("and an admin is told who tried", async () => {
    const { items } = (await server.ask("GET /v1/ops/audit")).body;
    const tried = items.filter(({ code }: { code: string | null }) => code === "MethodIsNotYours");
    const operations = tried.map(({ operation }: { operation: string }) => operation);
    expect(new Set(operations)).toEqual(new Set(["placeOrder", "checkOutCart", "payOrder"]));
  });
  it("but that a courier takes it at the door", async () => {
    const placed = await placeTea(server, { as, body: { ...twoTeas, paymentMethod: "on_delivery" } });
    expect(placed.status, placed.text).toBe(201);
    await becomes(placed.body.id, "Confirmed");
    const unpaid = (await placeTea(server, { as })).body;
    await becomes(unpaid.id, "Reserved");
    const body = inParts("pm_ok", "on_delivery");
    expect((await server.ask(`POST /v1/orders/${unpaid.id}/payments`, { ...withToken(unpaid.accessToken), body })).status).toBe(200);
    await becomes(unpaid.id, "Confirmed");
  });
});

describe("the office", () => {
  it.each(["admin", "operator", "staff"] as const)("says that money was taken: %s", async (office) => {
    const placed = await placeTea(server, { as: office, body: { ...twoTeas, paymentMethod: "recorded" } });
    const cart = await cartOfTea(server);
    const bought = await server.ask(`POST ${cart}/checkout`, { as: office, body: { ...checkout, paymentMethod: "recorded" } });
    const { id } = (await placeTea(server, { as })).body;
    const paid = await server.ask(`POST /v1/orders/${id}/payments`, { as: office, body: inParts("pm_ok", "recorded") });
    expect([placed.status, bought.status, paid.status]).toEqual([201, 201, 200]);
    for (const order of [placed.body.id, bought.body.id, id]) await becomes(order, "Confirmed");
  });
});
