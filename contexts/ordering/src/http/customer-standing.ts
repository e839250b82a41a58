import { setTimeout as sleep } from "node:timers/promises";
import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { orderingEdgeLimits } from "./limits.ts";
import type { OrderingPorts, OrderingRequestRefusal } from "./ports.ts";

/**
 * Why a customer may not order; null when they may, and for a guest. A customer of whom nothing was heard yet is waited for a little,
 * because the news of them may still be on their way here.
 */
export const whyNotOrder = async (
  { clock, customerStandings }: Pick<OrderingPorts, "clock" | "customerStandings">,
  merchant: MerchantId,
  customerId: CustomerId | null,
): Promise<OrderingRequestRefusal | null> => {
  if (customerId === null) return null;
  const untilMs = clock.monotonicMs() + orderingEdgeLimits.unknownCustomerWaitMs;
  for (;;) {
    const standing = await customerStandings.find(merchant, customerId);
    if (standing === "Known") return null;
    if (standing !== null) return { code: standing === "Blocked" ? "CustomerIsBlocked" : "PersonIsErased" };
    if (clock.monotonicMs() >= untilMs) return { code: "CustomerIsUnknown" };
    await sleep(orderingEdgeLimits.unknownCustomerLookMs);
  }
};
