import { targets } from "@waybill/kernel/life";
import { evolve, isOpen, notCreated, type OpenPayment, type Payment } from "../domain/payment.ts";
import type { PaymentCommand } from "../domain/payment-commands.ts";
import { paymentDecider } from "../domain/payment-decider.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import { type PaymentMove, paymentLife } from "../domain/payment-life.ts";
import type { PaymentRefusal } from "../domain/payment-rules.ts";
import { paymentId } from "./payment-samples.ts";

/** What became of the last of several commands, and the payment after all of them. */
export interface Told {
  /** The types of what the last one made it record; empty when it recorded nothing. */
  readonly recorded: readonly PaymentEvent["type"][];
  readonly events: readonly PaymentEvent[];
  /** Of the last one. */
  readonly refusal: PaymentRefusal | null;
  readonly payment: Payment;
  /** Fails when the payment was never created. */
  readonly open: OpenPayment;
  /** Of the operation in flight. */
  readonly key: string;
}

export type Step = PaymentCommand | ((told: Told) => PaymentCommand);

/** @throws Error for a move that is not in the payment's table. */
export const moved = (before: Payment, event: PaymentEvent): Payment => {
  const after = evolve(before, event);
  const { status } = after;
  if (status === before.status || targets(paymentLife, before.status, event.type as PaymentMove).includes(status)) return after;
  throw new Error(`${event.type} moves a payment from ${before.status} to ${status}, which its table does not know`);
};

/** Tells a new payment these commands, one after the other; a command may be made from what came before. */
export const tell = (...steps: readonly Step[]): Told => {
  let told = toldOf(notCreated, [], null);
  for (const step of steps) {
    const command = typeof step === "function" ? step(told) : step;
    const decision = paymentDecider.decide(command, told.payment);
    const events = decision.kind === "accepted" ? decision.events : [];
    told = toldOf(events.reduce(moved, told.payment), events, decision.kind === "refused" ? decision.refusal : null);
  }
  return told;
};

const toldOf = (payment: Payment, events: readonly PaymentEvent[], refusal: PaymentRefusal | null): Told => ({
  recorded: events.map(({ type }) => type),
  events,
  refusal,
  payment,
  get open() {
    if (!isOpen(payment)) throw new Error(`payment ${paymentId} is ${payment.status}`);
    return payment;
  },
  get key() {
    return isOpen(payment) ? (payment.ledger.operation?.key ?? "") : "";
  },
});
