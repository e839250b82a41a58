import { type OrderPolicies, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Order } from "./order.ts";
import type { OrderStatus } from "./order-life.ts";

/** Whose move it is until the deadline, or who has to look after it. */
export type DeadlineOwner = "customer" | "operator" | "saga" | "system";
export type Deadline = { readonly at: Instant; readonly owner: DeadlineOwner };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * How long an order may stay in a status, and whose move it is: every status that is not an end has one, so that nothing
 * waits for ever. In fulfilment the clock starts at the end of the promised window, where one was given. Where merchants have their own
 * policies, this is the usual.
 */
export const orderDeadlines: Readonly<Record<OrderStatus, { readonly afterMs: number; readonly owner: DeadlineOwner } | null>> = {
  NotPlaced: null,
  Placed: { afterMs: 2 * minuteMs, owner: "system" },
  AwaitingCustomer: { afterMs: usualOrderPolicies.awaitingCustomerMinutes * minuteMs, owner: "customer" },
  Reserved: { afterMs: usualOrderPolicies.reservedMinutes * minuteMs, owner: "customer" },
  Confirmed: { afterMs: hourMs, owner: "operator" },
  InFulfilment: { afterMs: 24 * hourMs, owner: "operator" },
  Amending: { afterMs: 10 * minuteMs, owner: "saga" },
  Cancelling: { afterMs: 10 * minuteMs, owner: "saga" },
  Completed: null,
  Rejected: null,
  Expired: null,
  Cancelled: null,
};

/** How long an order under these policies may stay there; null at an end. */
export const allowedMs = (status: OrderStatus, policies: OrderPolicies): number | null => {
  if (status === "AwaitingCustomer") return policies.awaitingCustomerMinutes * minuteMs;
  if (status === "Reserved") return policies.reservedMinutes * minuteMs;
  return orderDeadlines[status]?.afterMs ?? null;
};

/** Whether the order is past its deadline, as the list of what is stuck shows it; what is over never is. */
export const isStuck = (order: Order, at: Instant): boolean => {
  const deadline = deadlineOf(order);
  return deadline !== null && deadline.at <= at;
};

/** When the order's status has lasted too long; null at an end. A hold does not stop this clock. */
const statusDeadlineOf = (order: Order): Deadline | null => {
  const allowed = orderDeadlines[order.status];
  if (allowed === null || order.status === "NotPlaced") return null;
  const from = order.status === "InFulfilment" ? (order.promisedUntil ?? order.since) : order.since;
  return { at: instant(from + (allowedMs(order.status, order.policies) ?? 0)), owner: allowed.owner };
};

/** What comes first: the status's deadline, or the end of a hold, from which on the order is the operator's. */
export const deadlineOf = (order: Order): Deadline | null => {
  const ofStatus = statusDeadlineOf(order);
  if (ofStatus === null || order.status === "NotPlaced") return ofStatus;
  return order.holds.reduce<Deadline>(
    (first, { until }) => (until !== null && until < first.at ? { at: until, owner: "operator" } : first),
    ofStatus,
  );
};
