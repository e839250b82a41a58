import { setTimeout as sleep } from "node:timers/promises";
import { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { Clock } from "@waybill/kernel/clock";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { Sealer } from "@waybill/kernel/sealed";
import type { OrderCommand } from "./domain/order-commands.ts";
import { orderingEdgeLimits } from "./http/limits.ts";
import type { OrderHandler, OrderHistory } from "./http/ports.ts";

export interface PromisingParts {
  readonly orders: OrderHandler;
  readonly orderHistory: OrderHistory;
  readonly sealer: Pick<Sealer, "standing">;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/**
 * Orders as sagas command them: none is confirmed whose person was erased, for nobody could bring it to them. The key is looked at after
 * the order was recorded, and not in memory: so either the erasure has seen the order, and is given up, or it is seen here. An erasure
 * that is just under way is waited for a little; if it has not ended then, it counts as done.
 */
export const promising = (parts: PromisingParts) => ({
  handle: async (id: string, command: OrderCommand, context: CommandContext): ReturnType<OrderHandler["handle"]> => {
    const isPromise = command.type === "ConfirmOrder";
    if (!isPromise || (await personIsThere(parts, id, context.merchant))) return parts.orders.handle(id, command, context);
    return parts.orders.handle(id, { type: "Refuse", refusal: { code: "PersonIsErased" } }, context);
  },
});

/** @throws StoreUnavailable when it cannot be told now: it is asked again later, with the saga's ask. */
const personIsThere = async ({ orderHistory, sealer, clock }: PromisingParts, id: string, merchant: string): Promise<boolean> => {
  const untilMs = clock.monotonicMs() + orderingEdgeLimits.erasureWaitMs;
  try {
    const subject = await subjectOf(orderHistory, id, merchant);
    for (;;) {
      const standing = subject === null ? "open" : await sealer.standing(subject);
      if (standing !== "closed" || clock.monotonicMs() >= untilMs) return standing === "open";
      await sleep(orderingEdgeLimits.erasureLookMs);
    }
  } catch (error) {
    throw new StoreUnavailable(`whose order ${id} is cannot be looked up`, { cause: error });
  }
};

/** Under whose key an order is sealed; null for what is no order that was placed here. */
const subjectOf = async (orderHistory: OrderHistory, id: string, merchant: string): Promise<string | null> => {
  const [merchantId, orderId] = [MerchantId.parse(merchant), OrderId.parse(id)];
  if (merchantId === null || orderId === null) return null;
  const [first] = await orderHistory.read(merchantId, orderId, { after: 0, limit: 1 });
  return first?.event.type === "OrderPlaced" ? (first.event.customerId ?? orderId) : null;
};
