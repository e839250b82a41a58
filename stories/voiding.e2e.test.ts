import { setTimeout as sleep } from "node:timers/promises";
import { done, NoAnswer } from "@waybill/client";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  await shop.stock("UNPAID", 100);
  await shop.quiet();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Some are promised by then, others still on their way. */
const orders = 16;

/** As somebody in the office does it whose request is not answered: again. */
const voidPayment = async (paymentId: string, nth: number): Promise<void> => {
  for (let attempt = nth; ; attempt += 1) {
    try {
      done(await shop.server(attempt).waybill.voidPayment({ paymentId }));
      return;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }
};
const paymentOf = (orderId: string): Promise<string> =>
  eventually(`a payment of ${orderId} is listed`, async () => (await shop.payments(orderId))[0]?.id);
const orderOf = async (orderId: string) => done(await shop.server(1).waybill.getOrder({ orderId }));
const reasonsOf = async (orderId: string) => (await orderOf(orderId)).holds.map(({ reason }) => reason);

describe("money that somebody in the office lets go", () => {
  it("leaves no order promised for nothing that goes on, though a process dies between", async () => {
    const placed = await Promise.all(Array.from({ length: orders }, (_, nth) => shop.place(nth, { sku: "UNPAID" })));
    const voiding = placed.map(async ({ id }, nth) => {
      await sleep(nth * 30);
      await voidPayment(await paymentOf(id), nth);
    });
    await sleep(300);
    await shop.server(0).kill();
    await shop.restart(0);
    await Promise.all(voiding);
    for (const { id } of placed) {
      await eventually(`${id} is held, or did not come about`, async () => {
        const { status, holds } = await orderOf(id);
        return status === "Rejected" || holds.length > 0;
      });
    }
    await shop.quiet();
    const held = [];
    for (const { id } of placed) if ((await orderOf(id)).status !== "Rejected") held.push(id);
    expect(held.length).toBeGreaterThan(1);
    for (const id of held) expect(await reasonsOf(id)).toEqual(["Payment 1 was voided"]);
    // The customer has paid in cash; the others go without.
    const [paid = "", ...unpaid] = held;
    done(await shop.server(0).waybill.resumeOrder({ orderId: paid, body: { reason: "Payment 1 was voided" } }));
    for (const orderId of unpaid) done(await shop.server(0).waybill.cancelOrder({ orderId, body: { reason: "never paid" } }));
    for (const id of unpaid) await shop.becomes(id, "Cancelled");
    await shop.becomes(paid, "Confirmed");
    await shop.quiet();
    expect(await reasonsOf(paid)).toEqual([]);
    expect(await shop.level("UNPAID")).toMatchObject({ onHand: 100, committed: 1, available: 99 });
  });
});
