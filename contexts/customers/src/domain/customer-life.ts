import type { Life } from "@waybill/kernel/life";
import type { CustomerEvent } from "./customer-events.ts";

/** Whether somebody is known. That they are blocked is beside it: who is blocked is known all the same. */
export type CustomerStatus =
  | "Unknown"
  | "Active"
  /** Locked while it is found out whether the key may go, and while it goes: a moment, or until another process takes it over. */
  | "Erasing"
  | "Erased";

export const customerLife: Life<CustomerStatus, CustomerEvent["type"]> = {
  Unknown: { CustomerAdded: "Active" },
  Active: {
    ProfileChanged: "Active",
    AddressAdded: "Active",
    AddressChanged: "Active",
    AddressRemoved: "Active",
    ConsentGiven: "Active",
    ConsentWithdrawn: "Active",
    PreferencesSet: "Active",
    CustomerBlocked: "Active",
    CustomerUnblocked: "Active",
    ErasureStarted: "Erasing",
  },
  Erasing: { ErasureAbandoned: "Active", CustomerErased: "Erased" },
  Erased: {},
};
