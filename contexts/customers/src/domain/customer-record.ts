import type { MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { evolve, type KnownCustomer, unknown } from "./customer.ts";
import type { CustomerEvent } from "./customer-events.ts";

/** All that the events of one customer tell, beside what decisions need. */
export type CustomerRecord = {
  readonly customer: KnownCustomer;
  readonly merchantId: MerchantId;
  readonly addedAt: Instant;
  readonly updatedAt: Instant;
  /** How many events have been folded: the aggregate's version. */
  readonly version: number;
};

/** The record after one more event; null until the customer is known. */
export const evolveCustomerRecord = (record: CustomerRecord | null, event: CustomerEvent): CustomerRecord | null => {
  const customer = evolve(record?.customer ?? unknown, event);
  if (customer.status === "Unknown") return null;
  if (event.type === "CustomerAdded") {
    const { merchantId, at } = event;
    return { customer, merchantId, addedAt: at, updatedAt: at, version: 1 };
  }
  return record && { ...record, customer, updatedAt: event.at, version: record.version + 1 };
};
