import type { Money } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";

// The names below are storage format: an event that was renamed is an event that was lost.

/** Somebody said how to pay what no payment covers. Numbers go on from those that the order had. */
export type OrderPaymentsAdded = {
  readonly type: "OrderPaymentsAdded";
  readonly payments: readonly NumberedPayment[];
  readonly at: Instant;
};

/** A part of the order is paid for, and others are awaited. What pays for the rest of it, `OrderConfirmed` tells. */
export type OrderPaymentAuthorised = {
  readonly type: "OrderPaymentAuthorised";
  readonly number: number;
  readonly amount: Money;
  readonly at: Instant;
};

/** This payment will not come about; what it was to cover may be paid otherwise. */
export type OrderPaymentDeclined = {
  readonly type: "OrderPaymentDeclined";
  readonly number: number;
  /** The provider's word for why. */
  readonly code: string;
  readonly at: Instant;
};

/** Of money that has moved billing tells the sum so far: what is told twice, or late, is not counted twice. */
export type MoneyNoted = { readonly number: number; readonly sums?: PaymentSums | null; readonly at: Instant } & (
  | { /** It was taken. */ readonly type: "OrderPaymentCaptured"; readonly captured: Money }
  | { /** It was given back. */ readonly type: "OrderPaymentRefunded"; readonly refunded: Money }
  | { /** It was set aside, and let go. */ readonly type: "OrderPaymentVoided"; readonly voided: Money }
);

/**
 * All that has moved of a payment as of so many of its events, in minor units; there was no word of it at first. The newest holds: what was
 * let go in words may turn out to be taken, and is then no longer let go.
 */
export type PaymentSums = Moved & { readonly version: number };

/** How a part of the order is to be paid: a reference to a method, never a card. */
export type PaymentDetails = { readonly method: string; readonly amount: number };

/** By its number, counted from 1, billing knows it too. */
export type NumberedPayment = PaymentDetails & { readonly number: number };

/** What became of a payment that the order was given, as far as that matters: its number is its place. Amounts in minor units. */
export type GivenPayment = Moved & {
  readonly amount: number;
  readonly standing: "authorised" | "awaited" | "declined";
  /** As of how many of the payment's events its sums are known; without it, each by itself as it was told. */
  readonly asOf?: number;
};

/** In minor units: what was set aside, taken, given back, and let go, as far as the order was told. */
type Moved = { readonly [Movement in "authorised" | "captured" | "refunded" | "voided"]: number };

/** Nobody has said what became of it. */
export const awaited = ({ amount }: PaymentDetails): GivenPayment => ({
  amount,
  standing: "awaited",
  authorised: 0,
  captured: 0,
  refunded: 0,
  voided: 0,
});

/** The same payments, each for no more than is due; what costs more than before is the last one's. Those that were declined stay as they are. */
export const paying = <Payment extends { readonly amount: number }>(
  payments: readonly Payment[],
  due: number,
  isDeclined: (payment: Payment) => boolean = () => false,
): readonly Payment[] => {
  const last = payments.findLastIndex((payment) => !isDeclined(payment));
  let left = due;
  return payments.map((payment, index) => {
    if (isDeclined(payment)) return payment;
    const amount = index === last ? left : Math.min(payment.amount, left);
    left -= amount;
    return { ...payment, amount };
  });
};

/** What is paid for, or may still be: by all payments that were not declined. */
export const coveredBy = (payments: readonly GivenPayment[]): number =>
  payments.reduce((sum, { amount, standing }) => (standing === "declined" ? sum : sum + amount), 0);

/** The payments after something became known of one of them. */
export const noted = (payments: readonly GivenPayment[], number: number, news: Partial<GivenPayment>): readonly GivenPayment[] =>
  payments.map((payment, index) => (index + 1 === number ? { ...payment, ...news } : payment));

/** The payments after one of them was set aside; where all of its sums are known, this is older. */
export const authorised = (payments: readonly GivenPayment[], { number, amount }: OrderPaymentAuthorised): readonly GivenPayment[] => {
  const isOld = payments[number - 1]?.asOf !== undefined;
  return noted(payments, number, { standing: "authorised", ...(!isOld && { authorised: amount.amount }) });
};

/** The payments after money of one of them has moved. */
export const moved = (payments: readonly GivenPayment[], event: MoneyNoted): readonly GivenPayment[] => {
  if (event.sums !== undefined && event.sums !== null) {
    const { version: asOf, authorised, captured, voided, refunded } = event.sums;
    return noted(payments, event.number, { asOf, authorised, captured, voided, refunded });
  }
  switch (event.type) {
    case "OrderPaymentCaptured":
      return noted(payments, event.number, { captured: event.captured.amount });
    case "OrderPaymentRefunded":
      return noted(payments, event.number, { refunded: event.refunded.amount });
    case "OrderPaymentVoided":
      return noted(payments, event.number, { voided: event.voided.amount });
  }
};

/** With the money that an order was confirmed for: what was not noted before is of those that were still awaited. */
export const confirmedFor = (payments: readonly GivenPayment[], authorised: number): readonly GivenPayment[] => {
  // What was declined does not pay for it, whatever was set aside and let go of it.
  let left = payments.reduce((rest, payment) => (payment.standing === "declined" ? rest : rest - payment.authorised), authorised);
  return payments.map((payment) => {
    if (payment.standing !== "awaited" || payment.asOf !== undefined) return payment;
    const amount = Math.min(payment.amount, left);
    left -= amount;
    return { ...payment, authorised: amount };
  });
};

/** What has moved in all. What was taken or let go had been set aside, whoever has heard of that. */
export const moneyOf = (payments: readonly GivenPayment[]): Moved => {
  const sum = (amount: (payment: GivenPayment) => number) => payments.reduce((all, payment) => all + amount(payment), 0);
  return {
    authorised: sum(({ authorised, captured, voided }) => Math.max(authorised, captured + voided)),
    captured: sum(({ captured }) => captured),
    refunded: sum(({ refunded }) => refunded),
    voided: sum(({ voided }) => voided),
  };
};
