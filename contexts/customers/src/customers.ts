import type { Aggregate } from "@waybill/kernel/aggregate";
import type { Customer } from "./domain/customer.ts";
import type { CustomerCommand } from "./domain/customer-commands.ts";
import { customerDecider } from "./domain/customer-decider.ts";
import type { CustomerEvent } from "./domain/customer-events.ts";
import type { CustomerRefusal } from "./domain/customer-rules.ts";

/** How the kernel keeps customers. */
export const customerAggregate: Aggregate<CustomerCommand, Customer, CustomerEvent, CustomerRefusal> = {
  type: "customer",
  decider: customerDecider,
};
