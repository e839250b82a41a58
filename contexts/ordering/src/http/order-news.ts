import type { MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import { createBell } from "@waybill/kernel/bell";
import { orderingEdgeLimits } from "./limits.ts";
import type { OrderingPorts, RecordedOrderEvent } from "./ports.ts";

export interface NewsWanted {
  readonly merchant: MerchantId;
  readonly orderId: OrderId;
  /** The version that is known already. */
  readonly after: number;
  /** How long nothing may be told. It is looked again then, too. */
  readonly quietMs: number;
}

/**
 * What is recorded of an order after a version, whichever process does it, in order and without a hole; empty when nothing has
 * happened for `quietMs`. The log is read again only when what was read has been taken. Ends soon after `until` is aborted.
 */
export const orderNews = async function* (
  { orderHistory, watchOrder }: Pick<OrderingPorts, "orderHistory" | "watchOrder">,
  { merchant, orderId, after, quietMs }: NewsWanted,
  until: AbortSignal,
): AsyncGenerator<readonly RecordedOrderEvent[]> {
  const bell = createBell();
  until.addEventListener("abort", bell.ring);
  const leave = await watchOrder(merchant, orderId, bell.ring);
  try {
    let version = after;
    for (let fresh = true; !until.aborted; fresh = false) {
      // Before the first look nothing is waited for; after it, everything that it did not see rings.
      if (!fresh) await bell.wait(quietMs);
      if (until.aborted) return;
      const events = await orderHistory.read(merchant, orderId, { after: version, limit: orderingEdgeLimits.newsEvents });
      version += events.length;
      if (events.length === orderingEdgeLimits.newsEvents) bell.ring();
      if (events.length > 0 || !fresh) yield events;
    }
  } finally {
    leave();
    until.removeEventListener("abort", bell.ring);
  }
};
