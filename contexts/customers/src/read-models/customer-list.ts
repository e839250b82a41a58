import type { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Sealed } from "@waybill/kernel/sealed";
import type { CustomerAdded, CustomerEvent } from "../domain/customer-events.ts";
import { type CustomerStatus, customerLife } from "../domain/customer-life.ts";

/** One customer as lists show it. Nothing of a name that could be searched for: what finds a person would be a trace of them. */
export type CustomerRow = {
  readonly customerId: CustomerId;
  readonly merchant: MerchantId;
  readonly status: CustomerStatus;
  readonly blocked: boolean;
  /** Null once erased. */
  readonly name: Sealed<string> | null;
  readonly email: Sealed<string> | null;
  readonly addedAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
};

/** Answers which customers a merchant has, the newest first. */
export const customerList: ReadModel<CustomerEvent, CustomerRow> = {
  name: "customer_list",
  version: 2,
  columns: {
    customerId: "text",
    merchant: "text",
    status: "text",
    blocked: "boolean",
    name: "json",
    email: "json",
    addedAt: "bigint",
    updatedAt: "bigint",
    version: "integer",
  },
  // Newest first in all of them, because an index is read as fast backwards.
  indexes: [
    "(merchant, added_at, customer_id)",
    "(merchant, status, added_at, customer_id)",
    "(merchant, added_at, customer_id) where blocked",
  ],
  of: "customer",
  keyOf: (_, { stream }) => streamParts(stream).id,
  project: (row, event, { version }) => {
    if (event.type === "CustomerAdded") return begun(event);
    if (row === null) return null;
    const target = customerLife[row.status][event.type];
    const status = typeof target === "string" ? target : row.status;
    return { ...row, status, ...learnt(event), updatedAt: event.at, version };
  },
};

const begun = ({ customerId, merchantId, name, email, at }: CustomerAdded): CustomerRow => ({
  customerId,
  merchant: merchantId,
  status: "Active",
  blocked: false,
  name,
  email,
  addedAt: at,
  updatedAt: at,
  version: 1,
});

const learnt = (event: CustomerEvent): Partial<CustomerRow> => {
  switch (event.type) {
    case "ProfileChanged":
      return event.field === "name" || event.field === "email" ? { [event.field]: event.value } : {};
    case "CustomerBlocked":
      return { blocked: true };
    case "CustomerUnblocked":
      return { blocked: false };
    case "CustomerErased":
      return { name: null, email: null };
    default:
      return {};
  }
};
