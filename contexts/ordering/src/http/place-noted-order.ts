import { CartId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { CommandContext } from "@waybill/kernel/command-identity";
import { derivedUuid } from "@waybill/kernel/id";
import type { CheckoutStarted } from "../domain/cart-events.ts";
import type { CartRecord } from "../domain/cart-record.ts";
import { cartRecordOf } from "./cart-answer.ts";
import type { CartPorts } from "./cart-ports.ts";

type Ports = Pick<CartPorts, "cartHistory" | "carts" | "clock" | "customerStandings" | "orders" | "terms">;

/** A cart that is, or was, being checked out. */
export type NotedOrder = CartRecord & { readonly checkout: CheckoutStarted };

export const isNoted = (record: CartRecord | null): record is NotedOrder => record !== null && record.checkout !== null;

/** How the order's command is known, whoever places it: the request, the next one, or the checkout saga. */
const placing = (orderId: string, { merchant, ...context }: CommandContext): CommandContext => ({
  ...context,
  merchant,
  commandId: derivedUuid("place-order", merchant, orderId),
  request: orderId,
  isNew: true,
});

/**
 * Places the order that the cart has noted. If the process dies before this, the cart is locked and there is no order yet: the next
 * request to check it out, under the same key or another, finds the note and comes here with the same ids, and so does the checkout
 * saga. If it dies after this, the next one meets the order.
 */
export const placeNotedOrder = async (
  { carts, customerStandings, orders, terms }: Pick<Ports, "carts" | "customerStandings" | "orders" | "terms">,
  { checkout, cartId, merchantId }: NotedOrder,
  { context, at }: { readonly context: CommandContext; readonly at: Instant },
) => {
  const { orderId, customerId, quote, payments, allowPartial, delivery, contact, address, note } = checkout;
  // Asked again, and not waited for: between the note and this somebody may have been blocked.
  const [standing, policies] = await Promise.all([
    customerId && customerStandings.find(merchantId, customerId),
    terms.policies(merchantId),
  ]);
  const customerIsBlocked = standing === "Blocked";
  const wish = { customerId, customerIsBlocked, externalId: null, cartId, quote, payments, allowPartial, delivery, promise: null };
  const command = { type: "PlaceOrder", orderId, merchantId, ...wish, policies, contact, address, note, metadata: {}, at } as const;
  const placed = await orders.handle(orderId, command, placing(orderId, context));
  // What the order refuses, the cart need not wait for.
  if (placed.kind === "refused") {
    const reopening = { type: "ReopenCart", orderId, reason: placed.refusal.code, at } as const;
    const identity = { commandId: derivedUuid("reopen-cart", merchantId, orderId), request: orderId };
    await carts.handle(cartId, reopening, { ...context, ...identity });
  }
  return placed;
};

/** The same for a saga, which knows the cart only. */
export const placeNotedOrderOf =
  (ports: Ports) =>
  async (id: string, context: CommandContext): ReturnType<typeof placeNotedOrder> => {
    const [merchant, cartId] = [MerchantId.parse(context.merchant), CartId.parse(id)];
    const record = merchant && cartId && cartRecordOf(await ports.cartHistory.read(merchant, cartId));
    if (!isNoted(record)) throw new Error(`${id} notes no order`);
    return placeNotedOrder(ports, record, { context, at: ports.clock.now() });
  };
