import type { Role } from "@waybill/contracts/http";
import type { CustomerId, ExternalId, MerchantId, OrderId, OrderPolicies, ReturnId, Sku, UnitPrice } from "@waybill/contracts/vocabulary";
import type { Clock, Instant } from "@waybill/kernel/clock";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { EventLog, RecordedEvent } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import type { Refuse } from "@waybill/kernel/refuse";
import type { Sealer } from "@waybill/kernel/sealed";
import type { CartStatus } from "../domain/cart-life.ts";
import type { ImportedReturn, ImportReturn, ReturnImported } from "../domain/imported-return.ts";
import type { Order } from "../domain/order.ts";
import type { OrderCommand } from "../domain/order-commands.ts";
import type { OrderEvent } from "../domain/order-events.ts";
import type { OrderStatus } from "../domain/order-life.ts";
import type { OrderRefusal } from "../domain/order-rules.ts";
import type { QuoteRefusal } from "../domain/quote.ts";
import type { CountryTaxes } from "../domain/taxes.ts";

/** What ordering's routes stand on; the module fills it. */
export interface OrderingPorts {
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly clock: Clock;
  readonly orders: OrderHandler;
  readonly orderHistory: OrderHistory;
  /** Calls `onAppended` after each event of the order, until what it resolves to is called; nothing is missed from its resolving on. */
  readonly watchOrder: (merchant: MerchantId, orderId: OrderId, onAppended: () => void) => Promise<() => void>;
  readonly importedReturns: CommandHandler<ImportReturn, ImportedReturn, ReturnImported, never>;
  /** What was said first of a return from elsewhere; null when nothing was. */
  readonly readImportedReturn: (merchant: MerchantId, returnId: ReturnId) => Promise<ImportedReturn>;
  readonly orderList: OrderList;
  readonly prices: ProductPrices;
  readonly terms: SaleTerms;
  readonly customerStandings: CustomerStandings;
  readonly overdueOrders: OverdueOrders;
  /** Tries again whatever is parked for an order, in whichever context. How many keys that were. */
  readonly retryParkedFor: (orderId: OrderId) => Promise<number>;
  readonly sealer: Sealer;
  readonly tokens: OrderTokens;
}

export type OrderHandler = CommandHandler<
  (OrderCommand | Refuse<OrderingRequestRefusal>) & IfVersion,
  Versioned<Order>,
  OrderEvent,
  OrderingRequestRefusal | OrderRefusal | VersionIsStale
>;

/** The events of one order, as they are now. */
export interface OrderHistory {
  /** After a version, in order; at most `limit` of them, all without one. Empty when the merchant has no such order. */
  read(
    merchant: MerchantId,
    orderId: OrderId,
    page?: { readonly after: number; readonly limit: number },
  ): Promise<readonly RecordedOrderEvent[]>;
}

export interface RecordedOrderEvent {
  readonly event: OrderEvent;
  readonly recorded: RecordedEvent;
}

/** Answers which orders a merchant has, the newest first; as of a moment ago. */
export interface OrderList {
  page(wanted: {
    readonly merchant: MerchantId;
    readonly filter: OrderFilter;
    /** The order to go on after. */
    readonly after: { readonly placedAt: Instant; readonly orderId: OrderId } | null;
    readonly limit: number;
  }): Promise<readonly OrderSummary[]>;
}

/** Answers which orders have been where they are for too long, the longest first. */
export interface OverdueOrders {
  overdue(wanted: {
    readonly merchant: MerchantId;
    readonly now: Instant;
    /** Where to go on; the id may be of something else. */
    readonly after: { readonly deadlineAt: Instant; readonly id: string } | null;
    readonly limit: number;
  }): Promise<readonly OverdueOrder[]>;
}

export interface OverdueOrder {
  readonly orderId: OrderId;
  readonly status: OrderStatus;
  /** Whose move it was. */
  readonly owner: string;
  readonly deadlineAt: Instant;
}

export interface OrderFilter {
  readonly status: OrderStatus | null;
  readonly customerId: CustomerId | null;
  readonly externalId: ExternalId | null;
  /** Placed later than this. */
  readonly placedAfter: Instant | null;
}

export interface OrderSummary {
  readonly orderId: OrderId;
  readonly status: OrderStatus;
  readonly holds: number;
  readonly customerId: CustomerId | null;
  readonly externalId: ExternalId | null;
  readonly currency: UnitPrice["currency"];
  /** In minor units: what it cost when it was placed or amended last. */
  readonly total: number;
  readonly lineCount: number;
  readonly units: number;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
}

/** What a merchant sells, as far as ordering has heard: the composition root fills it. */
export interface ProductPrices {
  /** Those of these SKUs that are known. */
  find(merchant: MerchantId, skus: readonly Sku[]): Promise<ReadonlyMap<Sku, PricedProduct>>;
}

export interface PricedProduct {
  readonly name: string;
  readonly unitPrice: UnitPrice;
  /** Billing's word for how it is taxed; null for the usual. */
  readonly taxCategory: string | null;
}

/** On which terms a merchant sells, as far as ordering has heard: the composition root fills it. */
export interface SaleTerms {
  /** How goods are taxed; null when it is not known. Without a country, that of the only one that is known. */
  taxes(merchant: MerchantId, country: string | null): Promise<CountryTaxes | null>;
  /** Under which policies orders are placed now. */
  policies(merchant: MerchantId): Promise<OrderPolicies>;
}

/** Whether customers may order, as far as ordering has heard: the composition root fills it. */
export interface CustomerStandings {
  /** Null for a customer of whom nothing was heard. */
  find(merchant: MerchantId, customerId: CustomerId): Promise<CustomerStanding | null>;
}

export type CustomerStanding = "Blocked" | "Erased" | "Known";

/** Opens one order to whoever holds its token. */
export interface OrderTokens {
  of(merchant: MerchantId, orderId: OrderId): string;
  opens(merchant: MerchantId, orderId: OrderId, token: string): boolean;
}

/** Why a request comes no further than ordering's edge. */
export type OrderingRequestRefusal =
  /** The catalog has no such product, and waiting for it did not help. */
  | { readonly code: "UnknownSku"; readonly skus: readonly string[] }
  /** A storefront's key is public: whoever finds it must not set prices. */
  | { readonly code: "PriceIsNotYours" }
  /** Nor may they say that money was taken, as only these roles may. */
  | { readonly code: "MethodIsNotYours"; readonly method: string; readonly roles: readonly Role[] }
  | { readonly code: "AccessTokenIsMissing" }
  | { readonly code: "OrderIsNotPlaced" }
  /** A stream is to go on after an event that there is none of. */
  | { readonly code: "EventIdIsUnknown" }
  /** The person whom this is about was erased, and stays so. */
  | { readonly code: "PersonIsErased" }
  /** Nobody of whom ordering has heard: what was sealed for them could never be erased. */
  | { readonly code: "CustomerIsBlocked" | "CustomerIsUnknown" }
  | { readonly code: "PaymentIsSaidTwice" }
  | { readonly code: "PaymentCurrencyDiffers" }
  | { readonly code: "LineIsUnknown"; readonly lineId: number }
  /** More can be ordered, but not chosen. */
  | { readonly code: "TooFewAreOrdered"; readonly lineId: number; readonly ordered: number }
  /** Of the other cart in a merge. */
  | { readonly code: `CartIs${CartStatus}`; readonly cartId: string }
  | QuoteRefusal;
