import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cartOfTea, checkout, openCart } from "../testing/sample-cart.ts";
import { stockTea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestRequest, type TestServer } from "../testing/test-server.ts";

const memory = sharedMemory();
let server: TestServer;
let ada: string;
beforeAll(async () => {
  server = await startTestServer({ foundation: memory.foundation() });
  await stockTea(server);
  ada = (await server.ask("POST /v1/customers", { body: { name: "Ada" } })).body.id;
  await server.ask("PUT /v1/products/CUP", { body: { name: "A cup", unitPrice: { amount: 990, currency: "EUR" } } });
});
afterAll(() => server.stop());

const idOf = (cart: string) => cart.slice("/v1/carts/".length);
const add = (cart: string, sku: string, quantity: number) => server.ask(`POST ${cart}/items`, { as: "staff", body: { sku, quantity } });
const merge = (cart: string, from: string, { on = server, ...request }: TestRequest & { readonly on?: TestServer } = {}) =>
  on.ask(`POST ${cart}/merge`, { as: "staff", body: { from: idOf(from) }, ...request });
/** A customer's cart of two teas, and a guest's of five teas and a cup. */
const twoCarts = async () => {
  const customers = await cartOfTea(server, { body: { currency: "EUR", customerId: ada } });
  const guests = await cartOfTea(server);
  await server.ask(`PATCH ${guests}/items/TEA`, { body: { quantity: 5 } });
  await add(guests, "CUP", 1);
  return { customers, guests };
};
const both = [
  { sku: "TEA", quantity: 5 },
  { sku: "CUP", quantity: 1 },
];

describe("carts that are merged", () => {
  it("have the guest's quantities, and the guest's cart is no more", async () => {
    const { customers, guests } = await twoCarts();
    await add(customers, "CUP", 9);
    const merged = await merge(customers, guests);
    expect(merged.status).toBe(200);
    expect(merged.body).toMatchObject({ id: idOf(customers), items: both, customerId: ada, status: "Open" });
    expect((await server.ask(`GET ${guests}`)).body).toMatchObject({ status: "Merged", mergedInto: idOf(customers), deadline: null });
    for (const answer of [await add(guests, "TEA", 1), await server.ask(`POST ${guests}/checkout`, { body: checkout })]) {
      expect([answer.status, answer.body.code]).toEqual([409, "CartIsMerged"]);
    }
  });
  it("are merged once, however often it is asked for", async () => {
    const { customers, guests } = await twoCarts();
    const first = await merge(customers, guests, { headers: { "idempotency-key": "log-in" } });
    await server.ask(`PATCH ${customers}/items/TEA`, { body: { quantity: 1 } });
    const replayed = await merge(customers, guests, { headers: { "idempotency-key": "log-in" } });
    expect([replayed.body, replayed.headers["idempotency-replayed"]]).toEqual([first.body, "true"]);
    const again = await merge(customers, guests);
    expect(again.body.items).toMatchObject([{ sku: "TEA", quantity: 1 }, { sku: "CUP" }]);
  });
  it("are merged into one cart only", async () => {
    const { customers, guests } = await twoCarts();
    await merge(customers, guests);
    const elsewhere = await merge(await cartOfTea(server), guests);
    expect([elsewhere.status, elsewhere.body.code, elsewhere.body.cartId]).toEqual([409, "CartIsMerged", idOf(guests)]);
  });
  it("must both be open, of one currency, and two", async () => {
    const { customers, guests } = await twoCarts();
    const itself = await merge(customers, customers);
    expect([itself.status, itself.body.code]).toEqual([422, "CartsAreTheSame"]);
    const pounds = await openCart(server, { body: { currency: "GBP" } });
    const other = await merge(String(pounds.headers.location), guests);
    expect([other.status, other.body.code]).toEqual([422, "CurrencyDiffers"]);
    await server.ask(`POST ${customers}/checkout`, { body: checkout });
    for (const [into, from] of [
      [customers, guests],
      [guests, customers],
    ] as const) {
      const refused = await merge(into, from);
      expect([refused.status, refused.body.code]).toEqual([409, "CartIsCheckingOut"]);
    }
    expect((await server.ask(`GET ${guests}`)).body).toMatchObject({ status: "Open", items: both });
  });
});

describe("a merge whose process dies before the guest's cart has ended", () => {
  it("is finished by the next request, with what the guest has put in since", async () => {
    const { customers, guests } = await twoCarts();
    const dying = await startTestServer({ foundation: memory.foundation((stream) => stream.endsWith(idOf(guests))) });
    const headers = { "idempotency-key": "interrupted" };
    expect((await merge(customers, guests, { headers, on: dying })).status).toBe(503);
    await dying.stop();
    expect((await server.ask(`GET ${customers}`)).body.items).toMatchObject(both);
    expect((await server.ask(`GET ${guests}`)).body).toMatchObject({ status: "Open", items: both });
    await add(guests, "CUP", 2);
    expect((await merge(customers, guests, { headers })).status).toBe(200);
    expect((await server.ask(`GET ${guests}`)).body.status).toBe("Merged");
    expect((await server.ask(`GET ${customers}`)).body.items).toMatchObject([
      { sku: "TEA", quantity: 5 },
      { sku: "CUP", quantity: 3 },
    ]);
  });
});
