import { newUuid } from "@waybill/kernel/id";
import { describe, expect, it } from "vitest";
import { askedOf, portsWith } from "../testing/cart-ports.ts";
import { cartId, cup, cupAdded, guestCartId, openIt, teaAdded } from "../testing/cart-samples.ts";
import { cartRecordOf } from "./cart-answer.ts";
import type { CartPorts } from "./cart-ports.ts";
import { mergeCart } from "./merge-carts.ts";

const merchant = "default";
const addTo = (ports: CartPorts, cart: typeof cartId) => ports.carts.handle(cart, { ...cupAdded, type: "AddItem" }, { merchant });

/** Two carts, of which the guest's is changed right before it is to end, as often as `times` says. */
const changingCarts = async (times: number) => {
  const ports = portsWith();
  await ports.carts.handle(cartId, openIt, { merchant });
  await ports.carts.handle(guestCartId, { ...openIt, cartId: guestCartId }, { merchant });
  await ports.carts.handle(guestCartId, { ...teaAdded, type: "AddItem" }, { merchant });
  let left = times;
  const handle: CartPorts["carts"]["handle"] = async (id, command, context) => {
    if (command.type === "MergeCart" && left > 0) {
      left -= 1;
      await addTo(ports, guestCartId);
    }
    return ports.carts.handle(id, command, context);
  };
  const cartOf = async (id: typeof cartId) => cartRecordOf(await ports.cartHistory.read(merchant, id))?.cart;
  return { ports: { ...ports, carts: { handle } }, cartOf };
};

describe("a merge while the guest goes on shopping", () => {
  it("loses nothing of what was put in in between", async () => {
    const { ports, cartOf } = await changingCarts(2);
    expect(await mergeCart(ports).handle(askedOf(cartId, { from: guestCartId }, newUuid()))).toMatchObject({ kind: "done", status: 200 });
    const guests = await cartOf(guestCartId);
    expect(guests).toMatchObject({ status: "Merged", into: cartId, items: [teaItem, { sku: cup, quantity: 4 }] });
    expect((await cartOf(cartId))?.items).toEqual(guests?.items);
  });
  it("is put off when it never stops", async () => {
    const { ports, cartOf } = await changingCarts(100);
    expect(await mergeCart(ports).handle(askedOf(cartId, { from: guestCartId }, newUuid()))).toMatchObject({ kind: "contended" });
    expect(await cartOf(guestCartId)).toMatchObject({ status: "Open" });
  });
});

const teaItem = { sku: teaAdded.sku, quantity: teaAdded.quantity };
