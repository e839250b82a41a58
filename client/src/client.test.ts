import { describe, expect, it } from "vitest";
import { done, NoAnswer, WasRefused } from "./index.ts";
import { clientLimits } from "./limits.ts";
import { clientOf } from "./testing/told-answers.ts";

const position = (place: string) => `ordering/0b9f1c9e-5a0c-4c0e-9a57-0c1f4f1f0a11/${place}`;
const order = { lines: [{ sku: "TEA", quantity: 1 }] };
const busy = { status: 503, body: { code: "Overloaded", title: "Overloaded", detail: "Overloaded." } };
describe("a call", () => {
  it("puts each thing where it belongs", async () => {
    const { waybill, seen } = clientOf({});
    await waybill.changeCartItem({ cartId: "cart_1", sku: "a b/c", accessToken: "t", body: { quantity: 2 } }, { ifMatch: '"3"' });
    expect(seen[0]).toMatchObject({
      method: "PATCH",
      url: "http://shop.test/v1/carts/cart_1/items/a%20b%2Fc?accessToken=t",
      body: { quantity: 2 },
    });
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toEqual({
      authorization: "Bearer wb_secret",
      "content-type": "application/json",
      "if-match": '"3"',
    });
  });
  it("sends no body and no type where there is none, and leaves out what is undefined", async () => {
    const { waybill, seen } = clientOf({});
    await waybill.listOrders({ status: "Placed", externalId: undefined });
    expect([seen[0]?.url, seen[0]?.headers.get("content-type")]).toEqual(["http://shop.test/v1/orders?status=Placed", null]);
  });
  it("tells what the answer tells beside its body", async () => {
    const headers = { etag: '"1"', location: "/v1/orders/ord_1", "waybill-position": position("1@2"), "idempotency-replayed": "true" };
    const { waybill } = clientOf({ status: 201, body: { id: "ord_1" }, headers });
    expect(await waybill.placeOrder({ body: order })).toEqual({
      kind: "done",
      status: 201,
      body: { id: "ord_1" },
      etag: '"1"',
      location: "/v1/orders/ord_1",
      position: position("1@2"),
      replayed: true,
    });
  });
  it("has nothing to tell of an answer without a body", async () => {
    const { waybill } = clientOf({ status: 204 });
    expect(await waybill.revokeKey({ keyId: "key_1" })).toMatchObject({ kind: "done", status: 204, body: null, etag: null });
  });
});

describe("a refusal", () => {
  const problem = {
    type: "urn:waybill:problem:UnknownSku",
    title: "Unknown sku",
    status: 422,
    detail: "Unknown sku (sku X).",
    code: "UnknownSku",
    sku: "X",
  };
  it("comes back as a value, with its facts, and is not asked for again", async () => {
    const { waybill, seen } = clientOf({ status: 422, body: problem, headers: { "content-type": "application/problem+json" } });
    const outcome = await waybill.placeOrder({ body: order });
    expect(outcome).toMatchObject({ kind: "refused", status: 422, refusal: { code: "UnknownSku", detail: problem.detail, sku: "X" } });
    expect(seen).toHaveLength(1);
    expect(() => done(outcome)).toThrow(WasRefused);
    expect(() => done(outcome)).toThrow("UnknownSku: Unknown sku (sku X).");
  });
  it("that is none of the server's has a code of its own", async () => {
    for (const body of ["<html>", null, [], { code: 7 }]) {
      const { waybill } = clientOf({ status: 404, body });
      expect(await waybill.listKeys(), JSON.stringify(body)).toMatchObject({ kind: "refused", refusal: { code: "ServerAnswered404" } });
    }
  });
});

describe("a request that may succeed later", () => {
  it("is sent again, the same in all: its key, too", async () => {
    const { waybill, seen } = clientOf(
      busy,
      new TypeError("fetch failed"),
      { status: 429, body: {} },
      { status: 201, body: { id: "ord_1" } },
    );
    expect(await waybill.placeOrder({ body: order })).toMatchObject({ kind: "done", status: 201 });
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
    expect(seen[0]?.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
  });
  it("has another key the next time, or the caller's own", async () => {
    const { waybill, seen } = clientOf({ status: 201, body: {} });
    await waybill.placeOrder({ body: order });
    await waybill.placeOrder({ body: order }, { idempotencyKey: undefined });
    await waybill.placeOrder({ body: order }, { idempotencyKey: "mine" });
    const keys = seen.map(({ headers }) => headers.get("idempotency-key"));
    expect([new Set(keys).size, keys[2]]).toEqual([3, "mine"]);
    await waybill.placeOrder({ body: order }, { idempotencyKey: null });
    expect(seen[3]?.headers.has("idempotency-key")).toBe(false);
  });
  it("waits as long as the server says, unless that is too long", async () => {
    const soon = clientOf({ ...busy, headers: { "retry-after": "1" } }, { body: { items: [], next: null } });
    const begunMs = performance.now();
    expect(await soon.waybill.listOrders()).toMatchObject({ kind: "done" });
    expect(performance.now() - begunMs).toBeGreaterThanOrEqual(990);
    const late = clientOf({ ...busy, headers: { "retry-after": "3600" } });
    expect(await late.waybill.listOrders()).toMatchObject({ kind: "refused", retryAfterMs: 3_600_000 });
    expect(late.seen).toHaveLength(1);
  });
  it("is given up after some tries: with its last answer, or with none", async () => {
    const refused = clientOf(busy);
    expect(await refused.waybill.listOrders()).toMatchObject({ kind: "refused", status: 503, refusal: { code: "Overloaded" } });
    expect(refused.seen).toHaveLength(clientLimits.tries);
    const away = clientOf(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }));
    const asked = away.waybill.listOrders();
    await expect(asked).rejects.toThrow(NoAnswer);
    await expect(asked).rejects.toThrow("no answer from http://shop.test/ (connect ECONNREFUSED)");
    expect(away.seen).toHaveLength(clientLimits.tries);
  });
  it("is sent once when twice could be more than once", async () => {
    const { waybill, seen } = clientOf(busy);
    await waybill.changeCartItem({ cartId: "cart_1", sku: "TEA", body: { quantity: 2 } });
    expect(seen).toHaveLength(1);
    await waybill.changeCartItem({ cartId: "cart_1", sku: "TEA", body: { quantity: 2 } }, { ifMatch: '"1"' });
    expect(seen).toHaveLength(1 + clientLimits.tries);
  });
  it("is given up at once when the caller is", async () => {
    const { waybill, seen } = clientOf({ ...busy, headers: { "retry-after": "9" } });
    const stopping = new AbortController();
    const asked = waybill.listOrders({}, { signal: stopping.signal });
    setTimeout(() => stopping.abort(new Error("enough")), 5);
    await expect(asked).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
  });
});
