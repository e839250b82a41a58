import type {
  Address,
  CartId,
  Contact,
  CustomerId,
  ExternalId,
  MerchantId,
  Money,
  OrderId,
  OrderPolicies,
  Sku,
} from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { LineQuantity } from "./order-lines.ts";
import type { MoneyNoted, OrderPaymentAuthorised, OrderPaymentDeclined, OrderPaymentsAdded, PaymentDetails } from "./order-payments.ts";
import type { LineId, Quote } from "./quote.ts";

// The names below are storage format: an event that was renamed is an event that was lost.

export type OrderPlaced = {
  readonly type: "OrderPlaced";
  readonly orderId: OrderId;
  readonly merchantId: MerchantId;
  /** Null for a guest. */
  readonly customerId: CustomerId | null;
  readonly externalId: ExternalId | null;
  /** The cart that it was made of, if it was: told at every turn, so that the cart hears what became of it. */
  readonly cartId: CartId | null;
  readonly quote: Quote;
  readonly payments: readonly PaymentDetails[];
  /** Whether the customer would rather have a part than nothing. */
  readonly allowPartial: boolean;
  /** Those of the merchant that were in force. */
  readonly policies: OrderPolicies;
  readonly delivery: DeliveryWish | null;
  readonly promise: PromisedWindow | null;
  readonly contact: Sealed<Contact> | null;
  readonly address: Sealed<Address> | null;
  readonly note: Sealed<string> | null;
  /** The merchant's own labels. Never personal data. */
  readonly metadata: { readonly [label: string]: string };
  readonly at: Instant;
};

/** An order from elsewhere, over before it came here: nothing follows from it. */
export type OrderImported = {
  readonly type: "OrderImported";
  readonly orderId: OrderId;
  readonly merchantId: MerchantId;
  readonly externalId: ExternalId;
  /** How the other system calls the customer, where it knew one. */
  readonly customerRef: string | null;
  /** As the other system wrote it. */
  readonly country: string | null;
  readonly quote: Quote;
  /** When it was placed there; `at` is when it came here. */
  readonly placedAt: Instant;
  readonly at: Instant;
};

export type OrderReserved = { readonly type: "OrderReserved"; readonly backordered: readonly LineQuantity[]; readonly at: Instant };

export type CustomerChoiceRequested = {
  readonly type: "CustomerChoiceRequested";
  readonly short: readonly ShortLine[];
  readonly at: Instant;
};

export type OrderRejected = {
  readonly type: "OrderRejected";
  readonly reason: RejectionReason;
  readonly short: readonly ShortLine[];
  readonly cartId: CartId | null;
  readonly at: Instant;
};

export type OrderExpired = { readonly type: "OrderExpired"; readonly cartId: CartId | null; readonly at: Instant };

export type OrderConfirmed = {
  readonly type: "OrderConfirmed";
  readonly authorised: Money;
  readonly cartId: CartId | null;
  readonly at: Instant;
};

export type FulfilmentStarted = { readonly type: "FulfilmentStarted"; readonly promise: PromisedWindow | null; readonly at: Instant };

/** `source` is what the fact comes from (a fulfilment, a delivery, a return); each counts once. */
export type LinesHandedOver = {
  readonly type: "LinesHandedOver";
  readonly source: string;
  readonly lines: readonly LineQuantity[];
  readonly at: Instant;
};
export type LinesDelivered = {
  readonly type: "LinesDelivered";
  readonly source: string;
  readonly lines: readonly LineQuantity[];
  readonly at: Instant;
};
export type LinesReturned = {
  readonly type: "LinesReturned";
  readonly source: string;
  readonly lines: readonly LineQuantity[];
  /** What the customer gets back for them: nothing for units that the inspection refused. */
  readonly credit: Money;
  /** Only of history: when they came back, elsewhere. Nothing follows from it. */
  readonly returnedAt?: Instant;
  readonly at: Instant;
};
export type LinesCancelled = {
  readonly type: "LinesCancelled";
  readonly source: string;
  readonly reason: LineCancellationReason;
  /** Why, in the words of whoever wished it; absent where nobody was asked. */
  readonly words?: string;
  readonly lines: readonly LineQuantity[];
  /** What the whole order costs from now on: less is captured, or the rest refunded. */
  readonly due: Money;
  readonly at: Instant;
};

export type OrderCompleted = {
  readonly type: "OrderCompleted";
  readonly captured: Money;
  readonly refunded: Money;
  readonly at: Instant;
};

/** `attempt` counts the times that a saga has locked the order: what comes from an older one is too late. */
export type AmendmentStarted = {
  readonly type: "AmendmentStarted";
  readonly attempt: number;
  readonly proposed: Quote;
  readonly at: Instant;
};
export type OrderAmended = { readonly type: "OrderAmended"; readonly quote: Quote; readonly at: Instant };
export type AmendmentAbandoned = {
  readonly type: "AmendmentAbandoned";
  readonly attempt: number;
  readonly reason: string;
  readonly at: Instant;
};

export type CancellationStarted = {
  readonly type: "CancellationStarted";
  readonly attempt: number;
  readonly reason: string;
  /** How many payments the order has been given, for whoever gives them back. */
  readonly payments: number;
  readonly at: Instant;
};
export type CancellationRefused = {
  readonly type: "CancellationRefused";
  readonly attempt: number;
  /** The refusal's code, such as `OrderIsOnItsWay`. */
  readonly code: string;
  readonly at: Instant;
};
export type OrderCancelled = {
  readonly type: "OrderCancelled";
  readonly reason: string;
  readonly cartId: CartId | null;
  readonly at: Instant;
};

export type OrderPutOnHold = {
  readonly type: "OrderPutOnHold";
  readonly reason: string;
  /** From then on it is the operator's to look at; null for as long as it takes. */
  readonly until: Instant | null;
  readonly at: Instant;
};
export type OrderResumed = { readonly type: "OrderResumed"; readonly reasons: readonly string[]; readonly at: Instant };

export type OrderEvent =
  | OrderPlaced
  | OrderImported
  | OrderReserved
  | CustomerChoiceRequested
  | OrderRejected
  | OrderExpired
  | OrderPaymentsAdded
  | OrderPaymentAuthorised
  | OrderPaymentDeclined
  | MoneyNoted
  | OrderConfirmed
  | FulfilmentStarted
  | LinesHandedOver
  | LinesDelivered
  | LinesReturned
  | LinesCancelled
  | OrderCompleted
  | AmendmentStarted
  | OrderAmended
  | AmendmentAbandoned
  | CancellationStarted
  | CancellationRefused
  | OrderCancelled
  | OrderPutOnHold
  | OrderResumed;

export type DeliveryWish = {
  readonly method: "carrier" | "collect" | "courier" | "none";
  readonly slot: string | null;
  readonly instructions: Sealed<string> | null;
};

/** When the customer was told that it comes. */
export type PromisedWindow = { readonly from: Instant; readonly until: Instant };

/** A line of which there is not enough. */
export type ShortLine = { readonly lineId: LineId; readonly sku: Sku; readonly requested: number; readonly available: number };

export type RejectionReason = "CustomerBlocked" | "OutOfStock" | "PaymentDeclined" | "PersonErased" | "ReservationExpired";

/** The last two speak of units that were handed over and will not arrive: gone, or brought back. */
export type LineCancellationReason = "Customer" | "Shortfall" | "ShortPicked" | "Lost" | "Undelivered";
