import { CartId, CustomerId } from "@waybill/contracts/vocabulary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cartOfTea, checkout, openCart } from "../testing/sample-cart.ts";
import { stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
});
afterAll(() => server.stop());

const as = "storefront";
const withToken = (accessToken: string) => ({ as, headers: { "waybill-access-token": accessToken } }) as const;
const open = async (): Promise<{ readonly cart: string; readonly accessToken: string }> => {
  const { headers, body } = await openCart(server, { as });
  return { cart: String(headers.location), accessToken: body.accessToken };
};
const oneTea = { sku: "TEA", quantity: 1 };

describe("a storefront, whose key anybody may hold,", () => {
  it("opens a cart, fills it, and orders it, with the cart's own token", async () => {
    const { cart, accessToken } = await open();
    const added = await server.ask(`POST ${cart}/items`, { ...withToken(accessToken), body: oneTea });
    expect([added.status, added.body.accessToken]).toEqual([200, accessToken]);
    expect((await server.ask(`GET ${cart}?accessToken=${accessToken}`, { as })).body).toEqual(added.body);
    const placed = await server.ask(`POST ${cart}/checkout`, { ...withToken(accessToken), body: checkout });
    expect(placed.status).toBe(201);
    expect(placed.body.accessToken).not.toBe(accessToken);
    const read = (token: string) => server.ask(`GET /v1/orders/${placed.body.id}`, withToken(token));
    expect([(await read(placed.body.accessToken)).status, (await read(accessToken)).status]).toEqual([200, 404]);
  });
  it("does nothing with a cart without its token, or with another's", async () => {
    const { cart, accessToken } = await open();
    const other = await open();
    await server.ask(`POST ${cart}/items`, { ...withToken(accessToken), body: oneTea });
    const requests: readonly (readonly [string, object?])[] = [
      [`GET ${cart}`],
      [`PATCH ${cart}`, { customerId: CustomerId.derive("ada") }],
      [`POST ${cart}/items`, oneTea],
      [`PATCH ${cart}/items/TEA`, { quantity: 9 }],
      [`DELETE ${cart}/items/TEA`],
      [`POST ${cart}/merge`, { from: other.cart.slice(10), fromAccessToken: other.accessToken }],
      [`POST ${cart}/checkout`, checkout],
    ];
    for (const [what, body] of requests) {
      const none = await server.ask(what, { as, body });
      expect([none.status, none.body.code], what).toEqual([403, "AccessTokenIsMissing"]);
      for (const wrong of [other.accessToken, `${accessToken}A`, ""]) {
        const answer = await server.ask(what, { ...withToken(wrong), body });
        expect([answer.status, answer.body.code], `${what} ${wrong}`).toEqual([404, "CartIsNotOpened"]);
      }
    }
    expect((await server.ask(`GET ${cart}`)).body).toMatchObject({ version: 2, status: "Open" });
  });
  it("merges two carts only with the tokens of both", async () => {
    const [into, guest] = [await open(), await open()];
    await server.ask(`POST ${guest.cart}/items`, { ...withToken(guest.accessToken), body: oneTea });
    const merge = (fromAccessToken?: string) =>
      server.ask(`POST ${into.cart}/merge`, { ...withToken(into.accessToken), body: { from: guest.cart.slice(10), fromAccessToken } });
    expect((await merge()).body.code).toBe("AccessTokenIsMissing");
    expect((await merge(into.accessToken)).body.code).toBe("CartIsNotOpened");
    expect((await merge(guest.accessToken)).body.items).toMatchObject([oneTea]);
  });
  it("sets no prices, names or discounts", async () => {
    const { cart, accessToken } = await open();
    const euro = { amount: 1, currency: "EUR" };
    for (const said of [{ unitPrice: euro }, { name: "Free tea" }]) {
      const answer = await server.ask(`POST ${cart}/items`, { ...withToken(accessToken), body: { ...oneTea, ...said } });
      expect([answer.status, answer.body.code]).toEqual([403, "PriceIsNotYours"]);
    }
    await server.ask(`POST ${cart}/items`, { ...withToken(accessToken), body: oneTea });
    const discount = await server.ask(`POST ${cart}/discounts`, { ...withToken(accessToken), body: { sku: "TEA", amount: euro } });
    expect([discount.status, discount.body.code]).toEqual([403, "RoleMayNot"]);
  });
  it("is told a token that nobody else is", async () => {
    const { body, headers } = await openCart(server);
    expect(body).not.toHaveProperty("accessToken");
    expect((await server.ask(`GET ${headers.location}`)).body).not.toHaveProperty("accessToken");
  });
});

describe("bad input about carts", () => {
  const aCart = `/v1/carts/${CartId.derive("sample")}`;
  const cases: readonly { readonly what: string; readonly body?: unknown }[] = [
    ...[{}, { currency: "XXX" }, { currency: "EUR", customerId: 7 }, { currency: "EUR", colour: "red" }, [], null].map((body) => ({
      ...{ what: "POST /v1/carts", body },
    })),
    ...["GET /v1/carts/7", `GET /v1/carts/${CartId.derive("sample").toUpperCase()}`, `GET ${aCart}?at=now`].map((what) => ({ what })),
    ...[0, -1, 1.5, 1_000_001, "1", null].map((quantity) => ({ what: `POST ${aCart}/items`, body: { sku: "TEA", quantity } })),
    ...[-1, 0.5, 1_000_001, "0", null].map((quantity) => ({ what: `PATCH ${aCart}/items/TEA`, body: { quantity } })),
    ...["%00", "%20", "x".repeat(65)].map((sku) => ({ what: `DELETE ${aCart}/items/${sku}` })),
    { what: `POST ${aCart}/items`, body: { ...oneTea, discount: { amount: 1, currency: "EUR" } } },
    { what: `POST ${aCart}/discounts`, body: { sku: "TEA", amount: 1 } },
    { what: `POST ${aCart}/discounts`, body: { sku: "TEA", amount: { amount: 1, currency: "EUR" }, reason: "" } },
    { what: `POST ${aCart}/merge`, body: { from: "cart_7" } },
    { what: `PATCH ${aCart}`, body: {} },
    { what: `POST ${aCart}/checkout`, body: { paymentMethod: "pm_ok" } },
    { what: `POST ${aCart}/checkout`, body: { address: checkout.address } },
    { what: `POST ${aCart}/checkout`, body: { ...checkout, delivery: { method: "drone" } } },
    { what: "POST /v1/quotes", body: { lines: [] } },
  ];
  it.each(cases)("is refused as malformed ($#)", async ({ what, body }) => {
    const answer = await server.ask(what, { body });
    expect([answer.status, answer.body.code], answer.text).toEqual([400, "RequestIsMalformed"]);
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });
  it("leaves the cart as it was", async () => {
    const cart = await cartOfTea(server);
    for (const { what, body } of cases) await server.ask(what.replace(aCart, cart), { body });
    expect((await server.ask(`GET ${cart}`)).body.version).toBe(2);
  });
});
