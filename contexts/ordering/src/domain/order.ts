import { type CartId, type Currency, type OrderPolicies, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { LineCancellationReason, OrderEvent, OrderImported, OrderPlaced } from "./order-events.ts";
import type { OrderStatus } from "./order-life.ts";
import { move, type OrderLine, requote, untouched } from "./order-lines.ts";
import { authorised, awaited, confirmedFor, type GivenPayment, moved, noted, paying } from "./order-payments.ts";
import type { Quote } from "./quote.ts";

/** What the next decision about an order needs to know, and no more. */
export type Order = { readonly status: "NotPlaced" } | PlacedOrder;
export type PlacedOrder = UnlockedOrder | AmendingOrder | CancellingOrder;
type UnlockedOrder = OrderFacts & { readonly status: Exclude<OrderStatus, "Amending" | "Cancelling" | "NotPlaced"> };
type AmendingOrder = OrderFacts & { readonly status: "Amending"; readonly before: Standing; readonly proposed: Quote };
type CancellingOrder = OrderFacts & { readonly status: "Cancelling"; readonly before: Standing };

/** A status and since when: where a locked order was, and returns to with its clock still running. */
type Standing = { readonly status: UnlockedOrder["status"]; readonly since: Instant };

type OrderFacts = {
  readonly cartId: CartId | null;
  /** Those that it has been given, by their numbers from 1. */
  readonly payments: readonly GivenPayment[];
  /** When the status was entered. */
  readonly since: Instant;
  readonly currency: Currency;
  readonly lines: readonly OrderLine[];
  /** In minor units, tax included. */
  readonly deliveryFee: number;
  /** In minor units: what returns have given back. */
  readonly credited: number;
  readonly allowPartial: boolean;
  /** Those under which it was placed. */
  readonly policies: OrderPolicies;
  readonly promisedUntil: Instant | null;
  readonly holds: readonly Hold[];
  /** What has been counted already, as `event:source`. */
  readonly counted: readonly string[];
  /** How often a saga has locked the order. */
  readonly attempts: number;
};
export type Hold = { readonly reason: string; readonly until: Instant | null };

export const notPlaced: Order = { status: "NotPlaced" };

/** Pure; an event that could not have happened to this order changes nothing. */
export const evolve = (order: Order, event: OrderEvent): Order => {
  if (event.type === "OrderPlaced") return placed(event);
  if (event.type === "OrderImported") return imported(event);
  return order.status === "NotPlaced" ? order : evolvePlaced(order, event);
};

const evolvePlaced = (order: PlacedOrder, event: Exclude<OrderEvent, OrderImported | OrderPlaced>): PlacedOrder => {
  switch (event.type) {
    case "OrderReserved":
      return enter(order, "Reserved", event.at);
    case "CustomerChoiceRequested":
      return enter(order, "AwaitingCustomer", event.at);
    case "OrderRejected":
      return end(order, "Rejected", event.at);
    case "OrderExpired":
      return end(order, "Expired", event.at);
    case "OrderPaymentsAdded":
      return { ...order, payments: [...order.payments, ...event.payments.map(awaited)] };
    case "OrderPaymentAuthorised":
      return { ...order, payments: authorised(order.payments, event) };
    case "OrderPaymentDeclined":
      return { ...order, payments: noted(order.payments, event.number, { standing: "declined" }) };
    case "OrderPaymentCaptured":
    case "OrderPaymentRefunded":
    case "OrderPaymentVoided":
      return { ...order, payments: moved(order.payments, event) };
    case "OrderConfirmed":
      return { ...enter(order, "Confirmed", event.at), payments: confirmedFor(order.payments, event.authorised.amount) };
    case "FulfilmentStarted":
      return { ...started(order, event.at), promisedUntil: event.promise?.until ?? order.promisedUntil };
    case "LinesHandedOver":
      return { ...order, lines: move(order.lines, "handOver", event.lines), counted: [...order.counted, sourceKey(event)] };
    case "LinesDelivered":
      return { ...order, lines: move(order.lines, "deliver", event.lines), counted: [...order.counted, sourceKey(event)] };
    case "LinesReturned": {
      const credited = order.credited + event.credit.amount;
      return { ...order, lines: move(order.lines, "return", event.lines), credited, counted: [...order.counted, sourceKey(event)] };
    }
    case "LinesCancelled": {
      const movement = isOnTheWay(event.reason) ? "lose" : "cancel";
      return { ...order, lines: move(order.lines, movement, event.lines), counted: [...order.counted, sourceKey(event)] };
    }
    case "OrderCompleted":
      return end(order, "Completed", event.at);
    case "AmendmentStarted":
      return { ...lock(order), status: "Amending", since: event.at, proposed: event.proposed };
    case "OrderAmended":
      return { ...(isLocked(order) ? unlock(order) : chosen(order, event)), ...contentOf(order, event.quote) };
    case "AmendmentAbandoned":
    case "CancellationRefused":
      return isLocked(order) ? unlock(order) : order;
    case "CancellationStarted":
      return { ...lock(order), status: "Cancelling", since: event.at };
    case "OrderCancelled":
      return end(order, "Cancelled", event.at);
    case "OrderPutOnHold":
      return { ...order, holds: [...without(order.holds, [event.reason]), { reason: event.reason, until: event.until }] };
    case "OrderResumed":
      return { ...order, holds: without(order.holds, event.reasons) };
  }
};

const placed = (event: OrderPlaced): PlacedOrder => ({
  status: "Placed",
  since: event.at,
  ...factsFrom(event.quote),
  cartId: event.cartId,
  payments: event.payments.map(awaited),
  lines: event.quote.lines.map(untouched),
  allowPartial: event.allowPartial,
  policies: event.policies,
  promisedUntil: event.promise?.until ?? null,
});

/** History: all of it was delivered, elsewhere. */
const imported = (event: OrderImported): PlacedOrder => ({
  status: "Completed",
  since: event.at,
  ...factsFrom(event.quote),
  lines: event.quote.lines.map((line) => ({ ...untouched(line), handedOver: line.quantity, delivered: line.quantity })),
  allowPartial: false,
  policies: usualOrderPolicies,
  promisedUntil: null,
});

const factsFrom = (quote: Quote) => ({
  cartId: null,
  payments: [],
  currency: quote.currency,
  deliveryFee: quote.delivery.total,
  credited: 0,
  holds: [],
  counted: [],
  attempts: 0,
});

const contentOf = (order: PlacedOrder, quote: Quote) => ({ lines: requote(order.lines, quote), deliveryFee: quote.delivery.total });

/** Before anything is paid: each payment is of what is due now. */
const chosen = (order: PlacedOrder, { quote, at }: Extract<OrderEvent, { readonly type: "OrderAmended" }>): PlacedOrder => ({
  ...enter(order, "Placed", at),
  payments: paying(order.payments, quote.totals.grand),
});

const enter = (order: PlacedOrder, status: UnlockedOrder["status"], since: Instant): UnlockedOrder => ({
  status,
  since,
  cartId: order.cartId,
  payments: order.payments,
  currency: order.currency,
  lines: order.lines,
  deliveryFee: order.deliveryFee,
  credited: order.credited,
  allowPartial: order.allowPartial,
  policies: order.policies,
  promisedUntil: order.promisedUntil,
  holds: order.holds,
  counted: order.counted,
  attempts: order.attempts,
});

const end = (order: PlacedOrder, status: UnlockedOrder["status"], at: Instant): UnlockedOrder => ({
  ...enter(order, status, at),
  holds: [],
});

/** The work has begun; a locked order will return to it. */
const started = (order: PlacedOrder, at: Instant): PlacedOrder =>
  isLocked(order) ? { ...order, before: { status: "InFulfilment", since: at } } : enter(order, "InFulfilment", at);

const lock = (order: PlacedOrder) => {
  const before: Standing = isLocked(order) ? order.before : { status: order.status, since: order.since };
  return { ...enter(order, before.status, order.since), before, attempts: order.attempts + 1 };
};

const unlock = (order: AmendingOrder | CancellingOrder): UnlockedOrder => enter(order, order.before.status, order.before.since);

/** Whether a saga is at work that other wishes have to wait for. */
export const isLocked = (order: PlacedOrder): order is AmendingOrder | CancellingOrder =>
  order.status === "Amending" || order.status === "Cancelling";

/** What a fact is counted under, so that it counts once. */
export const sourceKey = ({ type, source }: { readonly type: OrderEvent["type"]; readonly source: string }): string => `${type}:${source}`;

/** Whether units cancelled for this reason had left the house. */
export const isOnTheWay = (reason: LineCancellationReason): boolean => reason === "Lost" || reason === "Undelivered";

const without = (holds: readonly Hold[], reasons: readonly string[]): readonly Hold[] =>
  holds.filter(({ reason }) => !reasons.includes(reason));
