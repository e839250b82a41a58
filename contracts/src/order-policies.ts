/** What a merchant has decided about its orders. An order keeps those under which it was placed. */
export type OrderPolicies = {
  /** How long a customer has to choose what to go on with, when not everything is there. */
  readonly awaitingCustomerMinutes: number;
  /** How long stock is kept for an order that is not paid yet. */
  readonly reservedMinutes: number;
  /** How often a customer may say how to pay: an attempt is spent when a payment of it is declined, and after the last the order is rejected. */
  readonly paymentAttempts: number;
  /** When the money of an order is taken by itself. */
  readonly capture: CapturePolicy;
};

/** When goods are handed over, for what is handed over; or all of it as soon as the order is confirmed. */
export type CapturePolicy = "at_hand_over" | "on_confirmation";

/** What holds as long as a merchant has said nothing else. */
export const usualOrderPolicies: OrderPolicies = {
  awaitingCustomerMinutes: 30,
  reservedMinutes: 15,
  paymentAttempts: 1,
  capture: "at_hand_over",
};

/** Policies as they were said before there was a word of attempts to pay, or of when money is taken; of that, others may come later. */
type SaidPolicies = Omit<OrderPolicies, "capture" | "paymentAttempts"> &
  Partial<Pick<OrderPolicies, "paymentAttempts">> & { readonly capture?: string };

/** These and no others: what is copied into an event is copied field by field, and messages may hold more, or less. */
export const orderPoliciesOf = ({
  awaitingCustomerMinutes,
  reservedMinutes,
  paymentAttempts = usualOrderPolicies.paymentAttempts,
  capture,
}: SaidPolicies): OrderPolicies => ({
  awaitingCustomerMinutes,
  reservedMinutes,
  paymentAttempts,
  capture: capture === "on_confirmation" ? capture : usualOrderPolicies.capture,
});
