import { readFileSync } from "node:fs";
import { type CallOptions, createClient, done, eachItem, type WaybillClient } from "@waybill/client";
import { expectGenerated } from "@waybill/kernel/testing/generated-part";
import { startTestServer, type TestServer } from "@waybill/server/testing/test-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sellTea } from "./testing/client-example.ts";

let server: TestServer;
let baseUrl: string;
let key: string;
let waybill: WaybillClient;
beforeAll(async () => {
  server = await startTestServer();
  baseUrl = await server.listen();
  key = (await server.keyOf("staff")).token;
  waybill = createClient({ baseUrl, key });
  done(await waybill.putProduct({ sku: "CUP", body: { name: "A cup", unitPrice: { amount: "9.90", currency: "EUR" } } }));
});
afterAll(() => server.stop());

const oneCup = { lines: [{ sku: "CUP", quantity: 1 }] };

describe("a client of the server", () => {
  it("does what its README says", async () => {
    expect(await sellTea(baseUrl, key)).toBe(1);
    const code = readFileSync(new URL("./testing/client-example.ts", import.meta.url), "utf8").trimEnd();
    expectGenerated(new URL("../../../client/README.md", import.meta.url), "example", `\`\`\`ts\n${code}\n\`\`\``);
  });
  it("reads what it has just written", async () => {
    for (let time = 0; time < 20; time += 1) {
      const { id } = done(await waybill.placeOrder({ body: oneCup }));
      const { items } = done(await waybill.listOrders({ limit: 1 }));
      expect(items[0]?.id).toBe(id);
    }
  });
  it("places one order for one intent", async () => {
    const once: CallOptions = { idempotencyKey: "one intent" };
    const place = () => waybill.placeOrder({ body: oneCup }, once);
    const [first, again] = [await place(), await place()];
    expect(done(again)).toEqual(done(first));
    expect([first, again]).toMatchObject([{ replayed: false }, { replayed: true }]);
    const other = await waybill.placeOrder({ body: { lines: [{ sku: "CUP", quantity: 2 }] } }, once);
    expect(other).toMatchObject({ kind: "refused", status: 422, refusal: { code: "IdempotencyKeyReused" } });
  });
  it("is refused by name, with the facts", async () => {
    const cases = [
      [await waybill.getOrder({ orderId: "ord_01h455vb4pex5vsknk084sn02q" }), 404, { code: "OrderIsNotPlaced" }],
      [await waybill.placeOrder({ body: { lines: [{ sku: "NONE", quantity: 1 }] } }), 422, { code: "UnknownSku" }],
      [await waybill.placeOrder({ body: { lines: [] } }), 400, { code: "RequestIsMalformed", errors: [{ in: "body", pointer: "/lines" }] }],
      [await waybill.listKeys(), 403, { code: "RoleMayNot", role: "staff" }],
      [await createClient({ baseUrl, key: "wb_nobody" }).listOrders(), 401, { code: "KeyIsNotValid" }],
    ] as const;
    for (const [outcome, status, refusal] of cases) expect(outcome).toMatchObject({ kind: "refused", status, refusal });
  });
  it("changes only the version that it knows", async () => {
    const placed = await waybill.placeOrder({ body: oneCup });
    const { id } = done(placed);
    const hold = (ifMatch: string) => waybill.holdOrder({ orderId: id, body: { reason: "wait" } }, { ifMatch });
    expect(await hold(placed.kind === "done" ? (placed.etag ?? "") : "")).toMatchObject({ kind: "done", etag: '"2"' });
    expect(await hold('"1"')).toMatchObject({ kind: "refused", status: 412, refusal: { code: "VersionIsStale" } });
  });
  it("opens a storefront's order with its token", async () => {
    const shop = createClient({ baseUrl, key: (await server.keyOf("storefront")).token });
    const { id, accessToken } = done(await shop.placeOrder({ body: oneCup }));
    expect(done(await shop.getOrder({ orderId: id }, { accessToken })).id).toBe(id);
    expect(await shop.getOrder({ orderId: id })).toMatchObject({ refusal: { code: "AccessTokenIsMissing" } });
  });
  it("walks through a list page by page", async () => {
    const listed: string[] = [];
    for await (const { id } of eachItem(waybill.listOrders, { limit: 7 })) listed.push(id);
    expect(listed.length).toBeGreaterThan(20);
    expect(new Set(listed).size).toBe(listed.length);
  });
  it("can ask what is for anyone without a key", async () => {
    expect(done(await createClient({ baseUrl }).isReady())).toEqual({ status: "ready" });
  });
});
