import type { Life } from "@waybill/kernel/life";
import type { OrderEvent } from "./order-events.ts";

/**
 * Where an order stands as a promise. Payment, stock and delivery have lives of their own elsewhere; what is "partly"
 * delivered or cancelled is read off the lines.
 */
export type OrderStatus =
  | "NotPlaced"
  /** Asked for; stock is being looked for. */
  | "Placed"
  /** Some lines are short, and the customer chooses what to do. */
  | "AwaitingCustomer"
  /** Every line is set aside; the money is awaited. */
  | "Reserved"
  /** Promised: paid for, or sure to be. */
  | "Confirmed"
  /** Somebody is working on it or bringing it. */
  | "InFulfilment"
  /** Locked while amend-order works on another content. */
  | "Amending"
  /** Locked while cancel-order stops what is under way. */
  | "Cancelling"
  | "Completed"
  | "Rejected"
  | "Expired"
  | "Cancelled";

/** What happens to lines is a fact from elsewhere: it is counted whatever saga is at work, and moves the order nowhere. */
const counting = <S extends OrderStatus>(here: S) => ({
  LinesHandedOver: here,
  LinesDelivered: here,
  LinesReturned: here,
  LinesCancelled: here,
});

/** So is what happens to money, whatever became of the order. */
const noting = <S extends OrderStatus>(here: S) => ({ OrderPaymentCaptured: here, OrderPaymentRefunded: here, OrderPaymentVoided: here });

/** Holds are a set beside the status, as long as the order lives. */
const holding = <S extends OrderStatus>(here: S) => ({ OrderPutOnHold: here, OrderResumed: here });

export const orderLife: Life<OrderStatus, OrderEvent["type"]> = {
  NotPlaced: { OrderPlaced: "Placed", OrderImported: "Completed" },
  Placed: {
    OrderReserved: "Reserved",
    CustomerChoiceRequested: "AwaitingCustomer",
    OrderRejected: "Rejected",
    OrderExpired: "Expired",
    CancellationStarted: "Cancelling",
    ...noting("Placed"),
    ...holding("Placed"),
  },
  AwaitingCustomer: {
    OrderAmended: "Placed",
    OrderExpired: "Expired",
    CancellationStarted: "Cancelling",
    ...noting("AwaitingCustomer"),
    ...holding("AwaitingCustomer"),
  },
  Reserved: {
    OrderPaymentsAdded: "Reserved",
    OrderPaymentAuthorised: "Reserved",
    OrderPaymentDeclined: "Reserved",
    OrderConfirmed: "Confirmed",
    OrderRejected: "Rejected",
    OrderExpired: "Expired",
    CancellationStarted: "Cancelling",
    ...noting("Reserved"),
    ...holding("Reserved"),
  },
  Confirmed: {
    FulfilmentStarted: "InFulfilment",
    AmendmentStarted: "Amending",
    CancellationStarted: "Cancelling",
    // Every line was cancelled by itself before anybody began.
    OrderCancelled: "Cancelled",
    ...counting("Confirmed"),
    ...noting("Confirmed"),
    ...holding("Confirmed"),
  },
  InFulfilment: {
    OrderCompleted: "Completed",
    AmendmentStarted: "Amending",
    CancellationStarted: "Cancelling",
    // Nothing is left to deliver, and nothing was.
    OrderCancelled: "Cancelled",
    ...counting("InFulfilment"),
    ...noting("InFulfilment"),
    ...holding("InFulfilment"),
  },
  Amending: {
    OrderAmended: ["Confirmed", "InFulfilment"],
    // Also how a cancellation begins here: the amendment is given up first.
    AmendmentAbandoned: ["Confirmed", "InFulfilment"],
    FulfilmentStarted: "Amending",
    ...counting("Amending"),
    ...noting("Amending"),
    ...holding("Amending"),
  },
  Cancelling: {
    OrderCancelled: "Cancelled",
    CancellationRefused: ["Placed", "AwaitingCustomer", "Reserved", "Confirmed", "InFulfilment"],
    FulfilmentStarted: "Cancelling",
    ...counting("Cancelling"),
    ...noting("Cancelling"),
    ...holding("Cancelling"),
  },
  // Most goods that come back come back after the end.
  Completed: { LinesReturned: "Completed", ...noting("Completed") },
  Rejected: noting("Rejected"),
  Expired: noting("Expired"),
  Cancelled: noting("Cancelled"),
};

/** Whether the order is over: what may still be told of it, leads nowhere. */
export const isEnd = (status: OrderStatus): boolean => Object.values(orderLife[status]).every((to) => to === status);
