import type { Instant } from "@waybill/kernel/clock";
import { giveUp } from "./fulfil-order-answers.ts";
import { askOrder, type Begun, dueOf, numberOf } from "./fulfil-order-asks.ts";
import type { LeftMoney } from "./fulfil-order-facts.ts";
import { paymentGivenUp } from "./fulfil-order-paying.ts";
import { isPaidFor } from "./fulfil-order-state.ts";
import type { FulfilOrderStep, FulfilOrderWords } from "./fulfil-order-words.ts";

/** News of money that was let go, or given back. */
type OfVoiding = Extract<FulfilOrderWords["heard"], { readonly name: "PaymentSettled" | "PaymentVoided" | "RefundSucceeded" }>;

const names: ReadonlySet<string> = new Set<OfVoiding["name"]>(["PaymentSettled", "PaymentVoided", "RefundSucceeded"]);

export const isOfVoiding = (heard: FulfilOrderWords["heard"]): heard is OfVoiding => names.has(heard.name);

/**
 * Where less is left of a payment than the order needs of it, and nobody but the office can have done that: what fulfil-order lets go itself
 * is not due, and an order that is being cancelled is cancel-order's. It is held, or does not come about where the money was still awaited.
 */
export const voidingHeard = (heard: OfVoiding, state: Begun, at: Instant): readonly FulfilOrderStep[] => {
  if (state.status === "Paying") {
    if (heard.name === "PaymentSettled") return paymentGivenUp(heard.data.paymentId, state, at);
    return lossIn(heard, state)?.isShort ? giveUp(state, "PaymentDeclined", { at }) : [];
  }
  const loss = isPaidFor(state) ? lossIn(heard, state) : null;
  if (loss === null) return [];
  const { number, left, isShort } = loss;
  const { paymentId } = heard.data;
  const news = { type: "MoneyLeft", paymentId, amount: left.amount, asOf: left.asOf } as const;
  if (!isShort) return [news];
  const reason = heard.name === "RefundSucceeded" ? `Payment ${number} was refunded` : `Payment ${number} was voided`;
  return [news, askOrder("hold", state.orderId, { type: "HoldOrder", reason, until: null, unlessCancelling: true, at })];
};

/** Null for what changes nothing: it is old, or of a payment that does not pay for the order. */
const lossIn = (
  heard: OfVoiding,
  state: Begun,
): { readonly number: number; readonly left: LeftMoney; readonly isShort: boolean } | null => {
  const { paymentId } = heard.data;
  const number = numberOf(paymentId, state);
  const authorised = state.authorised[paymentId];
  if (number === null || authorised === undefined) return null;
  const before = state.left[paymentId] ?? { amount: authorised, asOf: 0 };
  const left = leftAfter(heard);
  if (left === null || before.asOf === null || (left.asOf !== null && left.asOf <= before.asOf)) return null;
  return { number, left, isShort: left.amount < before.amount && left.amount < dueOf(number, state) };
};

/** Null where it is not told. */
const leftAfter = ({ name, data }: OfVoiding): LeftMoney | null => {
  if (name === "PaymentSettled") return { amount: 0, asOf: null };
  if (data.sums === undefined) return null;
  const { version: asOf, authorised, voided, refunded } = data.sums;
  const amount = authorised - voided;
  return { amount: refunded >= amount ? 0 : amount, asOf };
};
