import type { Clock } from "@waybill/kernel/clock";
import { aggregateTimekeeper, type Timekeeper } from "@waybill/kernel/timekeeper";
import type { PaymentCommand } from "../domain/payment-commands.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import { type PaymentHandler, paymentAggregate } from "../payments.ts";

/** A payment has one timer: when it wants to be woken. */
export const paymentTimekeeper = (payments: PaymentHandler, clock: Clock): Timekeeper =>
  aggregateTimekeeper<PaymentCommand, PaymentEvent>({
    aggregate: paymentAggregate,
    handler: payments,
    timerEventOf: ({ wake }) => {
      if (wake === undefined) return null;
      return wake === null ? { type: "TimerDropped", timer: "wake" } : { type: "TimerSet", timer: "wake", due: wake };
    },
    commandOf: ({ version }) => ({ type: "WakePayment", version, at: clock.now() }),
  });
