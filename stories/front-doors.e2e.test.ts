import { setTimeout as sleep } from "node:timers/promises";
import { done } from "@waybill/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop.ts";

/** The process that follows, and the one that only answers. */
const [follower, door] = [0, 1];

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(["all", "requests"]);
});
afterAll(() => shop[Symbol.asyncDispose]());

describe("a process that only answers requests (WAYBILL_FOLLOWS=no)", () => {
  it("takes orders that another process brings to a promise, and shows them as they come about", async () => {
    await shop.stock("TEA", 3);
    const { id } = await shop.place(door, { sku: "TEA", quantity: 2 });
    await shop.becomes(id, "Confirmed");
    const listed = done(await shop.server(door).waybill.listOrders({}));
    expect(listed.items).toMatchObject([{ id }]);
    expect(await shop.level("TEA")).toEqual({ onHand: 3, held: 0, committed: 2, available: 1 });
  });

  it("follows nothing: without another process an order stays where it is until one comes", async () => {
    await shop.stock("CAKE", 1);
    await shop.quiet();
    await shop.server(follower).kill();
    const { id } = await shop.place(door, { sku: "CAKE" });
    // Longer than the lease of the one that was killed: whoever followed here would have taken over.
    await sleep(10_000);
    expect(done(await shop.server(door).waybill.getOrder({ orderId: id })).status).toBe("Placed");
    await shop.restart(follower);
    await shop.becomes(id, "Confirmed");
  });
});
