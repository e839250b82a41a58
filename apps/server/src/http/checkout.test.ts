import { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { type Clock, instant, systemClock } from "@waybill/kernel/clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryFoundation } from "../foundation/memory-foundation.ts";
import { cartOfTea, openCart, checkout as payingAtOnce } from "../testing/sample-cart.ts";
import { stockTea, tea } from "../testing/sample-order.ts";
import { sharedMemory } from "../testing/shared-memory.ts";
import { startTestServer, type TestRequest, type TestServer } from "../testing/test-server.ts";

/** The customer has yet to confirm at the bank: so the order waits, reserved, as long as a test takes. */
const checkout = { ...payingAtOnce, paymentMethod: "pm_requires_action" };
const stockFor = async (on: TestServer, request: TestRequest = {}) => {
  await stockTea(on, request);
  for (const sku of ["TEA", "BAG"])
    await on.ask(`POST /v1/stock/${sku}/adjustments`, { ...request, body: { delta: 1_000, reason: "a delivery" } });
};

let server: TestServer;
/** How far the clock is ahead: prices hold for half an hour. */
let aheadMs = 0;
beforeAll(async () => {
  const clock: Clock = { now: () => instant(systemClock.now() + aheadMs), monotonicMs: systemClock.monotonicMs };
  server = await startTestServer({ foundation: createMemoryFoundation(clock), clock });
  await stockFor(server);
});
afterAll(() => server.stop());

const euros = (amount: number) => ({ amount, currency: "EUR" });
const checkOut = (cart: string, request: TestRequest = {}, on = server) =>
  on.ask(`POST ${cart}/checkout`, { as: "staff", body: checkout, ...request });
const under = (key: string) => ({ headers: { "idempotency-key": key } });

describe("a checkout", () => {
  it("makes an order of the cart, and locks the cart until it is known what became of it", async () => {
    const cart = await cartOfTea(server);
    const cartId = cart.slice("/v1/carts/".length);
    const placed = await checkOut(cart, { body: { ...checkout, contact: { name: "Ada" }, allowPartial: true, note: "A gift" } });
    expect([placed.status, placed.headers.location, placed.headers.etag]).toEqual([201, `/v1/orders/${placed.body.id}`, '"1"']);
    expect(placed.body).toMatchObject({
      ...{
        id: OrderId.derive("default", "checkout", cartId, "1"),
        status: "Placed",
        address: checkout.address,
        contact: { name: "Ada" },
        note: "A gift",
      },
      lines: [{ id: 1, sku: "TEA", name: "Green tea", quantity: 2, unitPrice: euros(499), total: euros(998) }],
      payment: { due: euros(998) },
    });
    const { lines, totals, address, contact, note } = placed.body;
    expect((await server.ask(`GET ${placed.headers.location}`, { as: "staff" })).body).toMatchObject({
      lines,
      totals,
      address,
      contact,
      note,
    });
    const { body: locked } = await server.ask(`GET ${cart}`);
    expect(locked).toMatchObject({ status: "CheckingOut", orderId: placed.body.id, version: 3, deadline: { owner: "saga" } });
    const edited = await server.ask(`POST ${cart}/items`, { body: { sku: "TEA", quantity: 1 } });
    expect([edited.status, edited.body.code]).toEqual([409, "CartIsCheckingOut"]);
    const { body: history } = await server.ask(`GET ${placed.headers.location}/history`);
    expect(history.items[0].cause).toMatch(/^ordering\/[0-9a-f-]{36}\/\d+\/\d+$/);
  });
  it("takes the prices and discounts that staff have set", async () => {
    const cart = await cartOfTea(server);
    await server.ask(`POST ${cart}/items`, { as: "staff", body: { sku: "BAG", quantity: 2, unitPrice: euros(250), name: "A bag" } });
    await server.ask(`POST ${cart}/discounts`, { as: "staff", body: { sku: "BAG", amount: euros(50) } });
    const { body } = await checkOut(cart);
    expect(body.lines[1]).toMatchObject({ name: "A bag", unitPrice: euros(250), discount: euros(50), total: euros(450) });
    expect(body.totals.grand).toEqual(euros(1_448));
  });
  it("gives the order that there is, whoever asks for another, under whichever key and in whatever words", async () => {
    const cart = await cartOfTea(server);
    const first = await checkOut(cart, under("one"));
    await server.ask(`POST ${first.headers.location}/hold`, { body: { reason: "later" } });
    const [again, other, bare] = [
      await checkOut(cart, under("one")),
      await checkOut(cart, { ...under("two"), body: { ...checkout, paymentMethod: "pm_other" } }),
      await checkOut(cart),
    ];
    for (const answer of [again, other, bare]) expect([answer.status, answer.body]).toEqual([201, first.body]);
    expect([again, other, bare].map(({ headers }) => headers["idempotency-replayed"])).toEqual(["true", undefined, undefined]);
    const reused = await checkOut(cart, { ...under("one"), body: { ...checkout, paymentMethod: "pm_other" } });
    expect([reused.status, reused.body.code]).toEqual([422, "IdempotencyKeyReused"]);
  });
  it("is refused for an empty cart, and for a card's number", async () => {
    const { headers } = await openCart(server);
    const empty = await checkOut(String(headers.location));
    expect([empty.status, empty.body.code]).toEqual([409, "CartIsEmpty"]);
    const cart = await cartOfTea(server);
    const card = await checkOut(cart, { body: { ...checkout, paymentMethod: "4111 1111 1111 1111" } });
    expect([card.status, card.body.code]).toEqual([422, "PaymentIsNoReference"]);
    expect((await server.ask(`GET ${cart}`)).body).toMatchObject({ status: "Open", version: 2 });
  });
  it("asks at the version that If-Match names", async () => {
    const cart = await cartOfTea(server);
    const stale = await checkOut(cart, { headers: { "if-match": '"1"' } });
    expect([stale.status, stale.body.code]).toEqual([412, "VersionIsStale"]);
    expect((await checkOut(cart, { headers: { "if-match": '"2"' } })).status).toBe(201);
  });
});

describe("a price that was shown", () => {
  const repriceTea = (amount: number) => server.ask("PUT /v1/products/TEA", { body: { ...tea, unitPrice: euros(amount) } });
  /** As it was, and heard of where carts are. */
  const priceAsBefore = async () => {
    const { headers } = await repriceTea(499);
    const after = { "waybill-after": headers["waybill-position"] ?? "" };
    expect((await server.ask("POST /v1/quotes", { body: { lines: [{ sku: "TEA", quantity: 1 }] }, headers: after })).status).toBe(200);
  };
  it("is what is paid within half an hour", async () => {
    const cart = await cartOfTea(server);
    await repriceTea(599);
    expect((await checkOut(cart)).body.totals.grand).toEqual(euros(998));
    await priceAsBefore();
  });
  it("is shown anew before it is paid later, and only then", async () => {
    const [same, changed] = [await cartOfTea(server), await cartOfTea(server)];
    aheadMs += 31 * 60_000;
    expect((await checkOut(same)).status).toBe(201);
    const { headers: repriced } = await repriceTea(599);
    const refused = await checkOut(changed, {
      headers: { "idempotency-key": "late", "waybill-after": repriced["waybill-position"] ?? "" },
    });
    expect([refused.status, refused.body.code, refused.body.skus]).toEqual([409, "PricesHaveChanged", ["TEA"]]);
    expect((await server.ask(`GET ${changed}`)).body).toMatchObject({ status: "Open", totals: { grand: euros(1_198) }, version: 3 });
    const again = await checkOut(changed, under("late"));
    expect([again.status, again.body.code, again.headers["idempotency-replayed"]]).toEqual([409, "PricesHaveChanged", "true"]);
    const accepted = await checkOut(changed, under("seen"));
    expect([accepted.status, accepted.body.totals.grand]).toEqual([201, euros(1_198)]);
    await priceAsBefore();
  });
});

describe("a checkout whose process dies before the order is placed", () => {
  const died = async (key: string) => {
    const memory = sharedMemory();
    const [dying, living] = [
      await startTestServer({ foundation: memory.foundation((stream) => stream.includes("/order/")) }),
      await startTestServer({ foundation: memory.foundation() }),
    ];
    await stockFor(living);
    const cart = await cartOfTea(living);
    const unanswered = await checkOut(cart, under(key), dying);
    expect([unanswered.status, unanswered.body.code]).toEqual([503, "DatabaseIsAway"]);
    const { body: noted } = await living.ask(`GET ${cart}`);
    expect(noted).toMatchObject({ status: "CheckingOut", orderId: expect.stringMatching(/^ord_/) });
    expect((await living.ask(`GET /v1/orders/${noted.orderId}`)).status).toBe(404);
    await dying.stop();
    return { living, cart, orderId: noted.orderId };
  };
  it.each(["the same", "another"])("is finished by the next request, under %s key", async (next) => {
    const { living, cart, orderId } = await died("the same");
    const finished = await checkOut(cart, under(next), living);
    expect([finished.status, finished.body.id]).toEqual([201, orderId]);
    expect(finished.body).toMatchObject({ address: checkout.address, totals: { grand: euros(998) } });
    const after = { "waybill-after": String(finished.headers["waybill-position"]) };
    expect((await living.ask("GET /v1/orders", { headers: after })).body.items).toHaveLength(1);
    expect((await checkOut(cart, under("the same"), living)).body).toEqual(finished.body);
    await living.stop();
  });
});

describe("checkouts that race each other", () => {
  it("give one order, in one process or two, under one key or many", async () => {
    const memory = sharedMemory();
    const servers = [
      await startTestServer({ foundation: memory.foundation() }),
      await startTestServer({ foundation: memory.foundation() }),
    ];
    const merchant = MerchantId.create();
    await stockFor(servers[0]!, { merchant });
    const cart = await cartOfTea(servers[0]!, { merchant });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => checkOut(cart, { merchant, ...under(`key ${index % 8}`) }, servers[index % 2]!)),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    const after = { "waybill-after": String(answers[0]!.headers["waybill-position"]) };
    const lists = await Promise.all(servers.map((one) => one.ask("GET /v1/orders", { merchant, headers: after })));
    for (const { body } of lists) expect(body.items).toHaveLength(1);
    await Promise.all(servers.map((one) => one.stop()));
  });
});
