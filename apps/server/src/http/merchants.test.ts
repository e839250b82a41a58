import { MerchantId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea, tea, twoTeas } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
});
afterAll(() => server.stop());

describe("what one merchant has", () => {
  it("is not there for another: not to see, not to change, not to order", async () => {
    const other = { as: "staff", merchant: MerchantId.create() } as const;
    const placed = await placeTea(server);
    const after = { "waybill-after": placed.headers["waybill-position"]! };
    const order = `/v1/orders/${placed.body.id}`;
    const absent: readonly [string, unknown][] = [
      [`GET ${order}`, undefined],
      [`GET ${order}/history`, undefined],
      [`GET ${order}/actions`, undefined],
      [`POST ${order}/hold`, { reason: "not mine" }],
      [`POST ${order}/resume`, undefined],
      ["GET /v1/products/TEA", undefined],
    ];
    for (const [what, body] of absent) expect((await server.ask(what, { ...other, body })).status, what).toBe(404);
    expect((await server.ask("GET /v1/orders", { ...other, headers: after })).body.items).toEqual([]);
    expect((await server.ask("GET /v1/products", other)).body.items).toEqual([]);
    expect((await placeTea(server, other)).body.code).toBe("UnknownSku");
    // Nobody put it on hold, and nothing else of it is a stranger's doing.
    const { lines, totals, holds, placedAt } = placed.body;
    expect((await server.ask(`GET ${order}`, { as: "staff" })).body).toMatchObject({ lines, totals, holds, placedAt });
  });
  it("may be called the same", async () => {
    const other = { as: "staff", merchant: MerchantId.create() } as const;
    await server.ask("PUT /v1/products/TEA", { ...other, body: { ...tea, name: "Black tea" } });
    expect((await server.ask("GET /v1/products/TEA", other)).body.name).toBe("Black tea");
    expect((await server.ask("GET /v1/products/TEA")).body.name).toBe("Green tea");
  });
});

describe("a storefront, whose key anybody may hold", () => {
  it("places orders, but sets no prices, discounts or names", async () => {
    const price = { amount: 1, currency: "EUR" };
    for (const said of [{ unitPrice: price }, { discount: price }, { name: "Free tea" }]) {
      const answer = await placeTea(server, { as: "storefront", body: { lines: [{ sku: "TEA", quantity: 1, ...said }] } });
      expect([answer.status, answer.body.code]).toEqual([403, "PriceIsNotYours"]);
    }
    const placed = await placeTea(server, { as: "storefront", body: { ...twoTeas, contact: { name: "Ada" } } });
    expect([placed.status, placed.body.totals.grand.amount]).toEqual([201, 998]);
  });
  it("reads an order with that order's token, and nothing without it", async () => {
    const placed = await placeTea(server, { as: "storefront", body: { ...twoTeas, contact: { name: "Ada" } } });
    const other = await placeTea(server, { as: "storefront" });
    const { accessToken } = placed.body;
    for (const path of [`/v1/orders/${placed.body.id}`, `/v1/orders/${placed.body.id}/actions`]) {
      const ask = (query: string, headers = {}) => server.ask(`GET ${path}${query}`, { as: "storefront", headers });
      expect((await ask(`?accessToken=${accessToken}`)).status, path).toBe(200);
      expect((await ask("", { "waybill-access-token": accessToken })).status, path).toBe(200);
      const none = await ask("");
      expect([none.status, none.body.code], path).toEqual([403, "AccessTokenIsMissing"]);
      for (const wrong of [other.body.accessToken, `${accessToken}A`, accessToken.slice(1), "", "x"]) {
        expect((await ask("", { "waybill-access-token": wrong })).status, `${path} ${wrong}`).toBe(404);
      }
    }
    const read = await server.ask(`GET /v1/orders/${placed.body.id}?accessToken=${accessToken}`, { as: "storefront" });
    expect(read.body).toEqual(placed.body);
    expect(read.body.contact).toEqual({ name: "Ada" });
  });
  it("is told a token that nobody else is", async () => {
    const placed = await placeTea(server, { as: "staff" });
    expect(placed.body).not.toHaveProperty("accessToken");
    expect((await server.ask(`GET /v1/orders/${placed.body.id}`)).body).not.toHaveProperty("accessToken");
  });
});
