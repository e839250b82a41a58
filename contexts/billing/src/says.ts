import {
  authorisationAtRisk,
  authorisationLapsed,
  captureFailed,
  disputeClosed,
  paymentAuthorised,
  paymentCaptured,
  paymentDeclined,
  paymentDisputed,
  paymentRequiresAction,
  paymentSettled,
  paymentTimeIsUp,
  paymentUnknown,
  paymentVoided,
  refundFailed,
  refundSucceeded,
} from "@waybill/contracts/billing";
import { MerchantId, moneyOf, PaymentId } from "@waybill/contracts/vocabulary";
import { type IntegrationEvent, say } from "@waybill/kernel/integration-event";
import type { SaysWhole } from "@waybill/kernel/voice";
import { heldOf } from "./domain/ledger.ts";
import { isOpen, type OpenPayment, type Payment } from "./domain/payment.ts";
import type { FactOf, OperationKind, PaymentEvent } from "./domain/payment-events.ts";

/** What billing says of a payment. What somebody typed as a reason is not told. */
export const saysOfPayment: SaysWhole<PaymentEvent, Payment> = (event, payment, { stream }) => {
  const [merchant = "", , id = ""] = stream.split("/");
  const [merchantId, paymentId] = [MerchantId.parse(merchant), PaymentId.parse(id)];
  if (merchantId === null || paymentId === null) throw new TypeError(`${stream} is not the stream of a payment`);
  // Given up before it had begun.
  if (!isOpen(payment)) {
    if (event.type !== "PaymentSettled") return [];
    const about = { merchantId, paymentId, orderId: event.orderId };
    return [say(paymentSettled, { ...about, refunded: null, voided: null, settledAt: event.at })];
  }
  const said = saidOf(event, payment);
  return said === null ? [] : [said];
};

/** All that has moved of it, for whoever keeps the figures: what was told before may have been put right by this. */
const sumsOf = ({ version, ledger: { authorised, captured, voided, refunded } }: OpenPayment) => {
  return { version, authorised, captured, voided, refunded };
};

const aboutOf = ({ merchantId, paymentId, orderId }: OpenPayment) => ({ merchantId, paymentId, orderId });

const saidOf = (event: PaymentEvent, payment: OpenPayment): IntegrationEvent | null => {
  const { ledger, currency } = payment;
  const money = (amount: number) => moneyOf(amount, currency);
  const about = aboutOf(payment);
  const sums = sumsOf(payment);
  switch (event.type) {
    case "PaymentAuthorised":
    case "ActionRequired":
    case "PaymentDeclined":
    case "PaymentExpired":
      // Whoever gave it up waits for nothing but its being settled.
      return ledger.abandoned === null ? ofAuthorisation(event, payment) : null;
    case "AnswerMissed":
    case "LookUpRequested":
      return unknown(event, payment);
    case "PaymentCaptured": {
      const { captureId, amount, at } = event;
      return say(paymentCaptured, { ...about, captureId, amount: money(amount), captured: money(ledger.captured), sums, capturedAt: at });
    }
    case "RefundSucceeded": {
      const { refundId, amount, at } = event;
      return say(refundSucceeded, { ...about, refundId, amount: money(amount), refunded: money(ledger.refunded), sums, refundedAt: at });
    }
    case "CaptureFailed":
    case "RefundFailed":
      return event.isFinal ? failed(event, payment) : null;
    case "PaymentSettled":
      return say(paymentSettled, {
        ...{ ...about, refunded: money(ledger.refunded), voided: money(ledger.voided) },
        ...{ sums, settledAt: event.at },
      });
    case "PaymentVoided":
      // Of what was given up, all is told when nothing is held any more.
      if (event.amount === 0 || (ledger.abandoned !== null && !ledger.isSettled)) return null;
      return say(paymentVoided, { ...about, amount: money(event.amount), sums, voidedAt: event.at });
    case "RenewalRefused":
    case "AuthorisationLapsed":
      return ofExpiry(event, payment);
    case "PaymentDisputed": {
      const { amount, respondBy, at } = event;
      return say(paymentDisputed, { ...about, amount: money(amount), respondBy, disputedAt: at });
    }
    case "DisputeClosed": {
      const amount = money(ledger.dispute?.amount ?? 0);
      return say(disputeClosed, { ...about, amount, isWon: event.isWon, closedAt: event.at });
    }
    default:
      return null;
  }
};

type OfAuthorisation = FactOf<"ActionRequired" | "PaymentAuthorised" | "PaymentDeclined" | "PaymentExpired">;

const ofAuthorisation = (event: OfAuthorisation, payment: OpenPayment): IntegrationEvent => {
  const about = aboutOf(payment);
  switch (event.type) {
    case "PaymentAuthorised":
      return say(paymentAuthorised, { ...about, amount: moneyOf(event.amount, payment.currency), authorisedAt: event.at });
    case "ActionRequired": {
      const { type, url } = event.nextAction;
      return say(paymentRequiresAction, { ...about, nextAction: { type, url }, expiresAt: event.expiresAt, requiredAt: event.at });
    }
    case "PaymentDeclined":
      return say(paymentDeclined, { ...about, code: event.code, declinedAt: event.at });
    case "PaymentExpired":
      return say(paymentDeclined, { ...about, code: paymentTimeIsUp, declinedAt: event.at });
  }
};

const operationNames: Readonly<Record<OperationKind, string>> = {
  authorise: "Authorise",
  capture: "Capture",
  refund: "Refund",
  renew: "Renew",
  void: "Void",
};

/** Once for each operation: when it has just become unknown. */
const unknown = (event: FactOf<"AnswerMissed" | "LookUpRequested">, payment: OpenPayment): IntegrationEvent | null => {
  const { operation } = payment.ledger;
  const isNews = event.type === "AnswerMissed" ? operation?.lookUps === 0 : event.lookUp === 1 && operation?.unknownSince === event.at;
  if (operation === null || !isNews) return null;
  return say(paymentUnknown, { ...aboutOf(payment), operation: operationNames[operation.kind], unknownAt: event.at });
};

const failed = (event: FactOf<"CaptureFailed" | "RefundFailed">, payment: OpenPayment): IntegrationEvent | null => {
  const about = aboutOf(payment);
  const { captures, refunds } = payment.ledger;
  const { code, at: failedAt } = event;
  if (event.type === "CaptureFailed") {
    const capture = captures.find(({ captureId }) => captureId === event.captureId);
    if (capture?.status !== "Failed") return null;
    const { captureId, amount } = capture;
    return say(captureFailed, { ...about, captureId, amount: moneyOf(amount, payment.currency), code, failedAt });
  }
  const refund = refunds.find(({ refundId }) => refundId === event.refundId);
  // An earlier try of it was done.
  if (refund?.status !== "Failed") return null;
  const { amount } = refund;
  return say(refundFailed, { ...about, refundId: event.refundId, amount: moneyOf(amount, payment.currency), code, failedAt });
};

const ofExpiry = (event: FactOf<"AuthorisationLapsed" | "RenewalRefused">, payment: OpenPayment): IntegrationEvent | null => {
  const about = aboutOf(payment);
  const { ledger, currency } = payment;
  if (event.type === "AuthorisationLapsed") {
    return say(authorisationLapsed, { ...about, amount: moneyOf(event.amount, currency), sums: sumsOf(payment), lapsedAt: event.at });
  }
  if (ledger.expiresAt === null || ledger.abandoned !== null) return null;
  const amount = moneyOf(heldOf(ledger), currency);
  return say(authorisationAtRisk, { ...about, amount, code: event.code, expiresAt: ledger.expiresAt, foundAt: event.at });
};
