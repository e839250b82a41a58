/** What a merchant has decided about its orders. An order keeps those under which it was placed. */
export type OrderPolicies = {
  /** How long a customer has to choose what to go on with, when not everything is there. */
  readonly awaitingCustomerMinutes: number;
  /** How long stock is kept for an order that is not paid yet. */
  readonly reservedMinutes: number;
};

/** What holds as long as a merchant has said nothing else. */
export const usualOrderPolicies: OrderPolicies = { awaitingCustomerMinutes: 30, reservedMinutes: 15 };

/** These and no others: what is copied into an event is copied field by field, and messages may hold more. */
export const orderPoliciesOf = ({ awaitingCustomerMinutes, reservedMinutes }: OrderPolicies): OrderPolicies => ({
  awaitingCustomerMinutes,
  reservedMinutes,
});
