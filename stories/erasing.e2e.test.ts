import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moneyKept, openShop, type Shop, unitPrice } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const rounds = 96;
const atOnce = 8;
const sku = "ERASED";
/** How long each of them waits at most before it is asked for. An erasure has to be well under way when the order comes, or it just sees it. */
const delayMs = { erasure: 5, order: 250 };

interface Ended {
  readonly person: string;
  readonly order: string;
  /** Null for an order that was not taken. */
  readonly orderId: string | null;
}

/** Somebody whom every process knows; the one that will take their order has their key at hand. */
const addPerson = async (nth: number): Promise<string> => {
  const { body } = await shop.server(nth + 1).ask("POST", "/v1/customers", { body: { name: `Aino ${nth}` } });
  return body.id;
};

/** Erases somebody through one process while an order is placed for them through the other. How both ended. */
const race = async (customerId: string, nth: number): Promise<Ended> => {
  const [erasing, placing] = [shop.server(nth), shop.server(nth + 1)];
  const path = `/v1/customers/${customerId}`;
  const contact = { name: `Aino at work ${nth}` };
  const body = { customerId, contact, lines: [{ sku, quantity: 1 }], paymentMethod: "pm_ok" };
  const [erased, placed] = await Promise.all([
    sleep(Math.random() * delayMs.erasure).then(() => erasing.ask("DELETE", path)),
    sleep(Math.random() * delayMs.order).then(() => placing.ask("POST", "/v1/orders", { body })),
  ]);
  if (placed.status === 409) {
    expect([placed.body.code, erased.status]).toEqual(["PersonIsErased", 200]);
    return { person: "Erased", order: "refused", orderId: null };
  }
  expect(placed.status).toBe(201);
  const { status, contact: readable } = (await shop.becomes(placed.body.id, "Confirmed", "Rejected")) as {
    status: string;
    contact?: unknown;
  };
  const { body: after } = await placing.ask("GET", path);
  const isErased = erased.status === 200;
  if (!isErased) expect([erased.status, erased.body.code]).toEqual([409, "CustomerHasLiveOrders"]);
  expect(after).toMatchObject(isErased ? { status: "Erased", name: null } : { status: "Active", name: `Aino ${nth}` });
  if (!isErased) expect(readable).toEqual(contact);
  return { person: after.status, order: status, orderId: placed.body.id };
};

describe("somebody who is erased while they order", () => {
  it("is there for their order, or the order is not taken: whichever process is asked for which, and never half", async () => {
    await shop.stock(sku, rounds);
    const persons = await Promise.all(Array.from({ length: rounds }, (_, nth) => addPerson(nth)));
    await shop.quiet();
    const ended: Ended[] = [];
    for (let first = 0; first < rounds; first += atOnce) {
      const racing = persons.slice(first, first + atOnce);
      ended.push(...(await Promise.all(racing.map((person, index) => race(person, first + index)))));
    }
    await shop.quiet();
    const ends = Object.groupBy(ended, ({ person, order }) => `${person}, ${order}`);
    expect(ends["Erased, Confirmed"] ?? []).toEqual([]);
    // Somebody whose erasure was given up for an order may still lose it, where that took too long.
    const possible = ["Active, Confirmed", "Active, Rejected", "Erased, Rejected", "Erased, refused"];
    expect(Object.keys(ends).filter((end) => !possible.includes(end))).toEqual([]);
    // Otherwise nothing has raced.
    for (const end of ["Active, Confirmed", "Erased, Rejected"] as const) expect(ends[end]?.length, end).toBeGreaterThan(0);
    // Money and stock are only where a promise is.
    for (const { orderId, order } of ended) {
      if (orderId !== null) expect(moneyKept(await shop.payments(orderId))).toBe(order === "Confirmed" ? unitPrice : 0);
    }
    const committed = ended.filter(({ order }) => order === "Confirmed").length;
    expect(await shop.level(sku)).toEqual({ onHand: rounds, held: 0, committed, available: rounds - committed });
  });
});
