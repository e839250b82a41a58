import { orderPoliciesSet } from "@waybill/contracts/billing-merchant";
import { orderPoliciesOf } from "@waybill/contracts/vocabulary";
import { say } from "@waybill/kernel/integration-event";
import type { Says } from "@waybill/kernel/voice";
import type { MerchantEvent } from "./domain/merchant.ts";

/** What billing says of a merchant: the policies whole. Who sells, only invoices tell. */
export const saysOfMerchant: Says<MerchantEvent> = (event) => {
  if (event.type !== "OrderPoliciesSet") return [];
  const { merchantId, policies, at: setAt } = event;
  return [say(orderPoliciesSet, { merchantId, policies: orderPoliciesOf(policies), setAt })];
};
