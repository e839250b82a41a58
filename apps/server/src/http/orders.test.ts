import { OrderId } from "@waybill/contracts/vocabulary";
import { systemClock } from "@waybill/kernel/clock";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { placeTea, stockTea, twoTeas } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  // Inventory is away: orders stay where these requests have brought them.
  server = await startTestServer({ foundation: sharedMemory().foundation((stream) => stream.includes("/reservation/")) });
  await stockTea(server);
});
afterAll(() => server.stop());

describe("an order", () => {
  it("is placed at the catalog's price, and read back as it was answered", async () => {
    const placed = await placeTea(server);
    expect([placed.status, placed.headers.etag, placed.headers.location]).toEqual([201, '"1"', `/v1/orders/${placed.body.id}`]);
    expect(placed.body).toMatchObject({
      status: "Placed",
      currency: "EUR",
      totals: { grand: { amount: 998, currency: "EUR" } },
      lines: [{ id: 1, sku: "TEA", name: "Green tea", quantity: 2, unitPrice: { amount: 499, currency: "EUR" } }],
      version: 1,
    });
    const read = await server.ask(`GET ${placed.headers.location}`, { as: "staff" });
    expect([read.status, read.headers.etag, read.body]).toEqual([200, '"1"', placed.body]);
  });
  it("costs what staff say, to a tenth of a penny", async () => {
    const lines = [
      { sku: "TEA", quantity: 3, unitPrice: { amount: "0.001", currency: "GBP" }, name: "Samples" },
      { sku: "BAG", quantity: 1, unitPrice: { amount: 250, currency: "GBP" }, discount: { amount: 50, currency: "GBP" } },
    ];
    const { body } = await placeTea(server, { body: { lines, paymentMethod: "pm_ok" } });
    expect(body.lines).toMatchObject([
      { name: "Samples", unitPrice: { amount: "0.001", currency: "GBP" }, total: { amount: 0 } },
      { name: "BAG", discount: { amount: 50 }, total: { amount: 200, currency: "GBP" } },
    ]);
    expect(body.totals.grand).toEqual({ amount: 200, currency: "GBP" });
  });
  it("keeps the persons in it for those who serve them", async () => {
    const contact = { name: "Aino Virtanen", email: "aino@example.com" };
    const address = { lines: ["Mannerheimintie 1"], city: "Helsinki", country: "FI" };
    const delivery = { method: "courier", instructions: "Ring twice" };
    const placed = await placeTea(server, { body: { ...twoTeas, contact, address, delivery, note: "A gift" } });
    expect(placed.body).toMatchObject({ contact, address, delivery: { ...delivery, slot: null }, note: "A gift" });
    const read = await server.ask(`GET ${placed.headers.location}`, { as: "readonly" });
    expect(read.status).toBe(200);
    for (const personal of ["Aino", "Mannerheimintie", "Ring twice", "A gift"]) expect(read.text).not.toContain(personal);
    const history = await server.ask(`GET ${placed.headers.location}/history`, { as: "readonly" });
    for (const personal of ["Aino", "Mannerheimintie", "Ring twice", "A gift"]) expect(history.text).not.toContain(personal);
    expect(history.body.items[0].facts.contact).toBe("(sealed)");
  });
  it("is refused when a price cannot be known", async () => {
    const unknown = await placeTea(server, {
      body: {
        lines: [
          { sku: "TEA", quantity: 1 },
          { sku: "COFFEE", quantity: 1 },
        ],
      },
    });
    expect([unknown.status, unknown.body]).toEqual([422, expect.objectContaining({ code: "UnknownSku", skus: ["COFFEE"] })]);
  });
  it("waits for a product that was created just now", async () => {
    // Its second takes half a minute, which is enough on any machine.
    const patient = await startTestServer({ clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() / 30 } });
    onTestFinished(() => patient.stop());
    const placing = placeTea(patient, { body: { lines: [{ sku: "LATE", quantity: 1 }] } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await patient.ask("PUT /v1/products/LATE", { body: { name: "Late", unitPrice: { amount: 100, currency: "EUR" } } });
    expect((await placing).status).toBe(201);
  });
  it("is refused when its money does not fit together", async () => {
    const price = (amount: number, currency: string) => ({ amount, currency });
    const refused: readonly [object, string][] = [
      [
        {
          lines: [
            { sku: "A", quantity: 1, unitPrice: price(1, "EUR") },
            { sku: "B", quantity: 1, unitPrice: price(1, "GBP") },
          ],
        },
        "CurrencyDiffers",
      ],
      [{ lines: [{ sku: "A", quantity: 1, unitPrice: price(1, "EUR"), discount: price(1, "GBP") }] }, "CurrencyDiffers"],
      [{ lines: [{ sku: "A", quantity: 1, unitPrice: price(1, "EUR"), discount: price(2, "EUR") }] }, "DiscountExceedsLine"],
      [{ ...twoTeas, payments: [{ method: "pm_ok", amount: price(997, "EUR") }] }, "PaymentsDoNotAddUp"],
      [{ ...twoTeas, payments: [{ method: "pm_ok", amount: price(998, "GBP") }] }, "PaymentCurrencyDiffers"],
      [{ ...twoTeas, paymentMethod: "pm_ok", payments: [{ method: "pm_ok", amount: price(998, "EUR") }] }, "PaymentIsSaidTwice"],
      [{ ...twoTeas, paymentMethod: "4111 1111 1111 1111" }, "PaymentIsNoReference"],
    ];
    for (const [body, code] of refused) {
      const answer = await placeTea(server, { body });
      expect([answer.status, answer.body.code], code).toEqual([422, code]);
    }
  });
  it("that nobody placed is not there", async () => {
    const nobodys = OrderId.create();
    for (const what of [`GET /v1/orders/${nobodys}`, `GET /v1/orders/${nobodys}/history`, `GET /v1/orders/${nobodys}/actions`]) {
      const answer = await server.ask(what);
      expect([answer.status, answer.body.code], what).toEqual([404, "OrderIsNotPlaced"]);
    }
    const held = await server.ask(`POST /v1/orders/${nobodys}/hold`, { body: { reason: "why" } });
    expect([held.status, held.body.code]).toEqual([404, "OrderIsNotPlaced"]);
  });
});

describe("a held order", () => {
  it("says so, and goes on when it is resumed", async () => {
    const { body: order, headers } = await placeTea(server);
    const held = await server.ask(`POST ${headers.location}/hold`, { as: "operator", body: { reason: "fraud check" } });
    expect(held.body).toMatchObject({ id: order.id, status: "Placed", holds: [{ reason: "fraud check", until: null }], version: 2 });
    const actions = await server.ask(`GET ${headers.location}/actions`);
    expect(actions.body).toContainEqual({ action: "resume", allowed: true });
    const resumed = await server.ask(`POST ${headers.location}/resume`, { as: "operator" });
    expect(resumed.body).toMatchObject({ holds: [], version: 3 });
    const again = await server.ask(`POST ${headers.location}/resume`, { as: "operator" });
    expect([again.status, again.body.version]).toEqual([200, 3]);
  });
  it("tells its whole story, and who did what", async () => {
    const { headers, body: order } = await placeTea(server);
    // So that the two are not of one millisecond.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await server.ask(`POST ${headers.location}/hold`, { as: "operator", body: { reason: "stock count", until: "2099-01-01T00:00:00Z" } });
    const { body: history } = await server.ask(`GET ${headers.location}/history`);
    const [placed, held] = history.items;
    expect(history.items).toHaveLength(2);
    expect(placed).toMatchObject({ version: 1, event: "OrderPlaced", actor: (await server.keyOf("staff")).keyId });
    expect(held).toMatchObject({
      version: 2,
      event: "OrderPutOnHold",
      actor: (await server.keyOf("operator")).keyId,
      facts: { reason: "stock count", until: "2099-01-01T00:00:00.000Z" },
    });
    expect(placed.correlation).toMatch(/^[0-9a-f]{32}$/);

    const before = await server.ask(`GET ${headers.location}?at=${encodeURIComponent(placed.recordedAt)}`, { as: "staff" });
    expect(before.body).toMatchObject({ id: order.id, version: 1, holds: [] });
    for (const at of [before.body.placedAt, placed.at]) {
      const then = await server.ask(`GET ${headers.location}?at=${encodeURIComponent(at)}`, { as: "staff" });
      expect(then.body, at).toMatchObject({ id: order.id, version: 1, placedAt: at });
    }
    const sooner = new Date(Date.parse(before.body.placedAt) - 1).toISOString();
    expect((await server.ask(`GET ${headers.location}?at=${encodeURIComponent(sooner)}`)).status).toBe(404);
    const early = await server.ask(`GET ${headers.location}?at=2020-01-01T00:00:00Z`);
    expect([early.status, early.body.code]).toEqual([404, "OrderIsNotPlaced"]);
    expect((await server.ask(`GET ${headers.location}`, { as: "staff" })).body).toMatchObject({ id: order.id, version: 2 });
  });
  it("offers only what can be done here now, and says why not the rest", async () => {
    const { headers } = await placeTea(server);
    const { body: actions } = await server.ask(`GET ${headers.location}/actions`);
    expect(actions).toEqual(
      expect.arrayContaining([
        { action: "hold", allowed: true },
        { action: "resume", allowed: false, code: "OrderIsNotOnHold" },
        { action: "cancel", allowed: true },
        { action: "amend", allowed: false, code: "OrderIsPlaced" },
      ]),
    );
  });
});

describe("an order that somebody else may have changed", () => {
  it("is changed only at the version that If-Match names", async () => {
    const { headers } = await placeTea(server);
    const hold = (reason: string, ifMatch: string) =>
      server.ask(`POST ${headers.location}/hold`, { body: { reason }, headers: { "if-match": ifMatch } });
    expect((await hold("first", '"1"')).status).toBe(200);
    const stale = await hold("second", '"1"');
    expect([stale.status, stale.body]).toEqual([412, expect.objectContaining({ code: "VersionIsStale", version: 2 })]);
    expect((await hold("second", "*")).body.version).toBe(3);
    expect((await server.ask(`GET ${headers.location}`)).body.holds).toHaveLength(2);
  });
});

describe("an imported order", () => {
  const order = (externalId: string) => ({
    source: "online-retail",
    externalId,
    placedAt: "2010-12-01T08:26:00Z",
    currency: "GBP",
    customerRef: "17850",
    country: "United Kingdom",
    lines: [{ sku: "85123A", name: "Heart", quantity: 6, unitPrice: { amount: "2.55", currency: "GBP" } }],
  });
  it("is history, taken in once", async () => {
    const first = await server.ask("POST /v1/orders/import", { as: "staff", body: order("536365") });
    const again = await server.ask("POST /v1/orders/import", { as: "staff", body: order("536365") });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    const { body } = await server.ask(`GET ${first.headers.location}`);
    expect(body).toMatchObject({ status: "Completed", placedAt: "2010-12-01T08:26:00.000Z", customerRef: "17850", externalId: "536365" });
    expect(body.totals.grand).toEqual({ amount: 1530, currency: "GBP" });
  });
  it("is another one when it comes from another system", async () => {
    const first = await server.ask("POST /v1/orders/import", { body: order("7") });
    const other = await server.ask("POST /v1/orders/import", { body: { ...order("7"), source: "the-till" } });
    expect([other.status, other.body.id === first.body.id]).toEqual([201, false]);
  });
});
