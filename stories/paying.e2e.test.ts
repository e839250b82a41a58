import { setTimeout as sleep } from "node:timers/promises";
import { done, NoAnswer } from "@waybill/client";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moneyKept, openShop, type Shop, unitPrice } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  done(await shop.server(0).waybill.changeMerchant({ body: { policies: { paymentAttempts: 2 } } }));
  await shop.stock("TWICE", 100);
  await shop.quiet();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Whether the order waits for somebody to say how to pay. */
const mayBePaid = async (orderId: string): Promise<boolean> => {
  const actions = done(await shop.server(1).waybill.getOrderActions({ orderId }));
  return actions.some(({ action, allowed }) => action === "pay" && allowed);
};
const awaitsPayment = (orderId: string) =>
  eventually(`${orderId} may be paid`, async () => (await mayBePaid(orderId)) || sleep(50), 60_000);

/** Through one of the processes, in one's own window; what a process that dies does not answer is asked again elsewhere. */
const pay = async (nth: number, orderId: string, window = nth) => {
  const body = { paymentMethod: "pm_ok" };
  for (let attempt = nth; ; attempt += 1) {
    try {
      return await shop.server(attempt).waybill.payOrder({ orderId, body }, { idempotencyKey: `window ${window} of ${orderId}` });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }
};

describe("nobody is charged twice who tries another card (promise 3)", () => {
  it("of sixteen windows in two processes one pays for an order whose card was declined", async () => {
    const { id } = await shop.place(0, { sku: "TWICE", paymentMethod: "pm_declined" });
    await awaitsPayment(id);
    const answers = await Promise.all(Array.from({ length: 16 }, (_, nth) => pay(nth, id)));
    const told = answers.map((answer) => (answer.kind === "done" ? "done" : answer.refusal.code));
    expect(told.toSorted()).toEqual([...Array.from({ length: 15 }, () => "DueIsCovered"), "done"]);
    await shop.becomes(id, "Confirmed");
    await shop.quiet();
    const payments = await shop.payments(id);
    expect(payments.map(({ status }) => status).toSorted()).toEqual(["Authorised", "Declined"]);
    expect(moneyKept(payments)).toBe(unitPrice);
  });

  it("and one payment is made, though the process dies that was asked", async () => {
    const placed = await Promise.all(Array.from({ length: 12 }, () => shop.place(1, { sku: "TWICE", paymentMethod: "pm_declined" })));
    await Promise.all(placed.map(({ id }) => awaitsPayment(id)));
    const paying = placed.map(async ({ id }, nth) => {
      await sleep(nth * 30);
      return pay(0, id);
    });
    await sleep(150);
    await shop.server(0).kill();
    await shop.restart(0);
    for (const answer of await Promise.all(paying)) expect(answer.kind).toBe("done");
    await Promise.all(placed.map(({ id }) => shop.becomes(id, "Confirmed")));
    await shop.quiet();
    for (const { id } of placed) expect(moneyKept(await shop.payments(id))).toBe(unitPrice);
  });
});
