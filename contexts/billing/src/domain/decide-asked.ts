import { methodsByHand } from "@waybill/contracts/vocabulary";
import { accept, nothingToDo, reject } from "@waybill/kernel/decider";
import { heldOf, isDead, letsRestGo } from "./ledger.ts";
import { isOpen, type OpenPayment, type Payment } from "./payment.ts";
import type { CommandOf } from "./payment-commands.ts";
import type { PaymentFact } from "./payment-events.ts";
import {
  beyondAuthorisation,
  beyondCapture,
  capturable,
  disputed,
  firstOf,
  noReference,
  notAuthorised,
  otherCurrency,
  outOfRange,
  tooManyCaptures,
  tooManyRefunds,
} from "./payment-rules.ts";
import type { PaymentDecision } from "./payment-step.ts";

/** Methods by which somebody takes the money, so that no provider is asked. */
const byHand: ReadonlySet<string> = new Set(Object.keys(methodsByHand));

export const authorise = (command: CommandOf<"AuthorisePayment">, payment: Payment): PaymentDecision => {
  const { merchantId, paymentId, orderId, number, amount, method, at } = command;
  if (payment.status === "Abandoned") return reject({ code: "PaymentIsAbandoned" });
  if (isOpen(payment)) return isSame(payment, command) ? nothingToDo : reject({ code: "PaymentIsAnother" });
  const objection = firstOf(noReference(method), outOfRange(amount.amount, 0));
  if (objection !== null) return reject(objection);
  const provider = amount.amount === 0 || byHand.has(method) ? null : command.provider;
  const created: PaymentFact = { type: "PaymentCreated", merchantId, paymentId, orderId, number, amount, method, provider, at };
  if (provider === null) {
    return accept<PaymentFact>(created, { type: "PaymentAuthorised", amount: amount.amount, reference: null, expiresAt: null, at });
  }
  return accept<PaymentFact>(created, {
    type: "AuthorisationSubmitted",
    key: `${merchantId}/${paymentId}/1-authorise`,
    amount: amount.amount,
    at,
  });
};

const isSame = (payment: OpenPayment, { orderId, number, amount, method }: CommandOf<"AuthorisePayment">): boolean =>
  payment.orderId === orderId &&
  payment.number === number &&
  payment.amount === amount.amount &&
  payment.currency === amount.currency &&
  payment.method === method;

export const capture = (command: CommandOf<"CapturePayment">, payment: OpenPayment): PaymentDecision => {
  const { captureId, releaseRest, at } = command;
  const { ledger } = payment;
  if (ledger.captures.some((known) => known.captureId === captureId)) return nothingToDo;
  const amount = command.amount?.amount ?? capturable(ledger);
  // Where nothing was due, nothing is taken.
  const least = payment.amount === 0 ? 0 : 1;
  const objection = firstOf(
    notAuthorised(payment),
    command.amount === null ? null : otherCurrency(payment, command.amount),
    command.amount === null ? beyondAuthorisation(payment, least) : outOfRange(amount, least),
    beyondAuthorisation(payment, amount),
    tooManyCaptures(payment),
  );
  return objection === null ? accept({ type: "CaptureRequested", captureId, amount, releaseRest, at }) : reject(objection);
};

export const refund = (command: CommandOf<"RefundPayment">, payment: OpenPayment): PaymentDecision => {
  const { refundId, amount, reason, at } = command;
  if (payment.ledger.refunds.some((known) => known.refundId === refundId)) return nothingToDo;
  const objection = firstOf(
    otherCurrency(payment, amount),
    outOfRange(amount.amount, 1),
    disputed(payment),
    beyondCapture(payment, amount.amount),
    tooManyRefunds(payment),
  );
  return objection === null ? accept({ type: "RefundRequested", refundId, amount: amount.amount, reason, at }) : reject(objection);
};

/** Never refused: what it asks for is done now or as soon as it can be, also for a payment that is asked for later. */
export const abandon = ({ orderId, reason, at }: CommandOf<"AbandonPayment">, payment: Payment): PaymentDecision => {
  const abandoned: PaymentFact = { type: "PaymentAbandoned", orderId, reason, at };
  if (payment.status === "NotCreated") return accept<PaymentFact>(abandoned, { type: "PaymentSettled", orderId, at });
  if (!isOpen(payment) || payment.ledger.abandoned !== null) return nothingToDo;
  return accept(abandoned);
};

/** Only ever less: what is told late changes nothing. What follows from it, the payment does by itself. */
export const lower = ({ due, reason, at }: CommandOf<"LowerPayment">, payment: OpenPayment): PaymentDecision => {
  const { ledger } = payment;
  if (ledger.abandoned !== null) return nothingToDo;
  const objection = firstOf(otherCurrency(payment, due), outOfRange(due.amount, 0));
  if (objection !== null) return reject(objection);
  const isLess = due.amount < (ledger.due ?? payment.amount);
  return isLess ? accept({ type: "PaymentLowered", due: due.amount, reason, at }) : nothingToDo;
};

/**
 * What was taken stays taken: for that there are refunds. What is just being taken is given back, and what could not be taken is not wanted
 * any more.
 */
export const voidByHand = ({ at }: CommandOf<"VoidPayment">, payment: OpenPayment): PaymentDecision => {
  const { ledger, orderId } = payment;
  const isLettingGo = letsRestGo(ledger) && heldOf(ledger) > 0;
  if (ledger.isStuck && isDead(ledger)) return accept({ type: "WorkResumed", at });
  const wantedNoMore = ledger.captures
    .filter(({ status }) => status === "Failed")
    .map(({ captureId }) => ({ type: "CaptureDropped", captureId, at }) as const);
  if (ledger.isStuck && isLettingGo) return accept<PaymentFact>({ type: "WorkResumed", at }, ...wantedNoMore);
  if (isDead(ledger) || ledger.isVoided) return nothingToDo;
  if (ledger.captured === 0) return accept({ type: "PaymentAbandoned", orderId, reason: "VoidedByHand", at });
  if (heldOf(ledger) === 0) return reject({ code: "PaymentIsCaptured" });
  return letsRestGo(ledger) ? nothingToDo : accept<PaymentFact>({ type: "RestReleased", at }, ...wantedNoMore);
};
