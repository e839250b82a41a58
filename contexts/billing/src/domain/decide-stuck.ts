import type { Instant } from "@waybill/kernel/clock";
import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import { isDead, type Ledger, loweredPrefix, type Operation } from "./ledger.ts";
import type { OpenPayment } from "./payment.ts";
import type { CommandOf } from "./payment-commands.ts";
import type { FactOf, PaymentFact } from "./payment-events.ts";
import { beyondDue, capturable, refundable } from "./payment-rules.ts";
import type { PaymentDecision } from "./payment-step.ts";

/** What became of a call is looked up, a pause ends, what failed for good begins again: now, and not when it would by itself. */
export const retry = ({ at }: CommandOf<"RetryPayment">, payment: OpenPayment): PaymentDecision => {
  const { ledger } = payment;
  if (ledger.operation !== null) return lookUp(payment, ledger.operation, at);
  if (ledger.isPausing) return accept({ type: "PauseEnded", at });
  if (ledger.isStuck) return accept<PaymentFact>({ type: "WorkResumed", at }, ...resumed(payment, at));
  return isActionOverdue(payment, at) ? accept({ type: "PaymentExpired", at }) : nothingToDo;
};

/** A call that is not on record yet is made by whoever follows: there is nothing to look for. */
const lookUp = ({ provider }: OpenPayment, { key, lookUps, calledAt }: Operation, at: Instant): PaymentDecision =>
  calledAt === null ? nothingToDo : accept({ type: "LookUpRequested", key, lookUp: lookUps + 1, provider, at });

/** What came for a dead order is given back by itself as soon as work goes on. */
const resumed = ({ ledger }: OpenPayment, at: Instant): readonly PaymentFact[] =>
  isDead(ledger) ? [] : [...resumedCaptures(ledger, at), ...resumedRefunds(ledger, at)];

/** Where there is money for a part only, since the order costs less or something else was taken, that part is taken. The newest comes first. */
const resumedCaptures = (ledger: Ledger, at: Instant): readonly PaymentFact[] => {
  const captures: FactOf<"CaptureResumed">[] = [];
  let left = capturable(ledger);
  for (const { captureId, amount } of ledger.captures.filter(({ status }) => status === "Failed").reverse()) {
    if (left <= 0) break;
    captures.push({ type: "CaptureResumed", captureId, at });
    left -= amount;
  }
  return captures;
};

/** No more is tried than there is money for. */
const resumedRefunds = (ledger: Ledger, at: Instant): readonly PaymentFact[] => {
  const refunds: FactOf<"RefundResumed">[] = [];
  let left = refundable(ledger);
  for (const { refundId, amount, status } of ledger.refunds) {
    const isDue = !refundId.startsWith(loweredPrefix) || amount <= beyondDue(ledger);
    if (status !== "Failed" || amount > left || !isDue) continue;
    refunds.push({ type: "RefundResumed", refundId, at });
    left -= amount;
  }
  return refunds;
};

/**
 * What an operator can decide: that what failed for good stays as it is, that the customer has had time enough, that a dispute nobody
 * answered in time is lost. What a provider is doing, only the provider can say.
 */
export const resolve = ({ reason, at }: CommandOf<"ResolvePayment">, payment: OpenPayment): PaymentDecision => {
  const { ledger, orderId } = payment;
  const { operation, isPausing, isStuck, accepted, dispute } = ledger;
  if (operation !== null || isPausing) return reject({ code: "WorkIsUnderWay" });
  if (isStuck) return accepted === null ? accept({ type: "FailureAccepted", reason, at }) : nothingToDo;
  if (isActionOverdue(payment, at)) return accept({ type: "PaymentAbandoned", orderId, reason, at });
  if (dispute?.outcome === "open" && dispute.respondBy <= at) {
    return accept({ type: "DisputeClosed", disputeId: dispute.disputeId, isWon: false, at });
  }
  return reject({ code: "PaymentIsNotStuck" });
};

/** The timer should have said so. */
const isActionOverdue = ({ ledger }: OpenPayment, at: Instant): boolean =>
  ledger.action !== null && !isDead(ledger) && ledger.action.expiresAt <= at;
