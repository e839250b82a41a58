import { CartId, CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cartOfTea, checkout, openCart } from "../testing/sample-cart.ts";
import { stockTea, tea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  await server.ask("PUT /v1/products/CUP", { body: { name: "A cup", unitPrice: { amount: "9.905", currency: "EUR" } } });
  await server.ask("PUT /v1/products/SCONE", { body: { name: "A scone", unitPrice: { amount: 250, currency: "GBP" } } });
});
afterAll(() => server.stop());

const euros = (amount: number) => ({ amount, currency: "EUR" });
const refusedWith = (answer: { readonly status: number; readonly body: { readonly code: string } }) => [answer.status, answer.body.code];

describe("a cart", () => {
  it("is opened empty, and read back as it was answered", async () => {
    const opened = await openCart(server, { body: { currency: "EUR", customerId: CustomerId.derive("ada") } });
    expect([opened.status, opened.headers.etag, opened.headers.location]).toEqual([201, '"1"', `/v1/carts/${opened.body.id}`]);
    expect(opened.headers["waybill-position"]).toMatch(/^ordering\//);
    expect(opened.body).toMatchObject({
      ...{ status: "Open", currency: "EUR", customerId: CustomerId.derive("ada"), items: [], discounts: [], orderId: null, version: 1 },
      totals: { items: euros(0), discount: euros(0), tax: euros(0), deliveryFee: euros(0), grand: euros(0) },
      deadline: { owner: "customer" },
    });
    const read = await server.ask(`GET ${opened.headers.location}`, { as: "readonly" });
    expect([read.status, read.headers.etag, read.body]).toEqual([200, '"1"', opened.body]);
  });
  it("adds up what is put into it, at the catalog's prices", async () => {
    const cart = await cartOfTea(server);
    await server.ask(`POST ${cart}/items`, { body: { sku: "TEA", quantity: 1 } });
    const { body, headers } = await server.ask(`POST ${cart}/items`, { body: { sku: "CUP", quantity: 1 } });
    expect(body.items).toMatchObject([
      { sku: "TEA", name: "Green tea", quantity: 3, unitPrice: euros(499), total: euros(1_497) },
      { sku: "CUP", quantity: 1, unitPrice: { amount: "9.905", currency: "EUR" }, total: euros(990) },
    ]);
    expect([body.totals.grand, headers.etag]).toEqual([euros(2_487), '"4"']);
  });
  it("has another quantity of an item, or none", async () => {
    const cart = await cartOfTea(server);
    const changed = await server.ask(`PATCH ${cart}/items/TEA`, { body: { quantity: 5 } });
    expect([changed.status, changed.body.totals.grand]).toEqual([200, euros(2_495)]);
    expect((await server.ask(`PATCH ${cart}/items/TEA`, { body: { quantity: 0 } })).body.items).toEqual([]);
    expect(refusedWith(await server.ask(`PATCH ${cart}/items/TEA`, { body: { quantity: 1 } }))).toEqual([404, "ItemIsUnknown"]);
    await server.ask(`POST ${cart}/items`, { body: { sku: "CUP", quantity: 1 } });
    const removed = await server.ask(`DELETE ${cart}/items/CUP`);
    expect([removed.status, removed.body.items]).toEqual([200, []]);
    expect((await server.ask(`DELETE ${cart}/items/CUP`)).body.version).toBe(removed.body.version);
  });
  it("takes no article that is unknown, or priced in another currency", async () => {
    const cart = await cartOfTea(server);
    const unknown = await server.ask(`POST ${cart}/items`, { body: { sku: "COFFEE", quantity: 1 } });
    expect([...refusedWith(unknown), unknown.body.skus]).toEqual([422, "UnknownSku", ["COFFEE"]]);
    const scone = await server.ask(`POST ${cart}/items`, { body: { sku: "SCONE", quantity: 1 } });
    expect([...refusedWith(scone), scone.body.sku]).toEqual([422, "CurrencyDiffers", "SCONE"]);
  });
  it("gets prices and discounts from staff, and keeps them", async () => {
    const cart = await cartOfTea(server);
    const priced = await server.ask(`POST ${cart}/items`, {
      as: "staff",
      body: { sku: "BAG", quantity: 1, unitPrice: euros(250), name: "A bag" },
    });
    expect(priced.body.items).toMatchObject([{ sku: "TEA" }, { sku: "BAG", name: "A bag", unitPrice: euros(250) }]);
    const discount = (amount: number) =>
      server.ask(`POST ${cart}/discounts`, { as: "staff", body: { sku: "BAG", amount: euros(amount), reason: "a regular" } });
    expect(refusedWith(await discount(251))).toEqual([422, "DiscountExceedsLine"]);
    expect(refusedWith(await discount(-1))).toEqual([422, "DiscountIsOutOfRange"]);
    const { body } = await discount(100);
    expect(body).toMatchObject({ discounts: [{ sku: "BAG", amount: euros(100), reason: "a regular" }], totals: { grand: euros(1_148) } });
    expect((await server.ask(`DELETE ${cart}/discounts?sku=TEA`)).body.discounts).toHaveLength(1);
    expect((await server.ask(`DELETE ${cart}/discounts`)).body).toMatchObject({ discounts: [], totals: { grand: euros(1_248) } });
  });
  it("belongs to whom it is given", async () => {
    const cart = await cartOfTea(server);
    const customerId = CustomerId.derive("grace");
    expect((await server.ask(`PATCH ${cart}`, { body: { customerId } })).body).toMatchObject({ customerId, version: 3 });
  });
  it("is changed only at the version that If-Match names", async () => {
    const cart = await cartOfTea(server);
    const change = (ifMatch: string) => server.ask(`PATCH ${cart}/items/TEA`, { body: { quantity: 7 }, headers: { "if-match": ifMatch } });
    expect(refusedWith(await change('"1"'))).toEqual([412, "VersionIsStale"]);
    expect((await change('"2"')).body.version).toBe(3);
  });
  it("takes a request once that is sent again under its Idempotency-Key", async () => {
    const first = await openCart(server, { headers: { "idempotency-key": "my cart" } });
    const again = await openCart(server, { headers: { "idempotency-key": "my cart" } });
    expect([again.status, again.body, again.headers["idempotency-replayed"]]).toEqual([201, first.body, "true"]);
    const add = (quantity: number) =>
      server.ask(`POST ${first.headers.location}/items`, { body: { sku: "TEA", quantity }, headers: { "idempotency-key": "two teas" } });
    const added = await add(2);
    const { headers: repriced } = await server.ask("PUT /v1/products/TEA", { body: { ...tea, unitPrice: euros(599) } });
    const after = { "waybill-after": repriced["waybill-position"] ?? "" };
    await server.ask(`POST ${first.headers.location}/items`, { body: { sku: "TEA", quantity: 1 }, headers: after });
    expect((await add(2)).body).toEqual(added.body);
    expect(refusedWith(await add(3))).toEqual([422, "IdempotencyKeyReused"]);
    expect((await server.ask(`GET ${first.headers.location}`)).body.items).toMatchObject([{ quantity: 3, unitPrice: euros(599) }]);
    await stockTea(server);
  });
});

describe("a cart that is not there", () => {
  const nobodys = `/v1/carts/${CartId.derive("nobody")}`;
  const requests: readonly { readonly what: string; readonly body?: object }[] = [
    { what: `GET ${nobodys}` },
    { what: `PATCH ${nobodys}`, body: { customerId: CustomerId.derive("ada") } },
    { what: `POST ${nobodys}/items`, body: { sku: "TEA", quantity: 1 } },
    { what: `PATCH ${nobodys}/items/TEA`, body: { quantity: 1 } },
    { what: `DELETE ${nobodys}/items/TEA` },
    { what: `POST ${nobodys}/discounts`, body: { sku: "TEA", amount: euros(1) } },
    { what: `DELETE ${nobodys}/discounts` },
    { what: `POST ${nobodys}/merge`, body: { from: CartId.derive("another") } },
    { what: `POST ${nobodys}/checkout`, body: checkout },
  ];
  it.each(requests)("is answered so: $what", async ({ what, body }) => {
    expect(refusedWith(await server.ask(what, { body }))).toEqual([404, "CartIsNotOpened"]);
  });
  it.each(requests)("is another merchant's for all that anybody knows: $what", async ({ what, body }) => {
    const cart = await cartOfTea(server);
    const request = { as: "staff", merchant: MerchantId.create(), body } as const;
    await server.ask("PUT /v1/products/TEA", { ...request, body: tea });
    expect(refusedWith(await server.ask(what.replace(nobodys, cart), request))).toEqual([404, "CartIsNotOpened"]);
    expect((await server.ask(`GET ${cart}`)).body).toMatchObject({ status: "Open", version: 2 });
  });
});

describe("a quote", () => {
  const quote = (lines: object[], as: "readonly" | "staff" | "storefront" = "storefront") =>
    server.ask("POST /v1/quotes", { as, body: { lines } });
  it("says what lines would cost, and stores nothing", async () => {
    const { status, body, headers } = await quote([{ sku: "TEA", quantity: 2 }]);
    expect([status, headers.location, headers["waybill-position"]]).toEqual([200, undefined, undefined]);
    expect(body).toEqual({
      currency: "EUR",
      lines: [
        {
          ...{ sku: "TEA", name: "Green tea", quantity: 2, unitPrice: euros(499) },
          ...{ discount: euros(0), tax: euros(0), total: euros(998) },
        },
      ],
      totals: { items: euros(998), discount: euros(0), tax: euros(0), deliveryFee: euros(0), grand: euros(998) },
      quotedAt: expect.stringMatching(/Z$/),
    });
  });
  it("is at staff's prices only for staff", async () => {
    const line = { sku: "BAG", quantity: 1, unitPrice: euros(250), discount: euros(50) };
    expect((await quote([line], "staff")).body.totals.grand).toEqual(euros(200));
    for (const said of [{ unitPrice: euros(1) }, { discount: euros(0) }, { name: "Free" }]) {
      expect(refusedWith(await quote([{ sku: "TEA", quantity: 1, ...said }]))).toEqual([403, "PriceIsNotYours"]);
    }
  });
  it("is refused for what nobody sells", async () => {
    expect(refusedWith(await quote([{ sku: "COFFEE", quantity: 1 }]))).toEqual([422, "UnknownSku"]);
  });
});
