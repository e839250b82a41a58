import type { CustomerId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Json } from "@waybill/kernel/brand";
import type { Instant } from "@waybill/kernel/clock";
import type { CommandHandler } from "@waybill/kernel/command-handler";
import type { Causation, EventLog, RecordedEvent } from "@waybill/kernel/event-log";
import type { IfVersion, Versioned, VersionIsStale } from "@waybill/kernel/if-version";
import type { Refuse } from "@waybill/kernel/refuse";
import type { Sealed, Sealer } from "@waybill/kernel/sealed";
import type { Customer } from "../domain/customer.ts";
import type { CustomerCommand } from "../domain/customer-commands.ts";
import type { CustomerEvent } from "../domain/customer-events.ts";
import type { CustomerStatus } from "../domain/customer-life.ts";
import type { CustomerRefusal } from "../domain/customer-rules.ts";
import type { Guest, GuestCommand, GuestRefusal } from "../domain/guest.ts";
import type { GuestEvent } from "../domain/guest-events.ts";

/** What customers' routes stand on; the module fills it. */
export interface CustomersPorts {
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly customers: CustomerHandler;
  readonly history: CustomerHistory;
  readonly list: CustomerList;
  readonly sealer: Sealer;
  readonly tokens: CustomerTokens;
  readonly liveOrdersOf: LiveOrders;
  readonly erase: Erase<CustomerId>;
  readonly guests: GuestHandler;
  readonly guestHistory: GuestHistory;
  readonly personOf: OrdersPerson;
  readonly eraseGuest: Erase<OrderId>;
  readonly recordsElsewhere: PersonalRecords;
}

export type CustomerHandler = CommandHandler<
  (CustomerCommand | Refuse<CustomersRequestRefusal>) & IfVersion,
  Versioned<Customer>,
  CustomerEvent,
  CustomerRefusal | CustomersRequestRefusal | VersionIsStale
>;

/** The events of one customer. */
export interface CustomerHistory {
  /** In order, up to a version; all without one. Empty when the merchant has no such customer. */
  read(merchant: MerchantId, customerId: CustomerId, upToVersion?: number): Promise<readonly RecordedCustomerEvent[]>;
}

export interface RecordedCustomerEvent {
  readonly event: CustomerEvent;
  readonly recorded: RecordedEvent;
}

export type GuestHandler = CommandHandler<
  (GuestCommand | Refuse<CustomersRequestRefusal>) & IfVersion,
  Versioned<Guest>,
  GuestEvent,
  CustomersRequestRefusal | GuestRefusal | VersionIsStale
>;

/** What became of the guest of one order: in order, nothing when nobody wanted them erased. */
export interface GuestHistory {
  read(merchant: MerchantId, orderId: OrderId): Promise<readonly RecordedGuestEvent[]>;
}

export interface RecordedGuestEvent {
  readonly event: GuestEvent;
  readonly recorded: RecordedEvent;
}

/** Answers which customers a merchant has, the newest first; as of a moment ago. */
export interface CustomerList {
  page(wanted: {
    readonly merchant: MerchantId;
    readonly filter: CustomerFilter;
    /** The customer to go on after. */
    readonly after: { readonly addedAt: Instant; readonly customerId: CustomerId } | null;
    readonly limit: number;
  }): Promise<readonly ListedCustomer[]>;
}

export interface CustomerFilter {
  readonly status: CustomerStatus | null;
  readonly blocked: boolean | null;
}

export interface ListedCustomer {
  readonly customerId: CustomerId;
  readonly status: CustomerStatus;
  readonly blocked: boolean;
  /** Null once erased. */
  readonly name: Sealed<string> | null;
  readonly email: Sealed<string> | null;
  readonly addedAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
}

/** Opens one customer to whoever holds its token. */
export interface CustomerTokens {
  of(merchant: MerchantId, customerId: CustomerId): string;
  opens(merchant: MerchantId, customerId: CustomerId, token: string): boolean;
}

/**
 * Orders of a customer that are under way, so that the person is still needed for them. It sees every order that was recorded before it was
 * asked. The composition root fills it.
 * @throws StoreUnavailable when that cannot be told now.
 */
export type LiveOrders = (merchant: MerchantId, customerId: CustomerId) => Promise<readonly OrderId[]>;

/**
 * Whose order it is, by all that was recorded of it before this was asked; null when the merchant has no such order. The composition root
 * fills it.
 * @throws StoreUnavailable when that cannot be told now.
 */
export type OrdersPerson = (merchant: MerchantId, orderId: OrderId) => Promise<PersonOfOrder | null>;

export interface PersonOfOrder {
  /** Whether it was placed by somebody who is no customer: what it says of them is sealed under its own id. */
  readonly isGuest: boolean;
  readonly isUnderWay: boolean;
}

/** What other contexts hold of a person, opened, by the name of the context. The composition root fills it. */
export type PersonalRecords = (merchant: MerchantId, customerId: CustomerId) => Promise<Readonly<Record<string, Json>>>;

/** An erasure that has been started, and who wants it; `id` is whose. */
export interface StartedErasure<Id> {
  readonly merchant: MerchantId;
  readonly id: Id;
  readonly attempt: number;
  readonly causation: Causation;
}

/** The person is erased, or it was given up for the sake of these orders. */
export type ErasureEnd = { readonly kind: "erased" } | { readonly kind: "abandoned"; readonly orders: readonly OrderId[] };

/**
 * Brings a started erasure to its end, whoever else does so too.
 * @throws StoreUnavailable when it is to be done again later.
 */
export type Erase<Id> = (started: StartedErasure<Id>) => Promise<ErasureEnd>;

/** Why a request comes no further than customers' edge. */
export type CustomersRequestRefusal =
  | { readonly code: `CustomerIs${CustomerStatus}` }
  | { readonly code: "AccessTokenIsMissing" }
  | { readonly code: "OrderHasNoGuest" | "OrderIsNotPlaced" | "OrderIsUnderWay" }
  /** These are under way, and need the person; the first of them. */
  | { readonly code: "CustomerHasLiveOrders"; readonly orders: readonly string[] };
