import type { Instant } from "@waybill/kernel/clock";
import { heldOf, isDead, isPending, keptOf, type Ledger } from "./ledger.ts";
import { evolve, isOpen, type OpenPayment, type Payment } from "./payment.ts";
import type { OperationKind, PaymentFact } from "./payment-events.ts";
import { refundable } from "./payment-rules.ts";

/**
 * What a payment does by itself, now that nothing is in flight: what waits for its turn, and giving back what came for an order that is
 * dead. One thing at a time; null when there is nothing to do.
 */
const nextFact = (payment: OpenPayment, at: Instant): PaymentFact | null => {
  const { ledger } = payment;
  if (ledger.operation !== null || ledger.isPausing) return null;
  if (isDead(ledger) && !ledger.isStuck) {
    const undoing = nextUndoing(payment, at);
    if (undoing !== null) return undoing;
  }
  const capture = ledger.captures.find(({ status }) => status === "Requested");
  if (capture !== undefined && !isDead(ledger)) return captureFact(payment, capture, at);
  const refund = ledger.refunds.find(({ status }) => status === "Requested");
  if (refund !== undefined && ledger.dispute?.outcome !== "open") return refundFact(payment, refund, at);
  if (ledger.releasesRest && !ledger.isStuck && heldOf(ledger) > 0) return voidFact(payment, at);
  return isNewlySettled(ledger) ? { type: "PaymentSettled", orderId: payment.orderId, at } : null;
};

const nextUndoing = (payment: OpenPayment, at: Instant): PaymentFact | null => {
  const { ledger } = payment;
  if (heldOf(ledger) > 0 || ledger.action !== null) return voidFact(payment, at);
  const amount = refundable(ledger);
  if (ledger.abandoned === null || amount <= 0) return null;
  // The name is the same whoever decides this; a refund that failed has its own.
  const refundId = `abandoned-${ledger.refunds.length + 1}`;
  return { type: "RefundRequested", refundId, amount, reason: "PaymentIsAbandoned", at };
};

const isNewlySettled = (ledger: Ledger): boolean =>
  ledger.abandoned !== null &&
  !ledger.isSettled &&
  heldOf(ledger) === 0 &&
  keptOf(ledger) === 0 &&
  ledger.action === null &&
  ledger.dispute?.outcome !== "open" &&
  !ledger.refunds.some(isPending);

/** Our own key for the next operation: whoever finds it at the provider knows whose it is, and which. */
export const nextKey = ({ merchantId, paymentId, ledger }: OpenPayment, kind: OperationKind): string =>
  `${merchantId}/${paymentId}/${ledger.operations + 1}-${kind}`;

const captureFact = (payment: OpenPayment, { captureId, amount }: { readonly captureId: string; readonly amount: number }, at: Instant) =>
  payment.provider === null
    ? ({ type: "PaymentCaptured", captureId, amount, at } as const)
    : ({ type: "CaptureSubmitted", captureId, key: nextKey(payment, "capture"), amount, at } as const);

const refundFact = (payment: OpenPayment, { refundId, amount }: { readonly refundId: string; readonly amount: number }, at: Instant) =>
  payment.provider === null
    ? ({ type: "RefundSucceeded", refundId, amount, at } as const)
    : ({ type: "RefundSubmitted", refundId, key: nextKey(payment, "refund"), amount, at } as const);

const voidFact = (payment: OpenPayment, at: Instant) => {
  const amount = heldOf(payment.ledger);
  if (payment.provider === null) return { type: "PaymentVoided", amount, at } as const;
  return { type: "VoidSubmitted", key: nextKey(payment, "void"), amount, at } as const;
};

/** These facts, and what the payment then does by itself. */
export const withWork = (payment: Payment, facts: readonly PaymentFact[], at: Instant): readonly PaymentFact[] => {
  const all = [...facts];
  let after = facts.reduce(evolve, payment);
  // Each step ends something that was waiting, so this comes to an end.
  for (;;) {
    const next = isOpen(after) ? nextFact(after, at) : null;
    if (next === null) return all;
    all.push(next);
    after = evolve(after, next);
  }
};
