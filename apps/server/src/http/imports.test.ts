import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const hearts = { sku: "85123A", name: "Heart", quantity: 6, unitPrice: { amount: "2.55", currency: "GBP" } };
const order = (externalId: string) => ({
  ...{ source: "online-retail", externalId, placedAt: "2010-12-01T08:26:00Z", currency: "GBP", customerRef: "17850" },
  lines: [hearts, hearts],
});
const back = (externalId: string, of: string, quantity = 2) => ({
  ...{ source: "online-retail", externalId, returnedAt: "2010-12-03T10:00:00Z" },
  orders: [{ externalId: of, credit: { amount: 255 * quantity, currency: "GBP" }, lines: [{ id: 1, quantity, of: 1 }] }],
});

describe("a return from elsewhere", () => {
  it("is counted in the order that it is of, once, and nobody is told", async () => {
    const placed = await server.ask("POST /v1/orders/import", { as: "staff", body: order("1") });
    const first = await server.ask("POST /v1/returns/import", { as: "staff", body: back("C1", "1") });
    const again = await server.ask("POST /v1/returns/import", { as: "staff", body: back("C1", "1") });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect(first.body.orders).toEqual([{ id: placed.body.id, externalId: "1", lines: [{ id: 1, quantity: 2, of: 1 }] }]);
    const { body } = await server.ask(`GET ${placed.headers.location}`);
    expect(body).toMatchObject({ status: "Completed", version: 2, lines: [{ returned: 2 }, { returned: 0 }] });
    const { body: history } = await server.ask(`GET ${placed.headers.location}/history`);
    expect(history.items[1].facts).toMatchObject({ source: first.body.id, returnedAt: Date.parse("2010-12-03T10:00:00Z") });
  });

  it("stays of the orders that were said first", async () => {
    await server.ask("POST /v1/orders/import", { body: order("2") });
    const { headers: imported } = await server.ask("POST /v1/orders/import", { body: order("3") });
    const first = await server.ask("POST /v1/returns/import", { body: back("C2", "2") });
    const other = await server.ask("POST /v1/returns/import", { body: back("C2", "3") });
    expect([other.status, other.body]).toEqual([200, first.body]);
    const unknown = { ...back("C3", "2"), orders: [] };
    expect((await server.ask("POST /v1/returns/import", { body: unknown })).body.orders).toEqual([]);
    expect((await server.ask("POST /v1/returns/import", { body: back("C3", "3") })).body.orders).toEqual([]);
    const { body } = await server.ask("GET /v1/orders?externalId=3", { headers: { "waybill-after": imported["waybill-position"] ?? "" } });
    expect((await server.ask(`GET /v1/orders/${body.items[0].id}`)).body.version).toBe(1);
  });

  it("is refused, and not half imported, when one of its orders cannot have it back", async () => {
    await server.ask("POST /v1/orders/import", { body: order("4") });
    const [fine] = back("C4", "4").orders;
    for (const [wrong, code] of [
      [back("C4", "5"), "OrderIsNotPlaced"],
      [back("C4", "4", 7), "TooFewAreDelivered"],
    ] as const) {
      const orders = wrong.orders[0]?.externalId === "4" ? wrong.orders : [fine, ...wrong.orders];
      expect((await server.ask("POST /v1/returns/import", { body: { ...wrong, orders } })).body.code).toBe(code);
    }
    expect((await server.ask("POST /v1/returns/import", { body: back("C4", "4") })).status).toBe(201);
  });
});

describe("a credit note from elsewhere", () => {
  const note = { source: "online-retail", externalId: "C9", issuedAt: "2010-12-03T10:00:00Z", currency: "GBP", lines: [hearts] };

  it("keeps its number and its day, is taken in once, and is shown with its order", async () => {
    const placed = await server.ask("POST /v1/orders/import", { body: order("9") });
    const body = { ...note, orderId: placed.body.id };
    const first = await server.ask("POST /v1/invoices/import", { as: "staff", body });
    const again = await server.ask("POST /v1/invoices/import", { as: "staff", body });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const { body: shown } = await server.ask(`GET ${first.headers.location}`);
    expect(shown).toMatchObject({
      ...{ kind: "creditNote", status: "Issued", number: "C9", orderId: placed.body.id, issuedAt: "2010-12-03T10:00:00.000Z" },
      totals: { grand: { amount: 1530, currency: "GBP" } },
    });
    const headers = { "waybill-after": first.headers["waybill-position"] ?? "" };
    const { body: listed } = await server.ask(`GET /v1/orders/${placed.body.id}/invoices`, { headers });
    expect(listed.items).toMatchObject([{ number: "C9" }]);
  });

  it("has one currency, and an amount that can be kept", async () => {
    const refusedFor = async (change: object) => (await server.ask("POST /v1/invoices/import", { body: { ...note, ...change } })).body.code;
    expect(await refusedFor({ externalId: "C10", currency: "EUR" })).toBe("CurrencyDiffers");
    const dear = { ...hearts, quantity: 1_000_000, unitPrice: { amount: "90000000000", currency: "GBP" } };
    expect(await refusedFor({ externalId: "C11", lines: [dear] })).toBe("AmountIsTooLarge");
  });
});

describe("an adjustment of stock from elsewhere", () => {
  it("is among the movements, once, and leaves what there is", async () => {
    await server.ask("POST /v1/stock/85123A/adjustments", { body: { delta: 5, reason: "a delivery" } });
    const adjustment = { source: "online-retail", externalId: "536589", delta: -10, reason: "damaged", adjustedAt: "2010-12-01T16:50:00Z" };
    const ask = (change: object = {}) =>
      server.ask("POST /v1/stock/85123A/adjustments/import", { as: "staff", body: { ...adjustment, ...change } });
    const [first, again, other] = [await ask(), await ask({ delta: -11 }), await ask({ externalId: "536590" })];
    expect([first.status, again.status, other.status]).toEqual([201, 200, 201]);
    expect((await server.ask("GET /v1/stock/85123A")).body.locations).toMatchObject([{ onHand: 5, available: 5 }]);
    const { body } = await server.ask("GET /v1/stock/85123A/movements");
    expect(body.items).toMatchObject([
      { movement: "StockReceived", adjustedAt: null },
      {
        movement: "StockAdjustmentImported",
        quantity: -10,
        source: "online-retail/536589",
        adjustedAt: "2010-12-01T16:50:00.000Z",
        onHand: 5,
      },
      { source: "online-retail/536590" },
    ]);
    expect((await ask({ externalId: "536591", delta: 0 })).body.code).toBe("QuantityIsOutOfRange");
  });
});
