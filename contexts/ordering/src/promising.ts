import { setTimeout as sleep } from "node:timers/promises";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import type { Clock } from "@waybill/kernel/clock";
import type { CommandContext } from "@waybill/kernel/command-identity";
import type { Sealer } from "@waybill/kernel/sealed";
import type { OrderCommand } from "./domain/order-commands.ts";
import { orderingEdgeLimits } from "./http/limits.ts";
import type { OrderHandler } from "./http/ports.ts";

export interface PromisingParts {
  readonly orders: OrderHandler;
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
    const isOpen = command.type !== "ConfirmOrder" || (await personIsThere(parts, command.customerId ?? id));
    if (isOpen) return parts.orders.handle(id, command, context);
    return parts.orders.handle(id, { type: "Refuse", refusal: { code: "PersonIsErased" } }, context);
  },
});

/** `subject` is whose key the order is sealed under. @throws StoreUnavailable when it cannot be told now: it is asked again later, with the saga's ask. */
const personIsThere = async ({ sealer, clock }: PromisingParts, subject: string): Promise<boolean> => {
  const untilMs = clock.monotonicMs() + orderingEdgeLimits.erasureWaitMs;
  try {
    for (;;) {
      const standing = await sealer.standing(subject);
      if (standing !== "closed" || clock.monotonicMs() >= untilMs) return standing === "open";
      await sleep(orderingEdgeLimits.erasureLookMs);
    }
  } catch (error) {
    throw new StoreUnavailable(`whether ${subject} is there cannot be looked up`, { cause: error });
  }
};
