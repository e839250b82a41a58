import type { Instant } from "@waybill/kernel/clock";
import {
  type Capture,
  givenElsewhereOf,
  heldOf,
  isDead,
  isPending,
  keptOf,
  type Ledger,
  letsRestGo,
  loweredPrefix,
  takeableOf,
} from "./ledger.ts";
import { evolve, isOpen, type OpenPayment, type Payment } from "./payment.ts";
import type { OperationKind, PaymentFact } from "./payment-events.ts";
import { beyondDue, refundable } from "./payment-rules.ts";
import { isUncollected } from "./stuck.ts";

/**
 * What a payment does by itself, now that nothing is in flight: what waits for its turn, and giving back what came for an order that is
 * dead. One thing at a time; null when there is nothing to do.
 */
const nextFact = (payment: OpenPayment, at: Instant): PaymentFact | null => {
  const { ledger } = payment;
  if (ledger.operation !== null || ledger.isPausing) return null;
  if (isDead(ledger)) {
    const undoing = nextUndoing(payment, at);
    if (undoing !== null) return undoing;
  }
  const capture = ledger.captures.find(({ status }) => status === "Requested");
  if (capture !== undefined && !isDead(ledger)) return captureFact(payment, capture, at);
  const refund = ledger.refunds.find(({ status }) => status === "Requested");
  if (refund !== undefined && ledger.dispute?.outcome !== "open") return refundFact(payment, refund, at);
  const tooMuch = refundBeyondDue(ledger, at);
  if (tooMuch !== null) return tooMuch;
  if (isRestToGo(ledger)) return voidFact(payment, at);
  return isNewlySettled(ledger) ? { type: "PaymentSettled", orderId: payment.orderId, at } : null;
};

/** Not as long as an operator may still have it taken. */
const isRestToGo = (ledger: Ledger): boolean => letsRestGo(ledger) && !ledger.isVoidRefused && heldOf(ledger) > 0 && !isUncollected(ledger);

const nextUndoing = (payment: OpenPayment, at: Instant): PaymentFact | null => {
  const { ledger } = payment;
  if (!ledger.isStuck && (heldOf(ledger) > 0 || ledger.action !== null)) return voidFact(payment, at);
  // What cannot be let go keeps nothing from being given back.
  const isStuck = ledger.isStuck && !(ledger.isVoidRefused && ledger.refunds.at(-1)?.status !== "Failed");
  const amount = refundable(ledger);
  if (ledger.abandoned === null || isStuck || amount <= 0) return null;
  // The name is the same whoever decides this; a refund that failed has its own.
  const refundId = `abandoned-${ledger.refunds.length + 1}`;
  return { type: "RefundRequested", refundId, amount, reason: "PaymentIsAbandoned", at };
};

/** The order costs less than was taken. A refund that failed for good is an operator's: it is not asked for again and again. */
const refundBeyondDue = (ledger: Ledger, at: Instant): PaymentFact | null => {
  const amount = beyondDue(ledger);
  if (amount <= 0 || ledger.abandoned !== null || ledger.refunds.at(-1)?.status === "Failed") return null;
  return { type: "RefundRequested", refundId: `${loweredPrefix}${ledger.refunds.length + 1}`, amount, reason: "LessIsDue", at };
};

const isNewlySettled = (ledger: Ledger): boolean =>
  ledger.abandoned !== null && !ledger.isSettled && (ledger.accepted !== null || nothingIsHeld(ledger));

const nothingIsHeld = (ledger: Ledger): boolean =>
  heldOf(ledger) === 0 &&
  keptOf(ledger) === givenElsewhereOf(ledger) &&
  ledger.action === null &&
  ledger.dispute?.outcome !== "open" &&
  !ledger.refunds.some(isPending);

/** Our own key for the next operation: whoever finds it at the provider knows whose it is, and which. */
export const nextKey = ({ merchantId, paymentId, ledger }: OpenPayment, kind: OperationKind): string =>
  `${merchantId}/${paymentId}/${ledger.operations + 1}-${kind}`;

const captureFact = (payment: OpenPayment, capture: Capture, at: Instant): PaymentFact => {
  const { captureId } = capture;
  // The order may cost less since it was asked for.
  const amount = Math.min(capture.amount, takeableOf(payment.ledger));
  if (amount === 0 && capture.amount > 0) return { type: "CaptureDropped", captureId, at };
  if (payment.provider === null) return { type: "PaymentCaptured", captureId, amount, at };
  return { type: "CaptureSubmitted", captureId, key: nextKey(payment, "capture"), amount, at };
};

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
