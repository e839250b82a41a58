import { paymentTimeIsUp } from "@waybill/contracts/billing";
import type { PaymentId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { giveUp } from "./fulfil-order-answers.ts";
import { abandon, askOrder, authorise, type Begun, commit, expire, numberOf } from "./fulfil-order-asks.ts";
import { attemptsSpent, declinedIn, isPaid } from "./fulfil-order-state.ts";
import type { FulfilOrderStep, FulfilOrderWords } from "./fulfil-order-words.ts";

/** News of how an order is paid whose stock is held. */
type OfPaying = Extract<FulfilOrderWords["heard"], { readonly name: "OrderPaymentsAdded" | "PaymentAuthorised" | "PaymentDeclined" }>;

const names: ReadonlySet<string> = new Set<OfPaying["name"]>(["OrderPaymentsAdded", "PaymentAuthorised", "PaymentDeclined"]);

export const isOfPaying = (heard: FulfilOrderWords["heard"]): heard is OfPaying => names.has(heard.name);

export const payingHeard = (heard: OfPaying, state: Begun, at: Instant): readonly FulfilOrderStep[] => {
  switch (heard.name) {
    case "OrderPaymentsAdded":
      return added(heard.data.payments, state);
    case "PaymentAuthorised":
      return authorised(heard.data.paymentId, { amount: heard.data.amount.amount, at }, state);
    case "PaymentDeclined":
      return declined(heard.data.paymentId, { code: heard.data.code, at }, state);
  }
};

/** The order has taken them: they cover what nothing else does. */
const added = (given: Extract<OfPaying, { readonly name: "OrderPaymentsAdded" }>["data"]["payments"], state: Begun) => {
  const known = new Set(state.content.payments.map(({ number }) => number));
  const payments = given.filter(({ number }) => !known.has(number)).map(({ number, method, amount }) => ({ number, method, amount }));
  if (payments.length === 0) return [];
  const { currency } = state.content;
  return [{ type: "PaymentsTaken", payments } as const, ...authorise(state.orderId, { currency, payments })];
};

const authorised = (
  paymentId: PaymentId,
  { amount, at }: { readonly amount: number; readonly at: Instant },
  state: Begun,
): readonly FulfilOrderStep[] => {
  const payment = paymentOf(paymentId, state);
  // What was declined is given up: whatever the bank says of it later.
  if (payment === null || payment.isDeclined) return [];
  const after = { ...state, authorised: { ...state.authorised, [paymentId]: amount } };
  const news = { type: "MoneyAuthorised", paymentId, amount } as const;
  if (isPaid(after)) return [news, commit(state)];
  // Others are waited for: meanwhile whoever looks at the order sees that this part is paid for.
  const money = { amount, currency: state.content.currency };
  return [news, askOrder("noteAuthorised", state.orderId, { type: "NotePaymentAuthorised", number: payment.number, amount: money, at })];
};

/**
 * Whoever may try again does so as long as the order waits, also when it was the bank's time that passed. With the last attempt, a customer
 * who lets that pass has let the order's pass: whichever clock is heard first, the order expires.
 */
const declined = (
  paymentId: PaymentId,
  { code, at }: { readonly code: string; readonly at: Instant },
  state: Begun,
): readonly FulfilOrderStep[] => {
  const payment = paymentOf(paymentId, state);
  if (payment === null || payment.isDeclined) return [];
  const { number } = payment;
  const isLast = attemptsSpent(declinedIn(state.content, number)) >= state.policies.paymentAttempts;
  if (isLast) return code === paymentTimeIsUp ? [expire(state, at)] : giveUp(state, "PaymentDeclined", { at });
  return [
    { type: "MoneyDeclined", number },
    // For good: what the bank says otherwise later is given back.
    abandon(state.orderId, number, "PaymentDeclined"),
    askOrder("noteDeclined", state.orderId, { type: "NotePaymentDeclined", number, code, at }),
  ];
};

/**
 * Somebody at billing has given the payment up, so it pays for nothing. Where it was set aside, the order does not come about, as when that is
 * lost; where it was not, it may be paid otherwise. Of what was declined, this is what was asked for.
 */
export const paymentGivenUp = (paymentId: PaymentId, state: Begun, at: Instant): readonly FulfilOrderStep[] =>
  state.authorised[paymentId] === undefined
    ? declined(paymentId, { code: "PaymentIsVoided", at }, state)
    : giveUp(state, "PaymentDeclined", { at });

const paymentOf = (paymentId: PaymentId, state: Begun) => {
  const number = numberOf(paymentId, state);
  return state.content.payments.find((payment) => payment.number === number) ?? null;
};
