import { setTimeout as sleep } from "node:timers/promises";
import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { orderingEdgeLimits } from "./limits.ts";
import type { CustomerStanding, OrderingPorts } from "./ports.ts";

/**
 * Whether a customer may order; null for a guest. A customer of whom nothing was heard yet is waited for a little, because the news of
 * them may still be on their way here; then null, too.
 */
export const standingOf = async (
  { clock, customerStandings }: Pick<OrderingPorts, "clock" | "customerStandings">,
  merchant: MerchantId,
  customerId: CustomerId | null,
): Promise<CustomerStanding | null> => {
  if (customerId === null) return null;
  const untilMs = clock.monotonicMs() + orderingEdgeLimits.unknownCustomerWaitMs;
  for (;;) {
    const standing = await customerStandings.find(merchant, customerId);
    if (standing !== null || clock.monotonicMs() >= untilMs) return standing;
    await sleep(orderingEdgeLimits.unknownCustomerLookMs);
  }
};
