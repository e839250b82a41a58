import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, done, type Order } from "@waybill/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moneyKept, openShop, type Shop, unitPrice } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const each = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => of(index));

const cancel = (nth: number, { id }: Order, options?: CallOptions) =>
  shop.server(nth).waybill.cancelOrder({ orderId: id, body: { reason: "changed my mind" } }, options);

/** Sixty moments of a promise, of which the first is before anything has happened and the last ten after everything has. */
const moment = async (nth: number, { id }: Order): Promise<void> => {
  await sleep(nth * 25);
  if (nth >= 50) await shop.becomes(id, "Confirmed");
};

describe("a cancelled order's money and stock come back exactly once (promise 4)", () => {
  it("also when it is cancelled while it is being confirmed: it is one or the other", async () => {
    await shop.stock("RACE", 60);
    const placed = await Promise.all(each(60, (nth) => shop.place(nth, { sku: "RACE" })));
    const cancelled = await Promise.all(
      placed.map(async (order, nth) => {
        await moment(nth, order);
        // Every second one only if nothing has happened to the order yet; whoever asks for it without condition gets it.
        const answer = await cancel(nth + 1, order, nth % 2 === 0 ? { ifMatch: '"1"' } : {});
        if (answer.kind === "refused") expect([nth % 2, answer.refusal.code]).toEqual([0, "VersionIsStale"]);
        return answer.kind === "done";
      }),
    );
    const ended = await Promise.all(placed.map(({ id }, nth) => shop.becomes(id, cancelled[nth] ? "Cancelled" : "Confirmed")));
    await shop.quiet();
    const confirmed = ended.filter(({ status }) => status === "Confirmed");
    expect(confirmed.length).toBeGreaterThanOrEqual(5);
    expect(confirmed.length).toBeLessThanOrEqual(29);
    expect(await shop.level("RACE")).toEqual({
      ...{ onHand: 60, held: 0, committed: confirmed.length, available: 60 - confirmed.length },
    });
    for (const { id, status } of ended) expect(moneyKept(await shop.payments(id))).toBe(status === "Confirmed" ? unitPrice : 0);
    for (const { id, status } of ended) {
      const { items } = done(await shop.server(0).waybill.getOrderHistory({ orderId: id }));
      expect(items.filter(({ event }) => event === `Order${status}`)).toHaveLength(1);
    }
  });

  it("also when it is cancelled again and again, through every process, after it was confirmed", async () => {
    await shop.stock("BACK", 3);
    const order = await shop.place(0, { sku: "BACK", quantity: 2 });
    await shop.becomes(order.id, "Confirmed");
    expect(await shop.level("BACK")).toMatchObject({ committed: 2, available: 1 });
    const answers = await Promise.all(each(10, (nth) => cancel(nth, order)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await shop.becomes(order.id, "Cancelled");
    await shop.quiet();
    expect(await shop.level("BACK")).toEqual({ onHand: 3, held: 0, committed: 0, available: 3 });
    expect(await shop.payments(order.id)).toMatchObject([{ status: "Voided", voided: { amount: 2 * unitPrice } }]);
    expect((await cancel(1, order)).status).toBe(200);
  });
});

describe("two operators at one order", () => {
  it("do not undo each other's work: who saw an older version is told so, and looks again", async () => {
    await shop.stock("DESK", 1);
    const { id: orderId } = await shop.place(0, { sku: "DESK", paymentMethod: "pm_requires_action" });
    await shop.becomes(orderId, "Reserved");
    const desks = each(2, (nth) => shop.server(nth).waybill);
    const seen = await Promise.all(desks.map((desk) => desk.getOrder({ orderId })));
    const [first, second] = await Promise.all(
      desks.map((desk, nth) => desk.holdOrder({ orderId, body: { reason: `operator ${nth}` } }, { ifMatch: etagOf(seen[nth]) })),
    );
    const [winner, loser] = first?.kind === "done" ? [first, second] : [second, first];
    expect(winner).toMatchObject({ kind: "done", body: { holds: [{ reason: expect.stringMatching(/operator/) }] } });
    expect(loser).toMatchObject({ status: 412, refusal: { code: "VersionIsStale", version: Number(etagOf(winner).slice(1, -1)) } });
    const again = await desks[0]!.getOrder({ orderId });
    expect(done(again).holds).toHaveLength(1);
    const resumed = await desks[0]!.resumeOrder({ orderId, body: {} }, { ifMatch: etagOf(again) });
    expect(done(resumed).holds).toEqual([]);
  });
});

const etagOf = (answer: { readonly kind: string; readonly etag?: string | null } | undefined): string => answer?.etag ?? "";
