import { MerchantId } from "@waybill/contracts/vocabulary";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  await server.ask("PUT /v1/products/CUP", { body: { name: "A cup", unitPrice: { amount: "9.90", currency: "EUR" } } });
  await server.ask("POST /v1/stock/TEA/adjustments", { body: { delta: 100, reason: "a test" } });
});
afterAll(() => server.stop());

const usual = { awaitingCustomerMinutes: 30, reservedMinutes: 15, paymentAttempts: 1, capture: "at_hand_over" };
const seller = {
  name: "Tea & Cup Oy",
  addressLines: ["Mannerheimintie 1", "00100 Helsinki"],
  taxId: "FI12345671",
  email: "us@example.com",
};
const plain = { locale: null, timeZone: null };
const change = (body: object, headers: Readonly<Record<string, string>> = {}) => server.ask("PATCH /v1/merchant", { body, headers });
const minuteMs = 60_000;

/** How long an order waits in a status, in minutes, as it says itself. */
const patience = (status: string, request: object): Promise<number> =>
  eventually(`an order is ${status}`, async () => {
    const placed = await placeTea(server, request);
    return eventually(`it is ${status}`, async () => {
      const { body } = await server.ask(`GET ${placed.headers.location}`);
      return body.status === status && (Date.parse(body.deadline.at) - Date.parse(body.updatedAt)) / minuteMs;
    });
  });
const unpaid = { body: { lines: [{ sku: "TEA", quantity: 1 }], paymentMethod: "pm_requires_action" } };
const twoSkus = ["TEA", "CUP"].map((sku) => ({ sku, quantity: 1 }));
/** There are no cups. */
const tooMany = { body: { lines: twoSkus, paymentMethod: "pm_ok", allowPartial: true } };

describe("a merchant", () => {
  it("has the usual policies and names nobody until somebody says so, and then what was said", async () => {
    const before = await server.ask("GET /v1/merchant", { as: "readonly" });
    expect([before.status, before.body]).toEqual([200, { id: "default", policies: usual, seller: null, ...plain, version: 0 }]);
    expect(before.headers.etag).toBeUndefined();
    const first = await change({ policies: { reservedMinutes: 40 } }, { "if-none-match": "*" });
    const policies = { ...usual, reservedMinutes: 40 };
    expect([first.status, first.body]).toEqual([200, { id: "default", policies, seller: null, ...plain, version: 1 }]);
    expect(first.headers["waybill-position"]).toMatch(/^billing\//);
    const both = await change({ policies: { awaitingCustomerMinutes: 45 }, seller }, { "if-match": String(first.headers.etag) });
    const after = { id: "default", policies: { ...policies, awaitingCustomerMinutes: 45 }, seller, ...plain, version: 3 };
    expect(both.body).toEqual(after);
    const read = await server.ask("GET /v1/merchant", { as: "staff" });
    expect([read.body, read.headers.etag]).toEqual([after, '"3"']);
    const again = await change({ seller });
    expect([again.status, again.body, again.headers["waybill-position"]]).toEqual([200, after, undefined]);
    const another = MerchantId.create();
    expect((await server.ask("GET /v1/merchant", { merchant: another })).body).toMatchObject({ id: another, policies: usual, version: 0 });
  });

  it("is not changed by whoever saw it earlier, and not half", async () => {
    for (const headers of [{ "if-match": '"1"' }, { "if-none-match": "*" }]) {
      const stale = await change({ policies: { reservedMinutes: 1 } }, headers);
      expect([stale.status, stale.body.code]).toEqual([412, "VersionIsStale"]);
    }
    const nameless = await change({ policies: { reservedMinutes: 1 }, seller: { ...seller, name: " " } });
    expect([nameless.status, nameless.body.code]).toEqual([422, "SellerHasNoName"]);
    for (const body of [
      { policies: { reservedMinutes: 0 } },
      { policies: { paymentAttempts: 11 } },
      { policies: { capture: "tomorrow" } },
      { policies: { lunchMinutes: 60 } },
      { locale: "nobody-speaks-this" },
      { locale: "tlh" },
      { locale: "" },
      { timeZone: "Europe/Atlantis" },
      { seller: { taxId: "FI12345671" } },
    ]) {
      expect((await change(body)).status).toBe(400);
    }
    expect((await server.ask("GET /v1/merchant")).body.version).toBe(3);
  });

  it("says how its invoices are written, and may take back either", async () => {
    const merchant = MerchantId.create();
    const say = async (body: object) => (await server.ask("PATCH /v1/merchant", { merchant, body })).body;
    expect(await say({ locale: "fi", timeZone: "Europe/Helsinki" })).toMatchObject({
      locale: "fi",
      timeZone: "Europe/Helsinki",
      version: 1,
    });
    expect(await say({ locale: null })).toMatchObject({ locale: null, timeZone: "Europe/Helsinki", version: 2 });
    expect(await say({ timeZone: "Europe/Helsinki" })).toMatchObject({ version: 2 });
  });

  it("says what to keep to, and is obeyed: in orders that are placed from then on", async () => {
    await eventually("ordering has heard it", async () => (await patience("Reserved", unpaid)) === 40);
    const early = await placeTea(server, unpaid);
    expect(await patience("AwaitingCustomer", tooMany)).toBe(45);
    const { headers } = await change({ policies: { awaitingCustomerMinutes: 5, reservedMinutes: 3 } });
    expect(headers["waybill-position"]).toBeDefined();
    await eventually("ordering has heard it", async () => (await patience("Reserved", unpaid)) === 3);
    expect(await patience("AwaitingCustomer", tooMany)).toBe(5);
    const { body } = await server.ask(`GET ${early.headers.location}`);
    expect([body.status, (Date.parse(body.deadline.at) - Date.parse(body.updatedAt)) / minuteMs]).toEqual(["Reserved", 40]);
  });
});
