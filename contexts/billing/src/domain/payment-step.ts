import type { Decision } from "@waybill/kernel/decider";
import type { PaymentFact } from "./payment-events.ts";
import type { PaymentRefusal } from "./payment-rules.ts";

/** What can become of a command to a payment, before it is known what the payment then does by itself. */
export type PaymentDecision = Decision<PaymentFact, PaymentRefusal>;
