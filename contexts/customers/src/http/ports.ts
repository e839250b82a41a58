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

/** What customers' routes stand on; the module fills it. */
export interface CustomersPorts {
  readonly log: Pick<EventLog, "incarnation" | "name">;
  readonly customers: CustomerHandler;
  readonly history: CustomerHistory;
  readonly list: CustomerList;
  readonly sealer: Sealer;
  readonly tokens: CustomerTokens;
  readonly liveOrdersOf: LiveOrders;
  readonly erase: Erase;
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

/** What other contexts hold of a person, opened, by the name of the context. The composition root fills it. */
export type PersonalRecords = (merchant: MerchantId, customerId: CustomerId) => Promise<Readonly<Record<string, Json>>>;

/** An erasure that has been started, and who wants it. */
export interface StartedErasure {
  readonly merchant: MerchantId;
  readonly customerId: CustomerId;
  readonly attempt: number;
  readonly causation: Causation;
}

/**
 * Brings a started erasure to its end, whoever else does so too: the person is erased, or it was given up for the sake of these orders.
 * @throws StoreUnavailable when it is to be done again later.
 */
export type Erase = (
  started: StartedErasure,
) => Promise<{ readonly kind: "erased" } | { readonly kind: "abandoned"; readonly orders: readonly OrderId[] }>;

/** Why a request comes no further than customers' edge. */
export type CustomersRequestRefusal =
  | { readonly code: `CustomerIs${CustomerStatus}` }
  | { readonly code: "AccessTokenIsMissing" }
  /** These are under way, and need the person; the first of them. */
  | { readonly code: "CustomerHasLiveOrders"; readonly orders: readonly string[] };
