import type { CustomerRefusal } from "./domain/customer-rules.ts";
import type { GuestRefusal } from "./domain/guest.ts";
import type { CustomersRequestRefusal } from "./http/ports.ts";

export { customersReadModels, customersVoices, openCustomers } from "./module.ts";

/** Every reason that customers may give for not doing something. */
export type CustomersRefusal = CustomerRefusal | CustomersRequestRefusal | GuestRefusal;
