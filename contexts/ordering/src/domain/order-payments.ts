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

/** How a part of the order is to be paid: a reference to a method, never a card. */
export type PaymentDetails = { readonly method: string; readonly amount: number };

/** By its number, counted from 1, billing knows it too. */
export type NumberedPayment = PaymentDetails & { readonly number: number };

/** What became of a payment that the order was given, as far as that matters: its number is its place. Amounts in minor units. */
export type GivenPayment = { readonly amount: number; readonly standing: "authorised" | "awaited" | "declined" };

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

/** The payments after one of them has turned out so. */
export const turnedOut = (payments: readonly GivenPayment[], number: number, standing: GivenPayment["standing"]): readonly GivenPayment[] =>
  payments.map((payment, index) => (index + 1 === number ? { ...payment, standing } : payment));
