import { setTimeout as sleep } from "node:timers/promises";
import { done } from "@waybill/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moneyKept, openShop, type Shop, unitPrice } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  done(await shop.server(0).waybill.changeMerchant({ body: { policies: { capture: "on_confirmation" } } }));
  await shop.stock("PREPAID", 100);
  await shop.quiet();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Each has another weakness: the bank refuses the first capture, or its answer gets lost, or nobody is called. */
const methods = ["pm_ok", "pm_capture_fails_once", "pm_timeout_then_ok", "recorded"];
const captured = async (orderId: string): Promise<readonly (readonly [method: string, captured: number, captures: number])[]> =>
  (await shop.payments(orderId)).map(({ method, captured: { amount }, captures }) => [method, amount, captures.length]);

describe("money that is taken as soon as an order is confirmed", () => {
  it("is taken once, and given back once when the order is cancelled, though a process dies between", async () => {
    const placing = Array.from({ length: 16 }, async (_, nth) => {
      await sleep(nth * 20);
      return shop.place(1, { sku: "PREPAID", paymentMethod: methods[nth % methods.length] ?? "pm_ok" });
    });
    await sleep(200);
    await shop.server(0).kill();
    await shop.restart(0);
    const orders = await Promise.all(placing);
    const patience = { timeout: 120_000, interval: 200 };
    for (const [nth, { id }] of orders.entries()) {
      await shop.becomes(id, "Confirmed");
      const expected = [[methods[nth % methods.length], unitPrice, 1]];
      await expect.poll(() => captured(id), patience).toEqual(expected);
    }
    await shop.quiet();
    const { payment } = done(await shop.server(1).waybill.getOrder({ orderId: orders[0]?.id ?? "" }));
    expect([payment.status, payment.captured.amount]).toEqual(["Captured", unitPrice]);
    for (const { id } of orders) done(await shop.server(0).waybill.cancelOrder({ orderId: id, body: { reason: "changed my mind" } }));
    for (const { id } of orders) {
      await shop.becomes(id, "Cancelled");
      await expect.poll(async () => moneyKept(await shop.payments(id)), patience).toBe(0);
      const [only, ...others] = await shop.payments(id);
      expect([only?.captured.amount, only?.refunded.amount, others]).toEqual([unitPrice, unitPrice, []]);
    }
    expect(await shop.level("PREPAID")).toMatchObject({ onHand: 100, available: 100 });
  });
});
