/** What a merchant has decided about its orders. An order keeps those under which it was placed. */
export type OrderPolicies = {
  /** How long a customer has to choose what to go on with, when not everything is there. */
  readonly awaitingCustomerMinutes: number;
  /** How long stock is kept for an order that is not paid yet. */
  readonly reservedMinutes: number;
  /** How often a customer may say how to pay: an attempt is spent when a payment of it is declined, and after the last the order is rejected. */
  readonly paymentAttempts: number;
};

/** What holds as long as a merchant has said nothing else. */
export const usualOrderPolicies: OrderPolicies = { awaitingCustomerMinutes: 30, reservedMinutes: 15, paymentAttempts: 1 };

/** Policies as they were said before there was a word of attempts to pay. */
type SaidPolicies = Omit<OrderPolicies, "paymentAttempts"> & Partial<Pick<OrderPolicies, "paymentAttempts">>;

/** These and no others: what is copied into an event is copied field by field, and messages may hold more, or less. */
export const orderPoliciesOf = ({
  awaitingCustomerMinutes,
  reservedMinutes,
  paymentAttempts = usualOrderPolicies.paymentAttempts,
}: SaidPolicies): OrderPolicies => ({
  awaitingCustomerMinutes,
  reservedMinutes,
  paymentAttempts,
});
