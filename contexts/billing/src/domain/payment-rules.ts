import { isAmount, type Money } from "@waybill/contracts/vocabulary";
import { capturingOf, givenElsewhereOf, heldOf, keptOf, type Ledger, refundingOf, takeableOf, twicePrefix } from "./ledger.ts";
import { billingLimits } from "./limits.ts";
import type { OpenPayment } from "./payment.ts";
import type { PaymentStatus } from "./payment-life.ts";

/** Why a payment does not do what it was asked: codes that are true sentences about it. Amounts are in minor units. */
export type PaymentRefusal =
  | {
      readonly code: `PaymentIs${Extract<PaymentStatus, "Abandoned" | "Captured" | "Declined" | "Disputed" | "Expired" | "Lost" | "NotCreated" | "Voided" | "Voiding">}`;
    }
  /** The same id stands for another order, amount or method. */
  | { readonly code: "PaymentIsAnother" }
  | { readonly code: "PaymentIsNotAuthorised" | "PaymentIsNotCaptured" }
  | { readonly code: "CaptureExceedsAuthorisation"; readonly left: number; readonly asked: number }
  /** There would be money for it, but the order costs less than when it was set aside. */
  | { readonly code: "CaptureExceedsDue"; readonly left: number; readonly asked: number }
  | { readonly code: "RefundExceedsCapture"; readonly left: number; readonly asked: number }
  | { readonly code: "AmountIsOutOfRange" | "CurrencyDiffers" | "MethodIsNoReference" }
  | { readonly code: "PaymentHasTooManyCaptures" | "PaymentHasTooManyRefunds"; readonly limit: number }
  /** A provider is being asked, or will be after a pause: what comes of it, nobody else can say. */
  | { readonly code: "WorkIsUnderWay" }
  | { readonly code: "PaymentIsNotStuck" }
  /** A provider says of one kind of operation what can only be said of another. */
  | { readonly code: "AnswerDoesNotFit" };

/** What a rule says: why not, or null. */
export type Said = PaymentRefusal | null;

// A card number must never get into an event, where it would stay for ever: thirteen digits in a row are taken for one.
export const noReference = (method: string): Said =>
  method.length <= billingLimits.methodCharacters && /^[A-Za-z][\w.-]*$/.test(method) && !/(?:\d[._-]?){13}/.test(method)
    ? null
    : { code: "MethodIsNoReference" };

export const outOfRange = (amount: number, least: number): Said =>
  isAmount(amount) && amount >= least ? null : { code: "AmountIsOutOfRange" };

export const otherCurrency = ({ currency }: OpenPayment, money: Money): Said =>
  money.currency === currency ? null : { code: "CurrencyDiffers" };

/** Set aside, still due, and not spoken for by captures that are pending. */
export const capturable = (ledger: Ledger): number => Math.max(0, takeableOf(ledger) - capturingOf(ledger));

/** Taken beyond what is due, and not being given back. While the bank decides about a part of it, nobody knows how much that is. */
export const beyondDue = (ledger: Ledger): number =>
  ledger.due === null || ledger.dispute?.outcome === "open"
    ? 0
    : keptOf(ledger) - refundingOf(ledger) - givenElsewhereOf(ledger) - takenTwice(ledger) - ledger.due;

/** Taken once more than was asked for, and still to be given back, by an operator: it is not given back under another name as well. */
const takenTwice = ({ refunds }: Ledger): number =>
  refunds
    .filter(({ refundId, status }) => status === "Failed" && refundId.startsWith(twicePrefix))
    .reduce((sum, { amount }) => sum + amount, 0);

/** Taken, and not spoken for by refunds that are pending, were given otherwise, or by a dispute. */
export const refundable = (ledger: Ledger): number =>
  keptOf(ledger) - refundingOf(ledger) - givenElsewhereOf(ledger) - (ledger.dispute?.outcome === "open" ? ledger.dispute.amount : 0);

export const beyondAuthorisation = ({ ledger }: OpenPayment, asked: number): Said => {
  const left = capturable(ledger);
  if (asked <= left) return null;
  const isThere = asked <= heldOf(ledger) - capturingOf(ledger);
  return { code: isThere ? "CaptureExceedsDue" : "CaptureExceedsAuthorisation", left, asked };
};

export const beyondCapture = ({ ledger }: OpenPayment, asked: number): Said => {
  const left = refundable(ledger);
  return asked <= left ? null : { code: "RefundExceedsCapture", left, asked };
};

export const tooManyCaptures = ({ ledger }: OpenPayment): Said =>
  ledger.captures.length < billingLimits.captures ? null : { code: "PaymentHasTooManyCaptures", limit: billingLimits.captures };

export const tooManyRefunds = ({ ledger }: OpenPayment): Said =>
  ledger.refunds.length < billingLimits.refunds ? null : { code: "PaymentHasTooManyRefunds", limit: billingLimits.refunds };

/** While it is not known whether the money is set aside, or it is known not to be, nothing can be taken. */
export const notAuthorised = ({ ledger }: OpenPayment): Said => {
  if (ledger.abandoned !== null) return { code: "PaymentIsAbandoned" };
  if (ledger.ending !== null) return { code: `PaymentIs${ledger.ending.status}` };
  if (ledger.isVoided && ledger.captured === 0) return { code: "PaymentIsVoided" };
  if (ledger.operation?.kind === "void") return { code: "PaymentIsVoiding" };
  if (ledger.dispute?.outcome === "lost") return { code: "PaymentIsLost" };
  return ledger.isAuthorised ? null : { code: "PaymentIsNotAuthorised" };
};

export const disputed = ({ ledger }: OpenPayment): Said => (ledger.dispute?.outcome === "open" ? { code: "PaymentIsDisputed" } : null);

/** The first objection of several, or null. */
export const firstOf = (...said: readonly Said[]): Said => said.find((one) => one !== null) ?? null;
