import type { Answer } from "@waybill/contracts/http";
import { MerchantId } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { inventoryLimits } from "../domain/limits.ts";
import type { StockLevelRow } from "../read-models/stock-level.ts";
import { inventoryRoutes } from "../testing/inventory-routes.ts";
import { cake, east, main, tea, west } from "../testing/stock-samples.ts";

const bodyOf = (answer: Answer): unknown => (answer.kind === "done" ? answer.body : answer);
const params = { sku: tea };
const level = (units: number) => ({ onHand: units, held: 0, committed: 0, awaited: 0, available: units });

describe("adjusting and counting stock over HTTP", () => {
  it("answers with the level it led to, at main when nothing is said", async () => {
    const { call } = inventoryRoutes();
    const first = await call("adjustStock", { params, body: { delta: 5, reason: "a delivery" } });
    expect(first).toMatchObject({ kind: "done", status: 200, version: 1, written: { log: "inventory", position: expect.any(Number) } });
    expect(bodyOf(first)).toEqual({ sku: tea, location: main, ...level(5), version: 1 });
    expect(bodyOf(await call("countStock", { params, body: { counted: 3, reason: "yearly" } }))).toMatchObject({ ...level(3), version: 2 });
    const same = await call("countStock", { params, body: { counted: 3, reason: "yearly" } });
    expect(same).toMatchObject({ status: 200, version: 2, body: level(3) });
    expect(same).not.toHaveProperty("written");
    expect(bodyOf(await call("countStock", { params, body: { location: west, counted: 0, reason: "none" } }))).toMatchObject({
      ...level(0),
      version: 0,
    });
  });
  it("happens once under an Idempotency-Key, and is answered as it was then", async () => {
    const { call } = inventoryRoutes();
    const delivery = { params, body: { delta: 5, reason: "a delivery" }, key: "k1" };
    const first = await call("adjustStock", delivery);
    await call("adjustStock", { params, body: { delta: -1, reason: "broken" } });
    const again = await call("adjustStock", delivery);
    expect(again).toMatchObject({ kind: "done", replayed: true, version: 1 });
    expect(bodyOf(again)).toEqual(bodyOf(first));
    expect(await call("adjustStock", { ...delivery, body: { delta: 6, reason: "a delivery" } })).toEqual({ kind: "keyReused" });
  });
  it("is refused for another version than it was meant for, and for what cannot be", async () => {
    const { call } = inventoryRoutes();
    const adjust = { params, body: { delta: 5, reason: "a delivery" } };
    await call("adjustStock", adjust);
    const stale = { kind: "refused", refusal: { code: "VersionIsStale", version: 1 } };
    expect(await call("adjustStock", { ...adjust, ifVersion: 2 })).toMatchObject(stale);
    expect(await call("countStock", { params, body: { counted: 1, reason: "yearly" }, ifVersion: 0 })).toMatchObject(stale);
    const tooMany = { kind: "refused", refusal: { code: "TooFewAreOnHand", onHand: 5 } };
    expect(await call("adjustStock", { params, body: { delta: -6, reason: "gone" } })).toMatchObject(tooMany);
  });
  it("is refused at one location more than an article may have", async () => {
    const { call, inventory } = inventoryRoutes();
    expect(inventory.member.target?.context).toBe("inventory");
    for (let number = 0; number < inventoryLimits.locationsOfArticle; number += 1)
      await call("adjustStock", { params, body: { location: `depot-${number}`, delta: 1, reason: "a delivery" } });
    const adjust = await call("adjustStock", { params, body: { delta: 1, reason: "a delivery" } });
    expect(adjust).toMatchObject({ kind: "refused", refusal: { code: "ArticleHasTooManyLocations" } });
    const put = await call("putStockPolicy", { params, body: {} });
    expect(put).toMatchObject({ kind: "refused", refusal: { code: "ArticleHasTooManyLocations" } });
  });
});

describe("saying how stock is kept over HTTP", () => {
  const policy = { location: east, safetyStock: 2, backorderLimit: 10, priority: 3 };

  it("says all there is to say", async () => {
    const { call } = inventoryRoutes();
    const first = await call("putStockPolicy", { params, body: policy });
    expect(bodyOf(first)).toEqual({ sku: tea, ...policy, version: 1 });
    expect(await call("putStockPolicy", { params, body: policy })).toMatchObject({ version: 1, body: policy });
    const usual = { location: east, safetyStock: 0, backorderLimit: null, priority: inventoryLimits.usualPriority };
    expect(bodyOf(await call("putStockPolicy", { params, body: { location: east } }))).toEqual({ sku: tea, ...usual, version: 2 });
    expect(bodyOf(await call("getStock", { params }))).toEqual({ sku: tea, locations: [{ ...usual, ...level(0), version: 2 }] });
  });
  it("changes nothing for another version than it was meant for", async () => {
    const { call } = inventoryRoutes();
    await call("putStockPolicy", { params, body: policy });
    const stale = await call("putStockPolicy", { params, body: { ...policy, priority: 4, safetyStock: 3 }, ifVersion: 0 });
    expect(stale).toMatchObject({ kind: "refused", refusal: { code: "VersionIsStale" } });
    expect(bodyOf(await call("getStock", { params }))).toMatchObject({ locations: [{ safetyStock: 2, priority: 3 }] });
  });
});

describe("asking for stock over HTTP", () => {
  it("tells what there is of an article, wherever it lies, and nobody else's", async () => {
    const { call } = inventoryRoutes();
    await call("adjustStock", { params, body: { location: west, delta: 4, reason: "a delivery" } });
    await call("adjustStock", { params, body: { delta: 5, reason: "a delivery" } });
    const locations = [
      { location: main, ...level(5) },
      { location: west, ...level(4) },
    ];
    expect(bodyOf(await call("getStock", { params }))).toMatchObject({ sku: tea, locations });
    expect(bodyOf(await call("getStock", { params: { sku: cake } }))).toEqual({ sku: cake, locations: [] });
    expect(bodyOf(await call("getStock", { params, merchant: MerchantId.create() }))).toEqual({ sku: tea, locations: [] });
  });
  it("tells what happened at a location, page by page", async () => {
    const { call } = inventoryRoutes();
    await call("adjustStock", { params, body: { delta: 5, reason: "a delivery" } });
    await call("countStock", { params, body: { counted: 3, reason: "yearly" } });
    await call("putStockPolicy", { params, body: { safetyStock: 1 } });
    const first = bodyOf(await call("listStockMovements", { params, query: { limit: 2 } })) as { items: object[]; next: string };
    expect(first.items).toMatchObject([
      { version: 1, movement: "StockReceived", quantity: 5, reason: "a delivery", orderId: null, source: null, ...level(5) },
      { version: 2, movement: "StockCounted", quantity: -2, reason: "yearly", actor: expect.stringMatching(/^key_/), ...level(3) },
    ]);
    const rest = bodyOf(await call("listStockMovements", { params, query: { limit: 2, cursor: first.next } }));
    expect(rest).toMatchObject({
      items: [{ version: 3, movement: "StockPolicySet", quantity: null, onHand: 3, available: 2 }],
      next: null,
    });
    expect(bodyOf(await call("listStockMovements", { params, query: { location: east, cursor: first.next } }))).toMatchObject({
      kind: "refused",
      refusal: { code: "CursorIsMalformed" },
    });
  });
  it("lists levels by article and location, page by page", async () => {
    const row = (sku: typeof tea, location: typeof main, available: number): StockLevelRow => ({
      ...{ stream: `${sku}@${location}`, merchant: "default", sku, location, safetyStock: 0, backorderLimit: null, version: 1 },
      ...{ ...level(available), available },
    });
    const { call } = inventoryRoutes(() => [row(tea, main, 0), row(cake, west, 2), row(cake, east, 9)]);
    const first = bodyOf(await call("listStock", { query: { limit: 2 } })) as { items: object[]; next: string };
    expect(first.items).toMatchObject([
      { sku: cake, location: east, ...level(9) },
      { sku: cake, location: west, ...level(2) },
    ]);
    expect(bodyOf(await call("listStock", { query: { limit: 2, cursor: first.next } }))).toMatchObject({
      items: [{ sku: tea }],
      next: null,
    });
    expect(bodyOf(await call("listStock", { query: { availableMost: 2 } }))).toMatchObject({
      items: [{ sku: cake, location: west }, { sku: tea }],
    });
    expect(bodyOf(await call("listStock", { query: { location: east } }))).toMatchObject({ items: [{ sku: cake, location: east }] });
    expect(bodyOf(await call("listStock", { merchant: MerchantId.create() }))).toEqual({ items: [], next: null });
  });
});
