import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, NoAnswer, type Order } from "@waybill/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moneyKept, openShop, type Shop, unitPrice, type Wish } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const ordersPlaced = 120;
const units = 100;
const deaths = 3;

/** All methods that need nobody at a bank, and now and then more than there is left. */
const wish = (nth: number): Wish => ({
  sku: `DEATH-${nth % 4}`,
  quantity: 1 + (nth % 2),
  paymentMethod: ["pm_ok", "pm_ok", "pm_declined", "pm_timeout_then_ok", "recorded"][nth % 5] ?? "pm_ok",
});

/** As a customer does it whose shop does not answer: again, through whichever process, under the same key. */
const placeUntilAnswered = async (nth: number): Promise<Order> => {
  const once: CallOptions = { idempotencyKey: `order ${nth}` };
  for (let attempt = nth; ; attempt += 1) {
    try {
      return await shop.place(attempt, wish(nth), once);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }
};

const killAndRestart = async (): Promise<void> => {
  for (let death = 0; death < deaths; death += 1) {
    await sleep(300 + Math.random() * 700);
    await shop.server(0).kill();
    await shop.restart(0);
  }
};

describe("what was acknowledged survives the death of any process at any moment (promise 5)", () => {
  it("every order ends Confirmed or Rejected, and stock and money are exact, though a server is killed while they are promised", async () => {
    for (let nth = 0; nth < 4; nth += 1) await shop.stock(`DEATH-${nth}`, units / 4);
    // So that the prices are known wherever an order may come to.
    await shop.quiet();
    const killing = killAndRestart();
    const placed = await Promise.all(
      Array.from({ length: ordersPlaced }, async (_, nth) => {
        await sleep(nth * 25);
        return placeUntilAnswered(nth);
      }),
    );
    await killing;
    expect(new Set(placed.map(({ id }) => id)).size).toBe(ordersPlaced);
    const ended = await Promise.all(placed.map(({ id }) => shop.becomes(id, "Confirmed", "Rejected")));
    await shop.quiet();
    const sold = new Map<string, number>();
    for (const [nth, { id, status }] of ended.entries()) {
      const { sku, quantity = 1, paymentMethod } = wish(nth);
      const isConfirmed = status === "Confirmed";
      if (paymentMethod === "pm_declined") expect(status).toBe("Rejected");
      expect(moneyKept(await shop.payments(id)), `${id} is ${status}`).toBe(isConfirmed ? quantity * unitPrice : 0);
      if (isConfirmed) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
    }
    for (const [sku, committed] of sold) {
      expect(await shop.level(sku)).toEqual({ onHand: units / 4, held: 0, committed, available: units / 4 - committed });
    }
    expect(sold.size).toBe(4);
    // Sent once more, each is still the order that it was.
    const again = await Promise.all(placed.map((_, nth) => shop.place(nth, wish(nth), { idempotencyKey: `order ${nth}` })));
    expect(again).toEqual(placed);
  });
});
