import { done } from "@waybill/client";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moneyKept, openShop, type Shop, unitPrice } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const each = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => of(index));

describe("nothing is sold that is not there (promise 1)", () => {
  it("64 buyers race for 10 units through two processes: ten get one and pay for it, the others are told what is left", async () => {
    await shop.stock("LAST", 10);
    const placed = await Promise.all(each(64, (nth) => shop.place(nth, { sku: "LAST", contact: { name: `Buyer ${nth}` } })));
    const orders = await Promise.all(placed.map(({ id }) => shop.becomes(id, "Confirmed", "Rejected")));
    const winners = orders.filter(({ status }) => status === "Confirmed");
    const losers = orders.filter(({ status }) => status === "Rejected");
    expect([winners.length, losers.length]).toEqual([10, 54]);
    expect(new Set(losers.map(({ refusal }) => JSON.stringify(refusal)))).toEqual(
      new Set([JSON.stringify({ code: "OutOfStock", lines: [{ sku: "LAST", requested: 1, available: 0 }] })]),
    );
    await shop.quiet();
    expect(await shop.level("LAST")).toEqual({ onHand: 10, held: 0, committed: 10, available: 0 });
    for (const { id } of winners) expect(await shop.payments(id)).toMatchObject([{ status: "Authorised", amount: { amount: unitPrice } }]);
    for (const { id } of losers) expect(moneyKept(await shop.payments(id))).toBe(0);
  });

  it("who allows it is asked what to do when only a part is there, and gets and pays what was chosen", async () => {
    await shop.stock("PART", 2);
    const { id } = await shop.place(0, { sku: "PART", quantity: 3, allowPartial: true });
    const waiting = await shop.becomes(id, "AwaitingCustomer");
    expect(waiting).toMatchObject({ refusal: { lines: [{ sku: "PART", requested: 3, available: 2 }] }, deadline: { owner: "customer" } });
    expect(await shop.level("PART")).toMatchObject({ held: 2, available: 0 });
    done(await shop.server(1).waybill.chooseLines({ orderId: id, body: { lines: [{ id: 1, quantity: 2 }] } }));
    const confirmed = await shop.becomes(id, "Confirmed");
    expect(confirmed.payment.authorised).toEqual({ amount: 2 * unitPrice, currency: "EUR" });
    expect(await shop.level("PART")).toEqual({ onHand: 2, held: 0, committed: 2, available: 0 });
  });
});

describe("one order per intent (promise 2)", () => {
  it("twenty retries through two processes make one order, which is confirmed once and paid once", async () => {
    await shop.stock("ONCE", 20);
    const once = { idempotencyKey: "one intent" };
    const answers = await Promise.all(each(20, (nth) => shop.place(nth, { sku: "ONCE" }, once)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const { id } = answers[0]!;
    await shop.becomes(id, "Confirmed");
    const again = await shop
      .server(1)
      .waybill.placeOrder({ body: { lines: [{ sku: "ONCE", quantity: 1 }], paymentMethod: "pm_ok" } }, once);
    expect(again).toMatchObject({ kind: "done", replayed: true, body: answers[0] });
    await shop.quiet();
    expect(moneyKept(await shop.payments(id))).toBe(unitPrice);
    expect(await shop.payments(id)).toHaveLength(1);
    expect(await shop.level("ONCE")).toMatchObject({ held: 0, committed: 1, available: 19 });
  });
});

describe("nobody is charged without an order, and nobody twice (promise 3)", () => {
  it.for([
    ["pm_declined", "CardIsDeclined"],
    ["pm_expired_card", "CardIsExpired"],
    ["pm_timeout_then_declined", "CardIsDeclined"],
  ] as const)("an order is rejected, its stock comes back and nothing is charged: %s", async ([paymentMethod, code]) => {
    const sku = `NOT-${paymentMethod}`;
    await shop.stock(sku, 1);
    const { id } = await shop.place(0, { sku, paymentMethod });
    expect((await shop.becomes(id, "Rejected")).refusal).toMatchObject({ code: "PaymentDeclined" });
    await shop.quiet();
    expect(await shop.payments(id)).toMatchObject([{ status: "Declined", refusal: { code } }]);
    expect(moneyKept(await shop.payments(id))).toBe(0);
    expect(await shop.level(sku)).toEqual({ onHand: 1, held: 0, committed: 0, available: 1 });
  });

  it.for(["pm_ok", "pm_timeout_then_ok", "recorded"])("an order is confirmed and charged once: %s", async (paymentMethod) => {
    const sku = `YES-${paymentMethod}`;
    await shop.stock(sku, 1);
    const { id } = await shop.place(1, { sku, paymentMethod });
    await shop.becomes(id, "Confirmed");
    await shop.quiet();
    expect(await shop.payments(id)).toHaveLength(1);
    expect(moneyKept(await shop.payments(id))).toBe(unitPrice);
    expect(await shop.level(sku)).toMatchObject({ held: 0, committed: 1 });
  });

  it.for([
    ["confirm", "Confirmed", unitPrice],
    ["refuse", "Rejected", 0],
  ] as const)("an order waits for what the customer does at the bank: %s", async ([outcome, status, charged]) => {
    const sku = `BANK-${outcome}`;
    await shop.stock(sku, 1);
    const { id } = await shop.place(0, { sku, paymentMethod: "pm_requires_action" });
    const payment = await atTheBank(id);
    expect((await shop.becomes(id, "Reserved")).deadline).toMatchObject({ owner: "customer" });
    const acting = (what: "confirm" | "refuse") =>
      shop.server(1).waybill.actAtSimulatedBank({ body: { paymentId: payment, outcome: what } });
    done(await acting(outcome));
    await shop.becomes(id, status);
    // The bank has nothing left to ask for; what was done it tells again, and that is known.
    expect(await acting(outcome === "confirm" ? "refuse" : "confirm")).toMatchObject({ refusal: { code: "NothingIsToConfirm" } });
    done(await acting(outcome));
    await shop.quiet();
    expect(moneyKept(await shop.payments(id))).toBe(charged);
    expect(await shop.level(sku)).toMatchObject({ held: 0, committed: charged / unitPrice });
  });

  it("a customer who confirms at the bank while the order is being cancelled gets the money back by itself", async () => {
    await shop.stock("GONE", 8);
    const orders = await Promise.all(each(8, (nth) => shop.place(nth, { sku: "GONE", paymentMethod: "pm_requires_action" })));
    await Promise.all(
      orders.map(async ({ id }, nth) => {
        const paymentId = await atTheBank(id);
        await Promise.all([
          shop.server(nth).waybill.cancelOrder({ orderId: id, body: { reason: "changed my mind" } }),
          shop.server(nth + 1).waybill.actAtSimulatedBank({ body: { paymentId, outcome: "confirm" } }),
        ]);
        await shop.becomes(id, "Cancelled");
      }),
    );
    await shop.quiet();
    for (const { id } of orders) await eventually("money is back", async () => moneyKept(await shop.payments(id)) === 0);
    expect(await shop.level("GONE")).toEqual({ onHand: 8, held: 0, committed: 0, available: 8 });
  });
});

const atTheBank = (orderId: string): Promise<string> =>
  eventually("the customer has to act", async () => {
    const [payment] = await shop.payments(orderId);
    return payment?.status === "RequiresAction" && payment.id;
  });
