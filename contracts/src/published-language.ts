import type { Contract } from "@waybill/kernel/integration-event";
import { billingLanguage } from "./billing.ts";
import { catalogLanguage } from "./catalog.ts";
import { customersLanguage } from "./customers.ts";
import { inventoryLanguage } from "./inventory.ts";
import { orderingLanguage } from "./ordering.ts";

/** All that contexts say to one another: read it and you know the system. */
export const publishedLanguage: readonly Contract[] = [
  ...billingLanguage,
  ...catalogLanguage,
  ...customersLanguage,
  ...inventoryLanguage,
  ...orderingLanguage,
];
