// Generated from the API's description. To write it anew: UPDATE_GENERATED=1 npm test -- --project pure apps/server/src/client-source
// biome-ignore-all lint/style/noExcessiveLinesPerFile: generated, one entry for each thing that the API knows

export interface ActAtSimulatedBank {
  /** an id such as pay_01h455vb4pex5vsknk084sn02q */
  readonly paymentId: string;
  readonly outcome: "confirm" | "refuse";
}

export interface AddCartDiscount {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly amount: Money;
  readonly reason?: string | undefined;
}

export interface AddCustomer {
  readonly name: string;
  readonly email?: string | undefined;
  /** E.164 */
  readonly phone?: string | undefined;
  /** BCP 47 */
  readonly locale?: string | undefined;
  /** IANA time zone */
  readonly timeZone?: string | undefined;
}

export interface Address {
  readonly lines: readonly string[];
  readonly city: string;
  readonly postalCode?: string | undefined;
  readonly region?: string | undefined;
  /** ISO 3166-1 alpha-2 */
  readonly country: string;
  readonly location?:
    | {
        readonly lat: number;
        readonly lon: number;
      }
    | undefined;
}

export interface AdjustStock {
  /** an id such as main */
  readonly location?: string | undefined;
  /** Units that came in, or, below 0, are gone */
  readonly delta: number;
  readonly reason: string;
}

export interface AuditEntry {
  /** an ISO 8601 instant with its offset */
  readonly at: string;
  readonly keyId: string;
  /** What the key was called then */
  readonly keyName: string;
  readonly role: "admin" | "operator" | "staff" | "courier" | "storefront" | "readonly";
  /** As this description calls it */
  readonly operation: string;
  readonly method: string;
  /** Without its query */
  readonly path: string;
  /** Where it came from; of a storefront's key only the network */
  readonly address: string;
  readonly agent: string | null;
  /** Whether there was one */
  readonly idempotencyKey: boolean;
  /** Whether an earlier request with this Idempotency-Key had done it */
  readonly replayed: boolean;
  readonly status: number;
  readonly code: string | null;
  readonly position: string | null;
  /** That of the events that followed from it, and the id of its trace */
  readonly correlation: string;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly next: string | null;
}

export interface CancelOrder {
  readonly reason: string;
  /** Only these; without it, the whole order */
  readonly lines?:
    | readonly {
        readonly id: number;
        readonly quantity: number;
      }[]
    | undefined;
}

export interface CapturePayment {
  readonly amount?: Money | undefined;
}

export interface Cart {
  /** an id such as cart_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  readonly merchantId: string;
  readonly status: "Open" | "CheckingOut" | "CheckedOut" | "Expired" | "Merged";
  readonly customerId: string | null;
  /** an ISO 4217 currency */
  readonly currency: string;
  readonly items: readonly PricedLine[];
  readonly discounts: readonly Discount[];
  readonly totals: {
    readonly items: Money;
    readonly discount: Money;
    readonly tax: Money;
    readonly deliveryFee: Money;
    readonly grand: Money;
  };
  /** The order that came of it, or is about to */
  readonly orderId: string | null;
  readonly mergedInto: string | null;
  /** an ISO 8601 instant with its offset */
  readonly openedAt: string;
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  readonly version: number;
  readonly deadline: {
    /** an ISO 8601 instant with its offset */
    readonly at: string;
    readonly owner: "customer" | "operator" | "saga" | "system";
  } | null;
  /** For storefront keys: opens this cart, and only this one */
  readonly accessToken?: string | undefined;
}

export interface ChangeCart {
  /** an id such as cus_01h455vb4pex5vsknk084sn02q */
  readonly customerId: string;
}

export interface ChangeCartItem {
  readonly quantity: number;
}

export interface ChangeCustomer {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly blocked?:
    | {
        /** A code, not a sentence: it is told to other contexts and kept for ever */
        readonly reason: string;
      }
    | null
    | undefined;
}

export interface ChangeMerchant {
  readonly policies?:
    | {
        /** How long a customer has to choose what to go on with, when not everything is there */
        readonly awaitingCustomerMinutes?: number | undefined;
        /** How long stock is kept for an order that is not paid yet; a bank may give its customer less */
        readonly reservedMinutes?: number | undefined;
        /** How often a customer may say how to pay; an attempt is spent when a payment of it is declined */
        readonly paymentAttempts?: number | undefined;
        /** When the money of an order is taken by itself: for what is handed over, or all of it as soon as the order is confirmed */
        readonly capture?: "at_hand_over" | "on_confirmation" | undefined;
      }
    | undefined;
  readonly seller?: NameSeller | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

export interface CheckOutCart {
  readonly address: Address;
  /** A reference to a payment method, never a card's number. There are: - `recorded`: somebody has taken the money (a bank transfer, cash): authorised at once; not for storefront keys. - `on_delivery`: a courier takes the money at the door: authorised at once, and not taken before. - `pm_ok`: is authorised, captured and refunded without trouble. - `pm_declined`: is declined (`CardIsDeclined`). - `pm_expired_card`: is declined (`CardIsExpired`). - `pm_requires_action`: waits until the customer has confirmed it at the bank (`nextAction`). - `pm_timeout_then_ok`: the bank's answer gets lost; looked up, it is authorised. - `pm_timeout_then_declined`: the bank's answer gets lost; looked up, it is declined (`CardIsDeclined`). - `pm_capture_fails_once`: is authorised; the first capture is refused (`CardIsBusy`), the next is done. The `pm_…` are the simulated provider's, which declines every other (`MethodIsUnknown`). */
  readonly paymentMethod: string;
  /** Rather a part than nothing */
  readonly allowPartial?: boolean | undefined;
  readonly contact?: Contact | undefined;
  readonly delivery?:
    | {
        readonly method: "carrier" | "collect" | "courier" | "none";
        readonly slot?: string | undefined;
        readonly instructions?: string | undefined;
      }
    | undefined;
  readonly note?: string | undefined;
}

export interface ChooseLines {
  /** What is still wanted, of lines that the order has; those left out are dropped */
  readonly lines: readonly {
    readonly id: number;
    readonly quantity: number;
  }[];
}

export interface Consent {
  /** What it is agreed to: the merchant's word */
  readonly purpose: string;
  readonly given: boolean;
  /** an ISO 8601 instant with its offset */
  readonly at: string;
}

export interface Contact {
  readonly name: string;
  readonly email?: string | undefined;
  /** E.164 */
  readonly phone?: string | undefined;
  /** BCP 47 */
  readonly locale?: string | undefined;
}

export interface CountStock {
  /** an id such as main */
  readonly location?: string | undefined;
  readonly counted: number;
  readonly reason: string;
}

export interface CreateKey {
  readonly role: "admin" | "operator" | "staff" | "courier" | "storefront" | "readonly";
  readonly name?: string | undefined;
}

export interface CreditInvoice {
  /** Without it: all */
  readonly lines?:
    | readonly {
        readonly id: number;
        readonly quantity: number;
      }[]
    | undefined;
  /** Whether the delivery is credited, too */
  readonly delivery?: boolean | undefined;
}

/** Name, addresses and the like only for those who may see them; null once the person was erased */
export interface Customer {
  /** an id such as cus_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  /** an id such as default */
  readonly merchantId: string;
  readonly status: "Active" | "Erasing" | "Erased";
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly addresses?: readonly CustomerAddress[] | undefined;
  readonly consents: readonly Consent[];
  readonly preferences: readonly Preference[];
  readonly blocked?:
    | {
        readonly reason: string;
        /** an ISO 8601 instant with its offset */
        readonly at: string;
      }
    | null
    | undefined;
  /** an ISO 8601 instant with its offset */
  readonly addedAt: string;
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  readonly version: number;
  /** Opens this customer to a storefront's key */
  readonly accessToken?: string | undefined;
}

export interface CustomerAddress {
  /** Its number within the customer */
  readonly id: number;
  readonly lines: readonly string[];
  readonly city: string;
  readonly postalCode?: string | undefined;
  readonly region?: string | undefined;
  /** ISO 3166-1 alpha-2 */
  readonly country: string;
  readonly location?:
    | {
        readonly lat: number;
        readonly lon: number;
      }
    | undefined;
}

export interface CustomerPage {
  readonly items: readonly ListedCustomer[];
  readonly next: string | null;
}

export interface DifferingDay {
  readonly day: string;
  readonly provider: string;
  /** Movements that both books have alike */
  readonly matched: number;
  readonly differing: number;
  /** an ISO 8601 instant with its offset */
  readonly reconciledAt: string;
}

export interface DifferingDayPage {
  readonly items: readonly DifferingDay[];
  readonly next: string | null;
}

export interface Discount {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly amount: Money;
  readonly reason: string | null;
}

export interface FollowedPartition {
  readonly partition: number;
  /** The last event that was handled */
  readonly position: number;
  /** Events still to be handled */
  readonly lag: number;
  /** `following`, `stopped` or `refused` here, or `elsewhere` */
  readonly standing: string;
}

/** What has become of what an order says of its guest */
export interface Guest {
  /** an id such as ord_01h455vb4pex5vsknk084sn02q */
  readonly orderId: string;
  readonly status: "Kept" | "Erasing" | "Erased";
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  /** Of what is recorded of the guest, not of the order */
  readonly version: number;
}

export interface HistoryEntry {
  readonly version: number;
  readonly event: string;
  /** an ISO 8601 instant with its offset */
  readonly at: string;
  /** an ISO 8601 instant with its offset */
  readonly recordedAt: string;
  /** Who asked: a key, a customer, a saga */
  readonly actor: string | null;
  /** The message or event that made it happen */
  readonly cause: string | null;
  /** One id for all that follows from one request */
  readonly correlation: string | null;
  readonly commandId: string;
  /** What the event says, for people to read: it may be said otherwise in another version */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface HistoryPage {
  readonly items: readonly HistoryEntry[];
  readonly next: string | null;
}

export interface HoldOrder {
  readonly reason: string;
  /** an ISO 8601 instant with its offset */
  readonly until?: string | undefined;
}

export interface ImportCreditNote {
  /** Which system it comes from: two may have a credit note of the same id */
  readonly source: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  /** an id such as ord_01h455vb4pex5vsknk084sn02q */
  readonly orderId?: string | undefined;
  /** an ISO 8601 instant with its offset */
  readonly issuedAt: string;
  /** an ISO 4217 currency */
  readonly currency: string;
  readonly lines: readonly {
    /** a SKU: visible characters, no space at either end */
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: UnitPrice;
  }[];
}

export interface ImportOrder {
  /** Which system it comes from: two may have an order of the same id */
  readonly source: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  /** an ISO 8601 instant with its offset */
  readonly placedAt: string;
  /** an ISO 4217 currency */
  readonly currency: string;
  readonly customerRef?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly lines: readonly {
    /** a SKU: visible characters, no space at either end */
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: UnitPrice;
  }[];
}

export interface ImportReturn {
  /** Which system it comes from: two may have an order of the same id */
  readonly source: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  /** an ISO 8601 instant with its offset */
  readonly returnedAt: string;
  readonly customerRef?: string | null | undefined;
  /** Whose lines came back, imported from the same source, and what was given back; none where nobody can tell */
  readonly orders: readonly {
    /** another system's id: visible characters, no space at either end */
    readonly externalId: string;
    readonly credit: Money;
    readonly lines: readonly {
      /** The line of the order */
      readonly id: number;
      readonly quantity: number;
      /** The line of the return, as the other system counts */
      readonly of: number;
    }[];
  }[];
}

export interface ImportStockAdjustment {
  /** Which system it comes from: two may have an adjustment of the same id */
  readonly source: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  /** an id such as main */
  readonly location?: string | undefined;
  /** Units that came in, or, below 0, are gone */
  readonly delta: number;
  readonly reason: string;
  /** an ISO 8601 instant with its offset */
  readonly adjustedAt: string;
}

export interface ImportedCreditNote {
  /** an id such as inv_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  readonly version: number;
}

export interface ImportedOrder {
  /** an id such as ord_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  readonly version: number;
}

export interface ImportedReturn {
  /** an id such as ret_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  /** another system's id: visible characters, no space at either end */
  readonly externalId: string;
  readonly orders: readonly {
    /** an id such as ord_01h455vb4pex5vsknk084sn02q */
    readonly id: string;
    /** another system's id: visible characters, no space at either end */
    readonly externalId: string;
    readonly lines: readonly {
      /** The line of the order */
      readonly id: number;
      readonly quantity: number;
      /** The line of the return, as the other system counts */
      readonly of: number;
    }[];
  }[];
  readonly version: number;
}

export interface ImportedStockAdjustment {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  /** an id such as main */
  readonly location: string;
  readonly version: number;
}

export interface Invoice {
  /** an id such as inv_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  readonly kind: "invoice" | "creditNote";
  readonly status: "Draft" | "Issued" | "Paid" | "Credited";
  readonly number: string | null;
  readonly orderId: string | null;
  readonly refersTo: string | null;
  readonly seller: Seller | null;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly {
    readonly id: number;
    /** a SKU: visible characters, no space at either end */
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: UnitPrice;
    readonly discount: Money;
    /** In millionths: 25.5 % is 255000 */
    readonly taxRatePpm: number;
    readonly tax: Money;
    readonly total: Money;
    /** Units */
    readonly credited: number;
  }[];
  readonly delivery: {
    readonly fee: Money;
    /** In millionths: 25.5 % is 255000 */
    readonly taxRatePpm: number;
    readonly tax: Money;
    readonly total: Money;
  };
  readonly taxes: readonly {
    /** In millionths: 25.5 % is 255000 */
    readonly taxRatePpm: number;
    readonly net: Money;
    readonly tax: Money;
  }[];
  readonly totals: {
    readonly items: Money;
    readonly discount: Money;
    readonly deliveryFee: Money;
    readonly tax: Money;
    readonly grand: Money;
  };
  readonly paid: Money;
  readonly creditNotes: readonly {
    /** an id such as inv_01h455vb4pex5vsknk084sn02q */
    readonly id: string;
    readonly amount: Money;
  }[];
  /** an ISO 8601 instant with its offset */
  readonly suppliedAt: string;
  readonly issuedAt: string | null;
  readonly version: number;
}

export interface IssuedKey {
  /** an id such as key_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  readonly name: string;
  readonly role: "admin" | "operator" | "staff" | "courier" | "storefront" | "readonly";
  readonly merchantId: string;
  /** an ISO 8601 instant with its offset */
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly token: string | null;
}

export interface ItemToAdd {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice?: UnitPrice | undefined;
  /** As the customer reads it; else the product's */
  readonly name?: string | undefined;
}

export interface Key {
  /** an id such as key_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  readonly name: string;
  readonly role: "admin" | "operator" | "staff" | "courier" | "storefront" | "readonly";
  readonly merchantId: string;
  /** an ISO 8601 instant with its offset */
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface KeyPage {
  readonly items: readonly Key[];
  readonly next: string | null;
}

export interface LineToOrder {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice?: UnitPrice | undefined;
  /** As the customer reads it; else the product's */
  readonly name?: string | undefined;
  readonly discount?: Money | undefined;
}

export interface ListedCustomer {
  /** an id such as cus_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  readonly status: "Active" | "Erasing" | "Erased";
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly isBlocked: boolean;
  /** an ISO 8601 instant with its offset */
  readonly addedAt: string;
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  readonly version: number;
}

export interface ListedStock {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  /** an id such as main */
  readonly location: string;
  readonly onHand: number;
  /** Of it, set aside for orders that are not paid yet */
  readonly held: number;
  /** Of it, set aside for orders that are */
  readonly committed: number;
  /** Promised to orders, and not come yet */
  readonly awaited: number;
  /** What the next order can have */
  readonly available: number;
  /** Units that no order gets */
  readonly safetyStock: number;
  /** Units that may be promised before they have come, where the product allows it; null for as many as are wanted */
  readonly backorderLimit: number | null;
  readonly version: number;
}

export interface Merchant {
  /** an id such as default */
  readonly id: string;
  readonly policies: Policies;
  readonly seller: Seller | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  /** 0 as long as nothing was said, and all is as usual */
  readonly version: number;
}

export interface MergeCart {
  /** an id such as cart_01h455vb4pex5vsknk084sn02q */
  readonly from: string;
  /** For storefront keys: the other cart's own token */
  readonly fromAccessToken?: string | undefined;
}

export interface Money {
  /** In minor units: cents, yen, fils */
  readonly amount: number;
  readonly currency: string;
}

/** All there is to say: what is left out is taken away */
export interface NameSeller {
  readonly name: string;
  readonly addressLines?: readonly string[] | undefined;
  /** As the tax office writes it */
  readonly taxId?: string | undefined;
  readonly email?: string | undefined;
}

export interface OpenCart {
  /** an id such as cus_01h455vb4pex5vsknk084sn02q */
  readonly customerId?: string | undefined;
  /** an ISO 4217 currency */
  readonly currency: string;
}

export interface Order {
  /** an id such as ord_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  /** What people call it on the phone */
  readonly number: string;
  readonly status:
    | "Placed"
    | "AwaitingCustomer"
    | "Reserved"
    | "Confirmed"
    | "InFulfilment"
    | "Amending"
    | "Cancelling"
    | "Completed"
    | "Rejected"
    | "Expired"
    | "Cancelled";
  readonly holds: readonly {
    readonly reason: string;
    readonly until: string | null;
  }[];
  readonly merchantId: string;
  readonly customerId: string | null;
  readonly customerRef: string | null;
  readonly country: string | null;
  readonly externalId: string | null;
  /** an ISO 4217 currency */
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  /** As ordered; `payment.due` is what is left of it */
  readonly totals: {
    readonly items: Money;
    readonly discount: Money;
    readonly tax: Money;
    readonly deliveryFee: Money;
    readonly grand: Money;
  };
  readonly payment: {
    readonly status:
      | "External"
      | "NotRequired"
      | "Awaited"
      | "Authorised"
      | "PartiallyCaptured"
      | "Captured"
      | "PartiallyRefunded"
      | "Refunded"
      | "Released"
      | "Settled";
    readonly due: Money;
    readonly authorised: Money;
    readonly captured: Money;
    readonly refunded: Money;
  };
  readonly fulfilments: readonly Readonly<Record<string, unknown>>[];
  readonly deliveries: readonly Readonly<Record<string, unknown>>[];
  readonly refusal: {
    readonly code: string;
    readonly lines: readonly {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      readonly requested: number;
      readonly available: number;
    }[];
  } | null;
  readonly delivery: {
    readonly method: "carrier" | "collect" | "courier" | "none";
    readonly slot: string | null;
    readonly instructions?: string | null | undefined;
  } | null;
  readonly promise: {
    /** an ISO 8601 instant with its offset */
    readonly from: string;
    /** an ISO 8601 instant with its offset */
    readonly until: string;
  } | null;
  readonly contact?: Contact | null | undefined;
  readonly address?: Address | null | undefined;
  readonly note?: string | null | undefined;
  /** The merchant's own labels. Never personal data */
  readonly metadata: Readonly<Record<string, string>>;
  /** an ISO 8601 instant with its offset */
  readonly placedAt: string;
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  readonly version: number;
  readonly deadline: {
    /** an ISO 8601 instant with its offset */
    readonly at: string;
    readonly owner: "customer" | "operator" | "saga" | "system";
  } | null;
  /** For storefront keys: opens this order, and only this one */
  readonly accessToken?: string | undefined;
}

export type OrderActions = readonly {
  readonly action: string;
  readonly allowed: boolean;
  /** Why not: the code that asking would be refused with */
  readonly code?: string | undefined;
}[];

export interface OrderInvoices {
  readonly items: readonly Invoice[];
}

export interface OrderLine {
  /** Its number within the order */
  readonly id: number;
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: UnitPrice;
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly reserved: number;
  readonly handedOver: number;
  readonly delivered: number;
  readonly returned: number;
  readonly cancelled: number;
}

export interface OrderPage {
  readonly items: readonly OrderSummary[];
  readonly next: string | null;
}

export interface OrderSummary {
  /** an id such as ord_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  readonly number: string;
  readonly status:
    | "Placed"
    | "AwaitingCustomer"
    | "Reserved"
    | "Confirmed"
    | "InFulfilment"
    | "Amending"
    | "Cancelling"
    | "Completed"
    | "Rejected"
    | "Expired"
    | "Cancelled";
  readonly onHold: boolean;
  readonly customerId: string | null;
  readonly externalId: string | null;
  readonly total: Money;
  readonly lineCount: number;
  readonly units: number;
  /** an ISO 8601 instant with its offset */
  readonly placedAt: string;
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  readonly version: number;
}

export interface ParkedKey {
  /** the id of a parked key */
  readonly id: string;
  readonly context: string;
  readonly subscription: string;
  /** What waits in order behind what could not be handled */
  readonly key: string;
  /** The first item there: `skip` names it, so that no other is skipped */
  readonly item: string;
  /** Items that wait, the first one included */
  readonly waiting: number;
  readonly attempts: number;
  readonly failure: {
    readonly fingerprint: string;
    readonly error: string;
  } | null;
  /** an ISO 8601 instant with its offset */
  readonly parkedAt: string;
  readonly retryAt: string | null;
}

export interface ParkedPage {
  readonly items: readonly ParkedKey[];
  readonly next: string | null;
}

export interface PayOrder {
  /** A reference to a payment method, never a card's number. There are: - `recorded`: somebody has taken the money (a bank transfer, cash): authorised at once; not for storefront keys. - `on_delivery`: a courier takes the money at the door: authorised at once, and not taken before. - `pm_ok`: is authorised, captured and refunded without trouble. - `pm_declined`: is declined (`CardIsDeclined`). - `pm_expired_card`: is declined (`CardIsExpired`). - `pm_requires_action`: waits until the customer has confirmed it at the bank (`nextAction`). - `pm_timeout_then_ok`: the bank's answer gets lost; looked up, it is authorised. - `pm_timeout_then_declined`: the bank's answer gets lost; looked up, it is declined (`CardIsDeclined`). - `pm_capture_fails_once`: is authorised; the first capture is refused (`CardIsBusy`), the next is done. The `pm_…` are the simulated provider's, which declines every other (`MethodIsUnknown`). */
  readonly paymentMethod?: string | undefined;
  /** Instead of `paymentMethod`, when it is paid in parts; they add up to what is not covered */
  readonly payments?:
    | readonly {
        /** A reference to a payment method, never a card's number. There are: - `recorded`: somebody has taken the money (a bank transfer, cash): authorised at once; not for storefront keys. - `on_delivery`: a courier takes the money at the door: authorised at once, and not taken before. - `pm_ok`: is authorised, captured and refunded without trouble. - `pm_declined`: is declined (`CardIsDeclined`). - `pm_expired_card`: is declined (`CardIsExpired`). - `pm_requires_action`: waits until the customer has confirmed it at the bank (`nextAction`). - `pm_timeout_then_ok`: the bank's answer gets lost; looked up, it is authorised. - `pm_timeout_then_declined`: the bank's answer gets lost; looked up, it is declined (`CardIsDeclined`). - `pm_capture_fails_once`: is authorised; the first capture is refused (`CardIsBusy`), the next is done. The `pm_…` are the simulated provider's, which declines every other (`MethodIsUnknown`). */
        readonly method: string;
        readonly amount: Money;
      }[]
    | undefined;
}

export interface Payment {
  /** an id such as pay_01h455vb4pex5vsknk084sn02q */
  readonly id: string;
  /** an id such as ord_01h455vb4pex5vsknk084sn02q */
  readonly orderId: string;
  /** Within its order */
  readonly number: number;
  readonly status:
    | "Created"
    | "RequiresAction"
    | "Authorised"
    | "Declined"
    | "Expired"
    | "Unknown"
    | "Capturing"
    | "PartiallyCaptured"
    | "Captured"
    | "Uncollected"
    | "Voiding"
    | "Voided"
    | "Disputed"
    | "Won"
    | "Lost";
  /** A reference, never a card */
  readonly method: string;
  readonly provider: string | null;
  readonly amount: Money;
  readonly authorised: Money;
  readonly captured: Money;
  readonly voided: Money;
  readonly refunded: Money;
  readonly lost: Money;
  /** No more than this is kept, since the order costs less, or nothing, since the payment was given up; null: all of it is due */
  readonly due: Money | null;
  readonly nextAction: {
    readonly type: "redirect";
    readonly url: string;
    /** an ISO 8601 instant with its offset */
    readonly expiresAt: string;
  } | null;
  readonly refusal: {
    /** Why it came to nothing */
    readonly code: string;
  } | null;
  readonly abandoned: string | null;
  readonly expiresAt: string | null;
  readonly captures: readonly {
    /** As whoever asked for it named it */
    readonly id: string;
    readonly amount: Money;
    readonly status: string;
  }[];
  readonly refunds: readonly {
    /** As whoever asked for it named it */
    readonly id: string;
    readonly amount: Money;
    readonly status: string;
  }[];
  readonly dispute: {
    readonly id: string;
    readonly amount: Money;
    /** an ISO 8601 instant with its offset */
    readonly respondBy: string;
    readonly outcome: string;
  } | null;
  readonly deadline: {
    /** an ISO 8601 instant with its offset */
    readonly at: string;
    readonly owner: string;
  } | null;
  /** an ISO 8601 instant with its offset */
  readonly createdAt: string;
  /** an ISO 8601 instant with its offset */
  readonly updatedAt: string;
  readonly version: number;
}

export interface PaymentPage {
  readonly items: readonly Payment[];
  readonly next: string | null;
}

export interface PersonalPast {
  readonly version: number;
  readonly event: string;
  /** an ISO 8601 instant with its offset */
  readonly at: string;
  /** What the event says, opened: also what is no longer so */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface PersonalRecords {
  /** an ISO 8601 instant with its offset */
  readonly exportedAt: string;
  readonly customer: Customer;
  readonly history: readonly PersonalPast[];
  /** What other contexts hold of this person, by the name of the context */
  readonly elsewhere: Readonly<Record<string, unknown>>;
}

export interface PlaceOrder {
  /** an id such as cus_01h455vb4pex5vsknk084sn02q */
  readonly customerId?: string | undefined;
  readonly contact?: Contact | undefined;
  readonly lines: readonly LineToOrder[];
  readonly address?: Address | undefined;
  readonly delivery?:
    | {
        readonly method: "carrier" | "collect" | "courier" | "none";
        readonly slot?: string | undefined;
        readonly instructions?: string | undefined;
      }
    | undefined;
  /** A reference to a payment method, never a card's number. There are: - `recorded`: somebody has taken the money (a bank transfer, cash): authorised at once; not for storefront keys. - `on_delivery`: a courier takes the money at the door: authorised at once, and not taken before. - `pm_ok`: is authorised, captured and refunded without trouble. - `pm_declined`: is declined (`CardIsDeclined`). - `pm_expired_card`: is declined (`CardIsExpired`). - `pm_requires_action`: waits until the customer has confirmed it at the bank (`nextAction`). - `pm_timeout_then_ok`: the bank's answer gets lost; looked up, it is authorised. - `pm_timeout_then_declined`: the bank's answer gets lost; looked up, it is declined (`CardIsDeclined`). - `pm_capture_fails_once`: is authorised; the first capture is refused (`CardIsBusy`), the next is done. The `pm_…` are the simulated provider's, which declines every other (`MethodIsUnknown`). */
  readonly paymentMethod?: string | undefined;
  /** Instead of `paymentMethod`, when it is paid in parts; they add up to the grand total */
  readonly payments?:
    | readonly {
        /** A reference to a payment method, never a card's number. There are: - `recorded`: somebody has taken the money (a bank transfer, cash): authorised at once; not for storefront keys. - `on_delivery`: a courier takes the money at the door: authorised at once, and not taken before. - `pm_ok`: is authorised, captured and refunded without trouble. - `pm_declined`: is declined (`CardIsDeclined`). - `pm_expired_card`: is declined (`CardIsExpired`). - `pm_requires_action`: waits until the customer has confirmed it at the bank (`nextAction`). - `pm_timeout_then_ok`: the bank's answer gets lost; looked up, it is authorised. - `pm_timeout_then_declined`: the bank's answer gets lost; looked up, it is declined (`CardIsDeclined`). - `pm_capture_fails_once`: is authorised; the first capture is refused (`CardIsBusy`), the next is done. The `pm_…` are the simulated provider's, which declines every other (`MethodIsUnknown`). */
        readonly method: string;
        readonly amount: Money;
      }[]
    | undefined;
  /** Rather a part than nothing */
  readonly allowPartial?: boolean | undefined;
  /** another system's id: visible characters, no space at either end */
  readonly externalId?: string | undefined;
  readonly note?: string | undefined;
  /** The merchant's own labels. Never personal data */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export interface Policies {
  /** How long a customer has to choose what to go on with, when not everything is there */
  readonly awaitingCustomerMinutes: number;
  /** How long stock is kept for an order that is not paid yet; a bank may give its customer less */
  readonly reservedMinutes: number;
  /** How often a customer may say how to pay; an attempt is spent when a payment of it is declined */
  readonly paymentAttempts: number;
  /** When the money of an order is taken by itself: for what is handed over, or all of it as soon as the order is confirmed */
  readonly capture: "at_hand_over" | "on_confirmation";
}

export interface Preference {
  /** What it is about: notifications' word */
  readonly topic: string;
  readonly channel: "email" | "inbox" | "push" | "sms" | "webhook";
  readonly allowed: boolean;
}

export interface PricedLine {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: UnitPrice;
  readonly discount: Money;
  readonly tax: Money;
  readonly total: Money;
}

export interface Product {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: UnitPrice;
  readonly taxCategory: string | null;
  readonly weightGrams: number | null;
  readonly imageUrl: string | null;
  readonly allowBackorder: boolean;
  readonly version: number;
}

export interface ProductPage {
  readonly items: readonly Product[];
  readonly next: string | null;
}

/** JSON as the provider has it */
export type ProviderNews = Readonly<Record<string, unknown>>;

export interface PutProduct {
  readonly name: string;
  readonly unitPrice: UnitPrice;
  readonly taxCategory?: string | null | undefined;
  readonly weightGrams?: number | null | undefined;
  readonly imageUrl?: string | null | undefined;
  /** Whether it may be sold before it has arrived */
  readonly allowBackorder?: boolean | undefined;
}

export interface PutStockPolicy {
  /** an id such as main */
  readonly location?: string | undefined;
  readonly safetyStock?: number | undefined;
  /** Units that may be promised before they have come, where the product allows it; null for as many as are wanted */
  readonly backorderLimit?: number | null | undefined;
  /** After `main`, locations with lower numbers are asked first */
  readonly priority?: number | undefined;
}

export interface PutTaxRates {
  /** Whether prices, discounts and delivery fees contain the tax already */
  readonly pricesIncludeTax: boolean;
  /** The category of products that name none */
  readonly usual: string;
  readonly rates: readonly {
    readonly category: string;
    /** In millionths: 25.5 % is 255000 */
    readonly ratePpm: number;
  }[];
}

export interface Quote {
  /** an ISO 4217 currency */
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly totals: {
    readonly items: Money;
    readonly discount: Money;
    readonly tax: Money;
    readonly deliveryFee: Money;
    readonly grand: Money;
  };
  /** an ISO 8601 instant with its offset */
  readonly quotedAt: string;
}

export interface QuoteLines {
  readonly lines: readonly LineToOrder[];
  /** ISO 3166-1 alpha-2 */
  readonly country?: string | undefined;
}

export interface RebuildProgress {
  readonly done: number;
  readonly total: number;
}

export interface Reconciliation {
  readonly day: string;
  readonly provider: string;
  /** Movements that both books have alike */
  readonly matched: number;
  readonly differences: readonly {
    /** Ours, of the operation */
    readonly key: string;
    readonly kind: "authorise" | "capture" | "refund" | "void";
    readonly ours: Money | null;
    readonly theirs: Money | null;
  }[];
  readonly daily: {
    /** Movements that both books have alike */
    readonly matched: number;
    readonly differences: readonly {
      /** Ours, of the operation */
      readonly key: string;
      readonly kind: "authorise" | "capture" | "refund" | "void";
      readonly ours: Money | null;
      readonly theirs: Money | null;
    }[];
    /** How many differences there were; the first 1000 are kept */
    readonly differing: number;
    /** an ISO 8601 instant with its offset */
    readonly reconciledAt: string;
  } | null;
}

export interface RedriveParked {
  readonly fingerprint: string;
}

export interface Redriven {
  /** How many are tried again, so many in a second */
  readonly keys: number;
}

export interface RefundPayment {
  readonly amount: Money;
  readonly reason: string;
}

export interface ResolveStuck {
  readonly reason: string;
}

/** Without a reason every hold is lifted */
export interface ResumeOrder {
  readonly reason?: string | undefined;
}

export interface Retried {
  /** How many things are tried again */
  readonly tried: number;
}

export interface Seller {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly taxId: string | null;
  readonly email: string | null;
}

export interface SetConsent {
  readonly given: boolean;
}

export interface SetPreferences {
  /** All there are: the rest is the usual */
  readonly preferences: readonly Preference[];
}

export interface SkipParkedItem {
  readonly reason: string;
  /** What the list shows as `item`: it is left out if it is still the first */
  readonly item: string;
}

export interface Stock {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  readonly locations: readonly {
    /** an id such as main */
    readonly location: string;
    /** After `main`, locations with lower numbers are asked first */
    readonly priority: number;
    readonly onHand: number;
    /** Of it, set aside for orders that are not paid yet */
    readonly held: number;
    /** Of it, set aside for orders that are */
    readonly committed: number;
    /** Promised to orders, and not come yet */
    readonly awaited: number;
    /** What the next order can have */
    readonly available: number;
    /** Units that no order gets */
    readonly safetyStock: number;
    /** Units that may be promised before they have come, where the product allows it; null for as many as are wanted */
    readonly backorderLimit: number | null;
    readonly version: number;
  }[];
}

export interface StockLevel {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  /** an id such as main */
  readonly location: string;
  readonly onHand: number;
  /** Of it, set aside for orders that are not paid yet */
  readonly held: number;
  /** Of it, set aside for orders that are */
  readonly committed: number;
  /** Promised to orders, and not come yet */
  readonly awaited: number;
  /** What the next order can have */
  readonly available: number;
  readonly version: number;
}

export interface StockMovement {
  readonly version: number;
  readonly movement: string;
  /** an ISO 8601 instant with its offset */
  readonly at: string;
  /** When it happened, where that was elsewhere: history, which changed nothing here */
  readonly adjustedAt: string | null;
  /** Who asked: a key, a saga, a timer */
  readonly actor: string | null;
  /** The order that it was for */
  readonly orderId: string | null;
  /** The fulfilment or return that it comes from */
  readonly source: string | null;
  /** Why, as somebody said it */
  readonly reason: string | null;
  /** Units that it was about; below 0 where a count found fewer */
  readonly quantity: number | null;
  readonly onHand: number;
  /** Of it, set aside for orders that are not paid yet */
  readonly held: number;
  /** Of it, set aside for orders that are */
  readonly committed: number;
  /** Promised to orders, and not come yet */
  readonly awaited: number;
  /** What the next order can have */
  readonly available: number;
}

export interface StockMovementPage {
  readonly items: readonly StockMovement[];
  readonly next: string | null;
}

export interface StockPage {
  readonly items: readonly ListedStock[];
  readonly next: string | null;
}

export interface StockPolicy {
  /** a SKU: visible characters, no space at either end */
  readonly sku: string;
  /** an id such as main */
  readonly location: string;
  readonly safetyStock: number;
  /** Units that may be promised before they have come, where the product allows it; null for as many as are wanted */
  readonly backorderLimit: number | null;
  /** After `main`, locations with lower numbers are asked first */
  readonly priority: number;
  readonly version: number;
}

export interface Stuck {
  /** What it is */
  readonly kind: string;
  readonly id: string;
  /** Whose it is */
  readonly orderId: string;
  readonly status: string;
  /** Whose move it was */
  readonly owner: string;
  /** an ISO 8601 instant with its offset */
  readonly deadlineAt: string;
}

export interface StuckPage {
  readonly items: readonly Stuck[];
  readonly next: string | null;
}

export interface Subscription {
  readonly name: string;
  /** Whose follower it is */
  readonly context: string;
  /** Whose events it follows */
  readonly follows: string;
  /** Events still to be handled, in all partitions */
  readonly lag: number;
  /** Those that are behind, or do not follow */
  readonly partitions: readonly FollowedPartition[];
  readonly rebuild: {
    readonly done: number;
    readonly total: number;
  } | null;
}

export interface SubscriptionPage {
  readonly items: readonly Subscription[];
  readonly next: string | null;
}

export interface TaxRates {
  /** ISO 3166-1 alpha-2 */
  readonly country: string;
  /** Whether prices, discounts and delivery fees contain the tax already */
  readonly pricesIncludeTax: boolean;
  /** The category of products that name none */
  readonly usual: string;
  readonly rates: readonly {
    readonly category: string;
    /** In millionths: 25.5 % is 255000 */
    readonly ratePpm: number;
  }[];
  readonly version: number;
}

export interface TaxRatesList {
  readonly items: readonly TaxRates[];
}

export interface UnitPrice {
  readonly amount: number | string;
  readonly currency: string;
}
