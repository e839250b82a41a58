import { MerchantId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea, tea, twoTeas } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  // Nothing is ever promised, so that orders stay placed.
  server = await startTestServer({ foundation: sharedMemory().foundation((stream) => stream.includes("/reservation/")) });
  await stockTea(server);
});
afterAll(() => server.stop());

let keys = 0;
/** Sends the same request again and again, as a client without an answer would. */
const sender = (send: (headers: Readonly<Record<string, string>>) => ReturnType<TestServer["ask"]>) => {
  keys += 1;
  const headers = { "idempotency-key": `key ${keys}` };
  return () => send(headers);
};
describe("a request sent again under its Idempotency-Key", () => {
  it("is answered as the first one was, status and body, and does nothing more", async () => {
    const send = sender((headers) => placeTea(server, { headers }));
    const first = await send();
    const again = await send();
    expect([again.status, again.body, again.headers.etag]).toEqual([201, first.body, first.headers.etag]);
    expect([first.headers["idempotency-replayed"], again.headers["idempotency-replayed"]]).toEqual([undefined, "true"]);
    expect(again.headers["waybill-position"]).toBe(first.headers["waybill-position"]);
  });
  it("is answered as it was then, whatever has happened since", async () => {
    const send = sender((headers) => placeTea(server, { headers }));
    const first = await send();
    await server.ask(`POST ${first.headers.location}/hold`, { body: { reason: "later" } });
    await server.ask("PUT /v1/products/TEA", { body: { ...tea, unitPrice: { amount: 599, currency: "EUR" } } });
    expect((await send()).body).toEqual(first.body);
    await stockTea(server);
  });
  it("gives one order, however many come at once", async () => {
    const merchant = MerchantId.create();
    await stockTea(server, { as: "staff", merchant });
    const send = sender((headers) => placeTea(server, { merchant, headers }));
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === undefined)).toHaveLength(1);
    const after = { "waybill-after": answers[0]!.headers["waybill-position"]! };
    const list = await server.ask("GET /v1/orders", { as: "staff", merchant, headers: after });
    expect(list.body.items).toHaveLength(1);
  });
  it("is refused as the first one was, even when the reason is gone", async () => {
    const body = { lines: [{ sku: "SOON", quantity: 1 }] };
    const send = sender((headers) => placeTea(server, { headers, body }));
    const first = await send();
    expect([first.status, first.body.code]).toEqual([422, "UnknownSku"]);
    await server.ask("PUT /v1/products/SOON", { body: tea });
    const again = await send();
    expect([again.status, again.body, again.headers["idempotency-replayed"]]).toEqual([422, first.body, "true"]);
    expect((await placeTea(server, { body })).status).toBe(201);
  });
  it("does what it said when the first one was malformed", async () => {
    const headers = { "idempotency-key": "mended" };
    expect((await placeTea(server, { headers, body: { lines: [] } })).status).toBe(400);
    expect((await placeTea(server, { headers })).status).toBe(201);
  });
  it("holds for commands on an order, too", async () => {
    const { headers: placed } = await placeTea(server);
    const send = sender((headers) => server.ask(`POST ${placed.location}/hold`, { body: { reason: "once" }, headers }));
    const first = await send();
    await server.ask(`POST ${placed.location}/resume`);
    const again = await send();
    expect([again.status, again.body, again.body.version]).toEqual([200, first.body, 2]);
    expect((await server.ask(`GET ${placed.location}`)).body.holds).toEqual([]);
  });
});

describe("an Idempotency-Key that comes again", () => {
  it("is refused with another body, and nothing happens", async () => {
    const headers = { "idempotency-key": "reused" };
    const first = await placeTea(server, { headers });
    const other = await placeTea(server, { headers, body: { lines: [{ sku: "TEA", quantity: 3 }] } });
    expect([other.status, other.body.code]).toEqual([422, "IdempotencyKeyReused"]);
    const sameInOtherWords = await placeTea(server, { headers, body: '{ "lines": [ { "quantity": 2, "sku": "TEA" } ] }' });
    expect(sameInOtherWords.body).toEqual(first.body);
    const { body: history } = await server.ask(`GET ${first.headers.location}/history`);
    expect(history.items.filter(({ event }: { event: string }) => event === "OrderPlaced")).toHaveLength(1);
  });
  it("is another key for another merchant, route or order", async () => {
    const headers = { "idempotency-key": "shared" };
    const merchant = MerchantId.create();
    await stockTea(server, { as: "staff", merchant });
    const [one, other] = [await placeTea(server, { headers }), await placeTea(server, { headers, merchant })];
    expect([one.status, other.status, one.body.id === other.body.id]).toEqual([201, 201, false]);
    const another = await placeTea(server);
    for (const { headers: placed } of [one, another]) {
      const held = await server.ask(`POST ${placed.location}/hold`, { body: { reason: "shared key" }, headers });
      expect([held.status, held.headers["idempotency-replayed"]]).toEqual([200, undefined]);
      const resumed = await server.ask(`POST ${placed.location}/resume`, { headers });
      expect([resumed.status, resumed.headers["idempotency-replayed"], resumed.body.holds]).toEqual([200, undefined, []]);
    }
  });
  it("must be one", async () => {
    for (const key of ["x".repeat(256), "grün"]) {
      const answer = await placeTea(server, { headers: { "idempotency-key": key } });
      expect([answer.status, answer.body.code], key).toEqual([400, "IdempotencyKeyIsMalformed"]);
    }
  });
});

describe("a request without an Idempotency-Key", () => {
  it("is another order each time", async () => {
    const [one, other] = [await placeTea(server, { body: twoTeas }), await placeTea(server, { body: twoTeas })];
    expect(one.body.id).not.toBe(other.body.id);
  });
});

describe("a PUT sent again, whose first answer was lost", () => {
  it("says where nothing was recorded, as described: with no position, and what takes no position shows it all the same", async () => {
    const put = () => server.ask("PUT /v1/products/LOST", { body: tea });
    const [first, again] = [await put(), await put()];
    expect([first.status, again.status, again.body, again.headers.etag]).toEqual([201, 200, first.body, first.headers.etag]);
    expect([first.headers["waybill-position"], again.headers["waybill-position"]]).toEqual([
      expect.stringMatching(/^catalog\//),
      undefined,
    ]);
    const { components, paths } = (await server.ask("GET /openapi.json")).body;
    expect(components.headers["Waybill-Position"].description).toContain("None where nothing was changed");
    const takes = (path: string) => JSON.stringify(paths[path].get.parameters).includes("Waybill-After");
    expect([takes("/v1/products/{sku}"), takes("/v1/products")]).toEqual([false, true]);
    expect((await server.ask("GET /v1/products/LOST")).body).toEqual(first.body);
  });
});
