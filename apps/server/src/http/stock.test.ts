import { MerchantId } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const adjust = (delta: number, more: object = {}) => ({ delta, reason: "a delivery", ...more });

describe("stock over HTTP", () => {
  it("is counted once under an Idempotency-Key, and seen at once", async () => {
    const headers = { "idempotency-key": "delivery-1" };
    const first = await server.ask("POST /v1/stock/GREEN%20TEA/adjustments", { body: adjust(24), headers });
    expect([first.status, first.headers.etag]).toEqual([200, '"1"']);
    expect(first.headers["waybill-position"]).toMatch(/^inventory\//);
    expect(first.body).toEqual({
      ...{ sku: "GREEN TEA", location: "main", onHand: 24, held: 0, committed: 0, awaited: 0, available: 24, version: 1 },
    });
    const again = await server.ask("POST /v1/stock/GREEN%20TEA/adjustments", { body: adjust(24), headers });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await server.ask("POST /v1/stock/GREEN%20TEA/adjustments", { body: adjust(25), headers });
    expect([other.status, other.body.code]).toEqual([422, "IdempotencyKeyReused"]);
    const { body } = await server.ask("GET /v1/stock/GREEN%20TEA");
    expect(body).toMatchObject({ sku: "GREEN TEA", locations: [{ location: "main", onHand: 24, safetyStock: 0, backorderLimit: null }] });
  });

  it("changes only in the version that was meant", async () => {
    await server.ask("POST /v1/stock/MUG/counts", { body: { counted: 5, reason: "first count" } });
    const stale = await server.ask("POST /v1/stock/MUG/counts", { body: { counted: 6, reason: "mine" }, headers: { "if-match": '"7"' } });
    expect([stale.status, stale.body.code]).toEqual([412, "VersionIsStale"]);
    const put = await server.ask("PUT /v1/stock/MUG", { body: { safetyStock: 2, priority: 1 }, headers: { "if-match": '"1"' } });
    expect([put.status, put.headers.etag, put.body.safetyStock]).toEqual([200, '"2"', 2]);
    const gone = await server.ask("POST /v1/stock/MUG/adjustments", { body: adjust(-6) });
    expect([gone.status, gone.body.code, gone.body.onHand]).toEqual([409, "TooFewAreOnHand", 5]);
  });

  it("is a merchant's own", async () => {
    const merchant = MerchantId.create();
    await server.ask("POST /v1/stock/SPOON/adjustments", { body: adjust(3) });
    const { body } = await server.ask("GET /v1/stock/SPOON", { merchant });
    expect(body).toEqual({ sku: "SPOON", locations: [] });
    expect((await server.ask("GET /v1/stock", { merchant })).body.items).toEqual([]);
    expect((await server.ask("GET /v1/stock/SPOON/movements", { merchant })).body.items).toEqual([]);
  });

  it("is listed by article and location, with what was just written for who says so", async () => {
    const written = await server.ask("POST /v1/stock/PLATE/adjustments", { body: adjust(7, { location: "depot-7" }) });
    const after = { "waybill-after": written.headers["waybill-position"]! };
    const list = await server.ask("GET /v1/stock?location=depot-7", { headers: after });
    expect(list.body).toMatchObject({ items: [{ sku: "PLATE", location: "depot-7", onHand: 7 }], next: null });
    const few = await server.ask("GET /v1/stock?availableMost=3&limit=200", { headers: after });
    expect(few.body.items.some(({ sku }: { sku: string }) => sku === "PLATE")).toBe(false);
  });

  it("tells everything that happened to it", async () => {
    await server.ask("POST /v1/stock/FORK/adjustments", { body: adjust(7) });
    await server.ask("POST /v1/stock/FORK/counts", { body: { counted: 6, reason: "yearly" } });
    const { body } = await server.ask("GET /v1/stock/FORK/movements?limit=1");
    expect(body.items).toMatchObject([{ version: 1, movement: "StockReceived", quantity: 7, reason: "a delivery", available: 7 }]);
    const rest = await server.ask(`GET /v1/stock/FORK/movements?limit=1&cursor=${body.next}`);
    expect(rest.body).toMatchObject({ items: [{ version: 2, movement: "StockCounted", quantity: -1, onHand: 6 }], next: null });
  });

  it.each<[string, unknown]>([
    ["POST /v1/stock/CUP/adjustments", { delta: 1 }],
    ["POST /v1/stock/CUP/adjustments", { delta: 1.5, reason: "half" }],
    ["POST /v1/stock/CUP/adjustments", { delta: 1e12, reason: "many" }],
    ["POST /v1/stock/CUP/adjustments", { delta: 1, reason: "", location: "main" }],
    ["POST /v1/stock/CUP/adjustments", { delta: 1, reason: "where", location: "a/b" }],
    ["POST /v1/stock/CUP/counts", { counted: -1, reason: "none" }],
    ["POST /v1/stock/CUP/counts", { counted: 1, reason: "one", extra: true }],
    ["PUT /v1/stock/CUP", { safetyStock: "2" }],
    ["PUT /v1/stock/CUP", { priority: 1_001 }],
    ["GET /v1/stock/CUP/movements?cursor=nonsense", undefined],
    ["GET /v1/stock?limit=0", undefined],
  ])("is left alone by what is malformed: %s %j", async (what, body) => {
    const answer = await server.ask(what, body === undefined ? {} : { body });
    expect(answer.status, answer.text).toBe(400);
    expect((await server.ask("GET /v1/stock/CUP")).body.locations).toEqual([]);
  });
});

describe("an article that may be sold before it has arrived", () => {
  it("is waited for by an order that was placed right after the product", async () => {
    const unitPrice = { amount: "4.99", currency: "EUR" };
    await server.ask("PUT /v1/products/LATER", { body: { name: "Later", unitPrice, allowBackorder: true } });
    const placed = await server.ask("POST /v1/orders", {
      body: {
        ...{ contact: { name: "Ada" }, lines: [{ sku: "LATER", quantity: 2 }], paymentMethod: "pm_ok" },
        address: { lines: ["Main Street 1"], city: "Helsinki", country: "FI" },
      },
    });
    expect(placed.status, placed.text).toBe(201);
    await eventually("it waits for two", async () => {
      const { body } = await server.ask("GET /v1/stock/LATER");
      return body.locations[0]?.awaited === 2;
    });
    await server.ask("POST /v1/stock/LATER/adjustments", { body: adjust(5) });
    const { body } = await server.ask("GET /v1/stock/LATER");
    expect(body.locations).toMatchObject([{ onHand: 5, awaited: 0, available: 3 }]);
  });
});
