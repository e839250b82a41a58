import { newUuid } from "@waybill/kernel/id";
import { describe, expect, it } from "vitest";
import { askedOf, portsWith } from "../testing/cart-ports.ts";
import { cartId, openIt, teaAdded } from "../testing/cart-samples.ts";
import { cartRecordOf } from "./cart-answer.ts";
import { checkOutCart } from "./check-out-cart.ts";

const body = { address: { lines: ["Mannerheimintie 1"], city: "Helsinki", country: "FI" }, paymentMethod: "pm_ok" };
const asked = (commandId: string) => askedOf(cartId, body, commandId);

describe("a checkout whose order is refused", () => {
  it("says so, every time, and gives the cart back", async () => {
    const refusal = { code: "CustomerIsBlocked" } as const;
    const placed: string[] = [];
    const ports = portsWith(async (orderId, _, { commandId = "" }) => {
      placed.push(`${orderId} ${commandId}`);
      return { kind: "refused", refusal, version: 0, replayed: placed.length > 1 };
    });
    await ports.carts.handle(cartId, openIt, { merchant: "default" });
    await ports.carts.handle(cartId, { ...teaAdded, type: "AddItem" }, { merchant: "default" });
    const cart = async () => cartRecordOf(await ports.cartHistory.read("default", cartId))?.cart;
    const key = newUuid();
    expect(await checkOutCart(ports).handle(asked(key))).toMatchObject({ kind: "refused", refusal });
    expect(await cart()).toMatchObject({ status: "Open", attempts: 1 });
    expect(await checkOutCart(ports).handle(asked(key))).toMatchObject({ kind: "refused", refusal, replayed: true });
    expect(new Set(placed).size).toBe(1);
    expect(await cart()).toMatchObject({ status: "Open", attempts: 1 });
    // Another wish is another attempt, and another order; the first wish stays the first.
    await checkOutCart(ports).handle(asked(newUuid()));
    expect(new Set(placed).size).toBe(2);
    expect(await cart()).toMatchObject({ status: "Open", attempts: 2 });
    await checkOutCart(ports).handle(asked(key));
    expect(placed.at(-1)).toBe(placed[0]);
  });
});
