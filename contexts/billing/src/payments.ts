import type { MerchantId, PaymentId } from "@waybill/contracts/vocabulary";
import { type Aggregate, decodeEvent } from "@waybill/kernel/aggregate";
import type { Instant } from "@waybill/kernel/clock";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import { type EventLog, type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import { limits } from "@waybill/kernel/limits";
import { evolve, isOpen, notCreated, type OpenPayment, type Payment } from "./domain/payment.ts";
import type { PaymentCommand } from "./domain/payment-commands.ts";
import { paymentDecider } from "./domain/payment-decider.ts";
import type { PaymentEvent } from "./domain/payment-events.ts";
import type { PaymentRefusal } from "./domain/payment-rules.ts";

export type PaymentAggregate = Aggregate<PaymentCommand, Payment, PaymentEvent, PaymentRefusal>;

/** How the kernel keeps payments. */
export const paymentAggregate: PaymentAggregate = { type: "payment", decider: paymentDecider };

/** One for all who command payments in a process: people, sagas, timers and the answers of providers. */
export type PaymentHandler = CommandHandler<PaymentCommand & IfVersion, Versioned<Payment>, PaymentEvent, PaymentRefusal | VersionIsStale>;

/** A recorded event of a payment as billing speaks of it today. */
export const decodePaymentEvent = (recorded: RecordedEvent): PaymentEvent => decodeEvent(paymentAggregate, recorded);

/** A payment, and when the last thing happened to it. */
export interface ShownPayment {
  readonly payment: OpenPayment;
  readonly updatedAt: Instant;
}

/** Reads a payment as it is now, or was at a version; null when the merchant has none. */
export const readingPayments =
  (log: Pick<EventLog, "readStream">) =>
  async (merchant: MerchantId, paymentId: PaymentId, atVersion = Number.POSITIVE_INFINITY): Promise<ShownPayment | null> => {
    const stream = streamName(merchant, paymentAggregate.type, paymentId);
    let shown: { readonly payment: Payment; readonly updatedAt: Instant | null } = { payment: notCreated, updatedAt: null };
    for (;;) {
      const wanted = Math.min(limits.streamPageEvents, atVersion - shown.payment.version);
      const page = wanted > 0 ? await log.readStream(stream, shown.payment.version, wanted) : [];
      for (const recorded of page) {
        const event = decodePaymentEvent(recorded);
        shown = { payment: evolve(shown.payment, event), updatedAt: event.at };
      }
      if (page.length < wanted || wanted <= 0) break;
    }
    const { payment, updatedAt } = shown;
    return isOpen(payment) && updatedAt !== null ? { payment, updatedAt } : null;
  };
