import type { Aggregate } from "@waybill/kernel/aggregate";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import type { Payment } from "./domain/payment.ts";
import type { PaymentCommand } from "./domain/payment-commands.ts";
import { paymentDecider } from "./domain/payment-decider.ts";
import type { PaymentEvent } from "./domain/payment-events.ts";
import type { PaymentRefusal } from "./domain/payment-rules.ts";

export type PaymentAggregate = Aggregate<PaymentCommand, Payment, PaymentEvent, PaymentRefusal>;

/** How the kernel keeps payments. */
export const paymentAggregate: PaymentAggregate = { type: "payment", decider: paymentDecider };

/** One for all who command payments in a process: people, sagas, timers and the answers of providers. */
export type PaymentHandler = CommandHandler<PaymentCommand & IfVersion, Versioned<Payment>, PaymentEvent, PaymentRefusal | VersionIsStale>;
