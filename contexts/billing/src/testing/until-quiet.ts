import { evolve, isOpen, type Payment } from "../domain/payment.ts";
import type { PaymentCommand } from "../domain/payment-commands.ts";
import { paymentDecider } from "../domain/payment-decider.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";
import { abandonIt, answerIt, done, minute } from "./payment-samples.ts";

/** To give the payment up. */
export const givingUp: readonly PaymentCommand[] = [
  { ...abandonIt, at: minute(100) },
  { type: "VoidPayment", at: minute(100) },
];

/** Tells the payment something, and lets its provider do whatever it is asked. */
export const untilQuiet = (
  before: Payment,
  told: readonly PaymentCommand[],
): { readonly payment: Payment; readonly events: readonly PaymentEvent[] } => {
  let payment = before;
  const events: PaymentEvent[] = [];
  const tell = (command: PaymentCommand): void => {
    const decision = paymentDecider.decide(command, payment);
    if (decision.kind !== "accepted") return;
    events.push(...decision.events);
    payment = decision.events.reduce(evolve, payment);
  };
  const at = minute(100);
  for (const command of told) tell(command);
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const ledger = isOpen(payment) ? payment.ledger : null;
    if (ledger?.isPausing && isOpen(payment)) tell({ type: "WakePayment", version: payment.wake ?? 0, at });
    if (ledger === null || ledger.operation === null) continue;
    const { kind, key } = ledger.operation;
    const isOfAuthorisation = kind === "authorise" || kind === "renew";
    tell(answerIt(key, isOfAuthorisation ? { kind: "authorised", reference: "ref_last", expiresAt: null } : done, at));
  }
  return { payment, events };
};
