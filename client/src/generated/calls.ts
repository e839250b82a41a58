// Generated from the API's description. To write it anew: UPDATE_GENERATED=1 npm test -- --project pure apps/server/src/client-source
// biome-ignore-all lint/style/noExcessiveLinesPerFile: generated, one entry for each thing that the API knows
// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: generated, as above

import type { Ask } from "../asking.ts";
import type { StreamedEvent } from "../event-frames.ts";
import type { Listen, ListenOptions } from "../listening.ts";
import type { CallOptions } from "../operation.ts";
import type { Outcome } from "../outcome.ts";
import type {
  ActAtSimulatedBank,
  AddCartDiscount,
  AddCustomer,
  Address,
  AdjustStock,
  AuditPage,
  CancelOrder,
  CapturePayment,
  Cart,
  ChangeCart,
  ChangeCartItem,
  ChangeCustomer,
  ChangeMerchant,
  CheckOutCart,
  ChooseLines,
  CountStock,
  CreateKey,
  CreditInvoice,
  Customer,
  CustomerPage,
  DifferingDayPage,
  Guest,
  HistoryPage,
  HoldOrder,
  ImportCreditNote,
  ImportedCreditNote,
  ImportedOrder,
  ImportedReturn,
  ImportedStockAdjustment,
  ImportOrder,
  ImportReturn,
  ImportStockAdjustment,
  Invoice,
  IssuedKey,
  ItemToAdd,
  KeyPage,
  Merchant,
  MergeCart,
  OpenCart,
  Order,
  OrderActions,
  OrderInvoices,
  OrderPage,
  ParkedPage,
  Payment,
  PaymentPage,
  PayOrder,
  PersonalRecords,
  PlaceOrder,
  Product,
  ProductPage,
  ProviderNews,
  PutProduct,
  PutStockPolicy,
  PutTaxRates,
  Quote,
  QuoteLines,
  RebuildProgress,
  Reconciliation,
  Redriven,
  RedriveParked,
  RefundPayment,
  ResolveStuck,
  ResumeOrder,
  Retried,
  SetConsent,
  SetPreferences,
  SkipParkedItem,
  Stock,
  StockLevel,
  StockMovementPage,
  StockPage,
  StockPolicy,
  StuckPage,
  SubscriptionPage,
  TaxRates,
  TaxRatesList,
} from "./schemas.ts";

type Nothing = Readonly<Record<string, never>>;

/** Why many a call may be refused, whatever it asks for. */
export type UsualCode =
  | "BodyIsNotJson"
  | "BodyIsNotStorable"
  | "BodyIsTooDeep"
  | "BodyIsTooLarge"
  | "ConcurrencyConflict"
  | "DatabaseIsAway"
  | "ExpectationIsNotMet"
  | "HeadersAreTooLarge"
  | "HeadersAreTooMany"
  | "IdempotencyKeyIsMalformed"
  | "IdempotencyKeyReused"
  | "IfMatchIsMalformed"
  | "KeyIsMissing"
  | "KeyIsNotValid"
  | "MediaTypeIsNotSupported"
  | "MerchantIsMalformed"
  | "MerchantIsNotYours"
  | "Overloaded"
  | "RateLimitIsReached"
  | "RequestIsMalformed"
  | "RequestTookTooLong"
  | "RoleMayNot"
  | "UnexpectedFault"
  | "UrlIsMalformed"
  | "UrlIsTooLong"
  | "VersionIsStale";

/** What the API can do, by name. */
export interface Calls {
  /** The keys that open this merchant's data, oldest first. */
  readonly listKeys: (request?: Nothing, options?: CallOptions) => Promise<Outcome<KeyPage, UsualCode>>;
  /** Make a key. */
  readonly createKey: (
    request: {
      readonly body: CreateKey;
    },
    options?: CallOptions,
  ) => Promise<Outcome<IssuedKey, UsualCode | "TooManyKeys">>;
  /** Revoke a key. */
  readonly revokeKey: (
    request: {
      /** an id such as key_01h455vb4pex5vsknk084sn02q */
      readonly keyId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<null, UsualCode | "KeyIsUnknown" | "KeyIsYourOwn">>;
  /** What staff, operators and admins asked for, and what others were forbidden; newest first. */
  readonly listAudit: (
    request?: {
      /** an id such as key_01h455vb4pex5vsknk084sn02q */
      readonly keyId?: string | undefined;
      /** What was asked for, as this description calls it */
      readonly operation?: string | undefined;
      /** an ISO 8601 instant with its offset */
      readonly since?: string | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<AuditPage, UsualCode | "CursorIsMalformed">>;
  /** Everything that follows events, and how far behind it is. */
  readonly listSubscriptions: (request?: Nothing, options?: CallOptions) => Promise<Outcome<SubscriptionPage, UsualCode>>;
  /** Build a read model anew from the events. */
  readonly rebuildReadModel: (
    request: {
      /** As the list of subscriptions calls it */
      readonly name: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<RebuildProgress, UsualCode | "ReadModelIsUnknown">>;
  /** Call off building a read model anew. */
  readonly callOffRebuild: (
    request: {
      /** As the list of subscriptions calls it */
      readonly name: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<null, UsualCode | "ReadModelIsUnknown" | "RebuildIsNotUnderWay">>;
  /** What could not be handled, the longest first. */
  readonly listParked: (
    request?: {
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<ParkedPage, UsualCode | "CursorIsMalformed">>;
  /** Try a parked key again now, as if for the first time. */
  readonly retryParkedKey: (
    request: {
      /** the id of a parked key */
      readonly parkedId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<null, UsualCode | "ParkedKeyIsUnknown">>;
  /** Leave the first item of a parked key out for good. */
  readonly skipParkedItem: (
    request: {
      /** the id of a parked key */
      readonly parkedId: string;
      readonly body: SkipParkedItem;
    },
    options?: CallOptions,
  ) => Promise<Outcome<null, UsualCode | "ItemIsNotTheFirst" | "ParkedKeyIsUnknown">>;
  /** Try all keys again that wait for an operator because of one cause. */
  readonly redriveParked: (
    request: {
      readonly body: RedriveParked;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Redriven, UsualCode>>;
  /** What has been where it is for too long, the longest first. */
  readonly listStuck: (
    request?: {
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<StuckPage, UsualCode | "CursorIsMalformed" | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">
  >;
  /** Try again whatever could not be done. */
  readonly retryStuck: (
    request: {
      /** the id of one of these: order, payment */
      readonly stuckId: string;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Retried,
      | UsualCode
      | "OrderIsNotPlaced"
      | "OrderIsNotStuck"
      | "OrderIsOnItsWay"
      | "PartIsDelivered"
      | "PaymentIsNotCreated"
      | "PaymentIsNotStuck"
      | "ReasonIsMissing"
      | "ReasonIsTooLong"
      | "WorkIsUnderWay"
    >
  >;
  /** Decide what cannot go on by itself. */
  readonly resolveStuck: (
    request: {
      /** the id of one of these: order, payment */
      readonly stuckId: string;
      readonly body: ResolveStuck;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order | Payment,
      | UsualCode
      | "OrderIsNotPlaced"
      | "OrderIsNotStuck"
      | "OrderIsOnItsWay"
      | "PartIsDelivered"
      | "PaymentIsNotCreated"
      | "PaymentIsNotStuck"
      | "ReasonIsMissing"
      | "ReasonIsTooLong"
      | "WorkIsUnderWay"
    >
  >;
  /** Say what a product is. */
  readonly putProduct: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      readonly body: PutProduct;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Product,
      | UsualCode
      | "ImageUrlIsNotWeb"
      | "NameIsMissing"
      | "NameIsTooLong"
      | "PriceIsOutOfRange"
      | "TaxCategoryIsNoWord"
      | "WeightIsOutOfRange"
    >
  >;
  /** A product as it is now. */
  readonly getProduct: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Product, UsualCode | "ProductIsUnknown">>;
  /** Products, by SKU. */
  readonly listProducts: (
    request?: {
      /** Part of the name or the SKU, in any case */
      readonly search?: string | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<ProductPage, UsualCode | "CursorIsMalformed" | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">
  >;
  /** Add a customer. */
  readonly addCustomer: (
    request: {
      readonly body: AddCustomer;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "CustomerIsErased">>;
  /** Customers, the newest first. */
  readonly listCustomers: (
    request?: {
      /** Only those in this status */
      readonly status?: "Active" | "Erasing" | "Erased" | undefined;
      /** Only who is, or who is not */
      readonly isBlocked?: boolean | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<CustomerPage, UsualCode | "CursorIsMalformed" | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">
  >;
  /** A customer as they are now. */
  readonly getCustomer: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "AccessTokenIsMissing" | "CustomerIsUnknown">>;
  /** Change what is said of a customer, block or unblock them. */
  readonly changeCustomer: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      readonly body?: ChangeCustomer | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "CustomerIsErased" | "CustomerIsErasing" | "CustomerIsUnknown">>;
  /** Erase a person. */
  readonly eraseCustomer: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "CustomerHasLiveOrders" | "CustomerIsUnknown">>;
  /** All that is known of a person, readable. */
  readonly exportCustomer: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<PersonalRecords, UsualCode | "CustomerIsUnknown">>;
  /** Add an address. */
  readonly addCustomerAddress: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      readonly body: Address;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<Customer, UsualCode | "CustomerHasTooManyAddresses" | "CustomerIsErased" | "CustomerIsErasing" | "CustomerIsUnknown">
  >;
  /** Say what an address is now. */
  readonly changeCustomerAddress: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      /** Its number within the customer */
      readonly addressId: number;
      readonly body: Address;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "AddressIsUnknown" | "CustomerIsErased" | "CustomerIsErasing" | "CustomerIsUnknown">>;
  /** Remove an address. */
  readonly removeCustomerAddress: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      /** Its number within the customer */
      readonly addressId: number;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "AddressIsUnknown" | "CustomerIsErased" | "CustomerIsErasing" | "CustomerIsUnknown">>;
  /** Say that a customer agrees to something, or no longer does. */
  readonly setCustomerConsent: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      /** What it is agreed to: the merchant's word */
      readonly purpose: string;
      readonly body: SetConsent;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<Customer, UsualCode | "CustomerHasTooManyConsents" | "CustomerIsErased" | "CustomerIsErasing" | "CustomerIsUnknown">
  >;
  /** Say what a customer wants to be told, and how. */
  readonly setCustomerPreferences: (
    request: {
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId: string;
      readonly body: SetPreferences;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Customer, UsualCode | "CustomerIsErased" | "CustomerIsErasing" | "CustomerIsUnknown" | "PreferenceIsRepeated">>;
  /** Erase an order's guest. */
  readonly eraseGuest: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Guest, UsualCode | "OrderHasNoGuest" | "OrderIsNotPlaced" | "OrderIsUnderWay">>;
  /** Place an order. */
  readonly placeOrder: (
    request: {
      readonly body: PlaceOrder;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order,
      | UsualCode
      | "AmountIsTooLarge"
      | "CurrencyDiffers"
      | "CustomerIsBlocked"
      | "CustomerIsUnknown"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "MethodIsNotYours"
      | "NameIsTooLong"
      | "OrderHasTooManyPayments"
      | "PaymentCurrencyDiffers"
      | "PaymentIsNoReference"
      | "PaymentIsSaidTwice"
      | "PaymentsDoNotAddUp"
      | "PersonIsErased"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "PriceIsNotYours"
      | "PriceIsOutOfRange"
      | "ReadModelIsBehind"
      | "UnknownSku"
    >
  >;
  /** Orders, the newest first. */
  readonly listOrders: (
    request?: {
      /** Only those in this status */
      readonly status?:
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
        | "Cancelled"
        | undefined;
      /** an id such as cus_01h455vb4pex5vsknk084sn02q */
      readonly customerId?: string | undefined;
      /** another system's id: visible characters, no space at either end */
      readonly externalId?: string | undefined;
      /** an ISO 8601 instant with its offset */
      readonly placedAfter?: string | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<OrderPage, UsualCode | "CursorIsMalformed" | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">
  >;
  /** Take in an order that was completed elsewhere. */
  readonly importOrder: (
    request: {
      readonly body: ImportOrder;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      ImportedOrder,
      | UsualCode
      | "AmountIsTooLarge"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "NameIsTooLong"
      | "PriceIsOutOfRange"
      | "QuoteDoesNotAddUp"
    >
  >;
  /** Take in a return that happened elsewhere, of orders that were imported. */
  readonly importReturn: (
    request: {
      readonly body: ImportReturn;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      ImportedReturn,
      | UsualCode
      | "CreditIsOutOfRange"
      | "CurrencyDiffers"
      | "LineIsUnknown"
      | "NothingIsWithCustomer"
      | "OrderIsNotPlaced"
      | "TooFewAreDelivered"
    >
  >;
  /** An order as it is now, or as it was. */
  readonly getOrder: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      /** an ISO 8601 instant with its offset */
      readonly at?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Order, UsualCode | "AccessTokenIsMissing" | "OrderIsNotPlaced">>;
  /** Everything that happened to the order, who or what caused it, oldest first. */
  readonly getOrderHistory: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<HistoryPage, UsualCode | "CursorIsMalformed" | "OrderIsNotPlaced">>;
  /** What may be done with the order now, and why the rest may not. */
  readonly getOrderActions: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<OrderActions, UsualCode | "AccessTokenIsMissing" | "OrderIsNotPlaced">>;
  /** Choose what to go on with when there is not enough of everything. */
  readonly chooseLines: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: ChooseLines;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order,
      | UsualCode
      | "AccessTokenIsMissing"
      | "AmountIsTooLarge"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "LineIsRepeated"
      | "LineIsUnknown"
      | "NameIsTooLong"
      | "OrderIsAmending"
      | "OrderIsCancelled"
      | "OrderIsCancelling"
      | "OrderIsCompleted"
      | "OrderIsConfirmed"
      | "OrderIsExpired"
      | "OrderIsInFulfilment"
      | "OrderIsNotPlaced"
      | "OrderIsPlaced"
      | "OrderIsRejected"
      | "OrderIsReserved"
      | "PriceIsOutOfRange"
      | "TooFewAreOrdered"
    >
  >;
  /** Say how to pay what no payment covers. */
  readonly payOrder: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body?: PayOrder | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order,
      | UsualCode
      | "AccessTokenIsMissing"
      | "CustomerIsBlocked"
      | "CustomerIsUnknown"
      | "DueIsCovered"
      | "MethodIsNotYours"
      | "OrderHasTooManyPayments"
      | "OrderIsAmending"
      | "OrderIsAwaitingCustomer"
      | "OrderIsCancelled"
      | "OrderIsCancelling"
      | "OrderIsCompleted"
      | "OrderIsConfirmed"
      | "OrderIsExpired"
      | "OrderIsInFulfilment"
      | "OrderIsNotPlaced"
      | "OrderIsPlaced"
      | "OrderIsRejected"
      | "PaymentCurrencyDiffers"
      | "PaymentIsNoReference"
      | "PaymentsDoNotAddUp"
      | "PersonIsErased"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "ReadModelIsBehind"
    >
  >;
  /** Cancel an order, or some of its lines. */
  readonly cancelOrder: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: CancelOrder;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order,
      | UsualCode
      | "AccessTokenIsMissing"
      | "LineIsRepeated"
      | "LineIsUnknown"
      | "OrderIsAmending"
      | "OrderIsAwaitingCustomer"
      | "OrderIsCancelled"
      | "OrderIsCancelling"
      | "OrderIsCompleted"
      | "OrderIsExpired"
      | "OrderIsNotPlaced"
      | "OrderIsOnItsWay"
      | "OrderIsPlaced"
      | "OrderIsRejected"
      | "OrderIsReserved"
      | "PartIsDelivered"
      | "ReasonIsMissing"
      | "ReasonIsTooLong"
      | "TooFewAreLeft"
    >
  >;
  /** Put an order on hold. */
  readonly holdOrder: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      readonly body: HoldOrder;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order,
      | UsualCode
      | "HoldEndsBeforeItBegins"
      | "OrderHasTooManyHolds"
      | "OrderIsCancelled"
      | "OrderIsCompleted"
      | "OrderIsExpired"
      | "OrderIsNotPlaced"
      | "OrderIsRejected"
      | "ReasonIsMissing"
      | "ReasonIsTooLong"
    >
  >;
  /** Let a held order go on. */
  readonly resumeOrder: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      readonly body?: ResumeOrder | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<Order, UsualCode | "OrderIsCancelled" | "OrderIsCompleted" | "OrderIsExpired" | "OrderIsNotPlaced" | "OrderIsRejected">
  >;
  /** Open a cart. */
  readonly openCart: (
    request: {
      readonly body: OpenCart;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Cart, UsualCode>>;
  /** A cart, and what it costs. */
  readonly getCart: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Cart, UsualCode | "AccessTokenIsMissing" | "CartIsNotOpened">>;
  /** Say whose cart it is. */
  readonly changeCart: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: ChangeCart;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Cart,
      UsualCode | "AccessTokenIsMissing" | "CartIsCheckedOut" | "CartIsCheckingOut" | "CartIsExpired" | "CartIsMerged" | "CartIsNotOpened"
    >
  >;
  /** Put so many units more into a cart. */
  readonly addCartItem: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: ItemToAdd;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Cart,
      | UsualCode
      | "AccessTokenIsMissing"
      | "AmountIsTooLarge"
      | "CartHasTooManyItems"
      | "CartIsCheckedOut"
      | "CartIsCheckingOut"
      | "CartIsExpired"
      | "CartIsMerged"
      | "CartIsNotOpened"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "NameIsTooLong"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "PriceIsNotYours"
      | "PriceIsOutOfRange"
      | "QuantityIsOutOfRange"
      | "ReadModelIsBehind"
      | "UnknownSku"
    >
  >;
  /** Have another quantity of an item. */
  readonly changeCartItem: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: ChangeCartItem;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Cart,
      | UsualCode
      | "AccessTokenIsMissing"
      | "AmountIsTooLarge"
      | "CartIsCheckedOut"
      | "CartIsCheckingOut"
      | "CartIsExpired"
      | "CartIsMerged"
      | "CartIsNotOpened"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "ItemIsUnknown"
      | "NameIsTooLong"
      | "PriceIsOutOfRange"
    >
  >;
  /** Take an item out of a cart. */
  readonly removeCartItem: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Cart,
      | UsualCode
      | "AccessTokenIsMissing"
      | "AmountIsTooLarge"
      | "CartIsCheckedOut"
      | "CartIsCheckingOut"
      | "CartIsExpired"
      | "CartIsMerged"
      | "CartIsNotOpened"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "NameIsTooLong"
      | "PriceIsOutOfRange"
    >
  >;
  /** Take something off an item's line. */
  readonly addCartDiscount: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      readonly body: AddCartDiscount;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Cart,
      | UsualCode
      | "CartIsCheckedOut"
      | "CartIsCheckingOut"
      | "CartIsExpired"
      | "CartIsMerged"
      | "CartIsNotOpened"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "ItemIsUnknown"
      | "ReasonIsMissing"
      | "ReasonIsTooLong"
    >
  >;
  /** Take back the discount of an item, or of all. */
  readonly removeCartDiscounts: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** a SKU: visible characters, no space at either end */
      readonly sku?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Cart, UsualCode | "CartIsCheckedOut" | "CartIsCheckingOut" | "CartIsExpired" | "CartIsMerged" | "CartIsNotOpened">>;
  /** Bring a guest's cart into this one. */
  readonly mergeCart: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: MergeCart;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Cart,
      | UsualCode
      | "AccessTokenIsMissing"
      | "AmountIsTooLarge"
      | "CartHasTooManyItems"
      | "CartIsCheckedOut"
      | "CartIsCheckingOut"
      | "CartIsExpired"
      | "CartIsMerged"
      | "CartIsNotOpened"
      | "CartsAreTheSame"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "NameIsTooLong"
      | "PriceIsOutOfRange"
    >
  >;
  /** Order what is in a cart. */
  readonly checkOutCart: (
    request: {
      /** an id such as cart_01h455vb4pex5vsknk084sn02q */
      readonly cartId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: CheckOutCart;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Order,
      | UsualCode
      | "AccessTokenIsMissing"
      | "AmountIsTooLarge"
      | "AttemptIsOver"
      | "CartIsEmpty"
      | "CartIsExpired"
      | "CartIsMerged"
      | "CartIsNotOpened"
      | "CustomerIsBlocked"
      | "CustomerIsUnknown"
      | "DiscountExceedsLine"
      | "MethodIsNotYours"
      | "PaymentIsNoReference"
      | "PersonIsErased"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "PriceIsOutOfRange"
      | "PricesHaveChanged"
      | "ReadModelIsBehind"
    >
  >;
  /** What an order of these lines would cost now. */
  readonly quoteLines: (
    request: {
      readonly body: QuoteLines;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Quote,
      | UsualCode
      | "AmountIsTooLarge"
      | "CurrencyDiffers"
      | "DiscountExceedsLine"
      | "DiscountIsOutOfRange"
      | "NameIsTooLong"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "PriceIsNotYours"
      | "PriceIsOutOfRange"
      | "ReadModelIsBehind"
      | "UnknownSku"
    >
  >;
  /** Say that units of an article came in or are gone. */
  readonly adjustStock: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      readonly body: AdjustStock;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      StockLevel,
      | UsualCode
      | "ArticleHasTooManyLocations"
      | "QuantityIsOutOfRange"
      | "ReasonIsMissing"
      | "ReasonIsTooLong"
      | "StockIsTooLarge"
      | "TooFewAreOnHand"
    >
  >;
  /** Take in an adjustment of stock that was made elsewhere. */
  readonly importStockAdjustment: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      readonly body: ImportStockAdjustment;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      ImportedStockAdjustment,
      UsualCode | "ArticleHasTooManyLocations" | "QuantityIsOutOfRange" | "ReasonIsMissing" | "ReasonIsTooLong"
    >
  >;
  /** Say how many units of an article are really there. */
  readonly countStock: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      readonly body: CountStock;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<StockLevel, UsualCode | "ArticleHasTooManyLocations" | "QuantityIsOutOfRange" | "ReasonIsMissing" | "ReasonIsTooLong">
  >;
  /** Say how an article is kept at a location. */
  readonly putStockPolicy: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      readonly body?: PutStockPolicy | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<StockPolicy, UsualCode | "ArticleHasTooManyLocations" | "PriorityIsOutOfRange" | "QuantityIsOutOfRange">>;
  /** What there is of an article, and where. */
  readonly getStock: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Stock, UsualCode>>;
  /** What there is of all articles, by SKU and location. */
  readonly listStock: (
    request?: {
      /** an id such as main */
      readonly location?: string | undefined;
      /** Only where no more than so many can be had */
      readonly availableMost?: number | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<StockPage, UsualCode | "CursorIsMalformed" | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">
  >;
  /** Everything that happened to an article at a location, oldest first, with the level after each. */
  readonly listStockMovements: (
    request: {
      /** a SKU: visible characters, no space at either end */
      readonly sku: string;
      /** an id such as main */
      readonly location?: string | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<StockMovementPage, UsualCode | "CursorIsMalformed">>;
  /** A payment as it is now. */
  readonly getPayment: (
    request: {
      /** an id such as pay_01h455vb4pex5vsknk084sn02q */
      readonly paymentId: string;
      /** Of the payment's order; for storefront keys */
      readonly accessToken?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Payment, UsualCode | "AccessTokenIsMissing" | "PaymentIsNotCreated">>;
  /** Payments, the newest first. */
  readonly listPayments: (
    request?: {
      /** Only those in this status */
      readonly status?:
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
        | "Lost"
        | undefined;
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId?: string | undefined;
      /** Of the payment's order; for storefront keys */
      readonly accessToken?: string | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      PaymentPage,
      | UsualCode
      | "AccessTokenIsMissing"
      | "CursorIsMalformed"
      | "PaymentIsNotCreated"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "ReadModelIsBehind"
    >
  >;
  /** Take what was set aside, or a part of it. */
  readonly capturePayment: (
    request: {
      /** an id such as pay_01h455vb4pex5vsknk084sn02q */
      readonly paymentId: string;
      readonly body?: CapturePayment | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Payment,
      | UsualCode
      | "AmountIsOutOfRange"
      | "CaptureExceedsAuthorisation"
      | "CaptureExceedsDue"
      | "CurrencyDiffers"
      | "PaymentHasTooManyCaptures"
      | "PaymentIsAbandoned"
      | "PaymentIsDeclined"
      | "PaymentIsExpired"
      | "PaymentIsLost"
      | "PaymentIsNotAuthorised"
      | "PaymentIsNotCreated"
      | "PaymentIsVoided"
      | "PaymentIsVoiding"
    >
  >;
  /** Give up what was set aside and not taken. */
  readonly voidPayment: (
    request: {
      /** an id such as pay_01h455vb4pex5vsknk084sn02q */
      readonly paymentId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Payment, UsualCode | "PaymentIsAbandoned" | "PaymentIsCaptured" | "PaymentIsNotCreated">>;
  /** Give back a part of what was taken. */
  readonly refundPayment: (
    request: {
      /** an id such as pay_01h455vb4pex5vsknk084sn02q */
      readonly paymentId: string;
      readonly body: RefundPayment;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Payment,
      | UsualCode
      | "AmountIsOutOfRange"
      | "CurrencyDiffers"
      | "PaymentHasTooManyRefunds"
      | "PaymentIsAbandoned"
      | "PaymentIsDisputed"
      | "PaymentIsLost"
      | "PaymentIsNotCreated"
      | "RefundExceedsCapture"
    >
  >;
  /** Do what the customer does at the simulated bank. */
  readonly actAtSimulatedBank: (
    request: {
      /** Of the payment's order; for storefront keys */
      readonly accessToken?: string | undefined;
      readonly body: ActAtSimulatedBank;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Payment, UsualCode | "AccessTokenIsMissing" | "NothingIsToConfirm" | "PaymentIsNotCreated">>;
  /** An invoice or a credit note. */
  readonly getInvoice: (
    request: {
      /** an id such as inv_01h455vb4pex5vsknk084sn02q */
      readonly invoiceId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Invoice, UsualCode | "AnswerIsNotAcceptable" | "InvoiceIsNotDrafted" | "InvoiceIsNotIssued">>;
  /** The invoices and credit notes of an order, the oldest first. */
  readonly listOrderInvoices: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<OrderInvoices, UsualCode | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">>;
  /** Write a credit note for some units of an invoice, or for all that is left. */
  readonly creditInvoice: (
    request: {
      /** an id such as inv_01h455vb4pex5vsknk084sn02q */
      readonly invoiceId: string;
      readonly body?: CreditInvoice | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Invoice,
      | UsualCode
      | "CreditExceedsLine"
      | "CreditNoteCannotBeCredited"
      | "InvoiceIsNotDrafted"
      | "InvoiceIsNotIssued"
      | "LineIsUnknown"
      | "NothingIsLeftToCredit"
    >
  >;
  /** Take in a credit note that was written elsewhere. */
  readonly importCreditNote: (
    request: {
      readonly body: ImportCreditNote;
    },
    options?: CallOptions,
  ) => Promise<Outcome<ImportedCreditNote, UsualCode | "AmountIsTooLarge" | "CurrencyDiffers">>;
  /** Say how goods are taxed that go to a country. */
  readonly putTaxRates: (
    request: {
      /** ISO 3166-1 alpha-2 */
      readonly country: string;
      readonly body: PutTaxRates;
    },
    options?: CallOptions,
  ) => Promise<Outcome<TaxRates, UsualCode | "TaxCategoryIsNoWord" | "TaxCategoryIsRepeated" | "UsualTaxCategoryHasNoRate">>;
  /** Forget how goods are taxed that go to a country. */
  readonly removeTaxRates: (
    request: {
      /** ISO 3166-1 alpha-2 */
      readonly country: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<null, UsualCode>>;
  /** How goods are taxed that go to a country. */
  readonly getTaxRates: (
    request: {
      /** ISO 3166-1 alpha-2 */
      readonly country: string;
    },
    options?: CallOptions,
  ) => Promise<Outcome<TaxRates, UsualCode | "TaxRatesAreUnknown">>;
  /** How goods are taxed, by country. */
  readonly listTaxRates: (
    request?: Nothing,
    options?: CallOptions,
  ) => Promise<Outcome<TaxRatesList, UsualCode | "PositionIsOfAnotherLog" | "PositionTokenIsMalformed" | "ReadModelIsBehind">>;
  /** The merchant's policies, and how its invoices are written. */
  readonly getMerchant: (request?: Nothing, options?: CallOptions) => Promise<Outcome<Merchant, UsualCode>>;
  /** Change the merchant's policies, or how its invoices are written. */
  readonly changeMerchant: (
    request?: {
      readonly body?: ChangeMerchant | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<Merchant, UsualCode | "PolicyIsOutOfRange" | "SellerHasNoName" | "SellerIsTooLong">>;
  /** What our books and the provider's say of one day, compared. */
  readonly getReconciliation: (
    request?: {
      /** A list of the days that differ, instead of one day */
      readonly differing?: boolean | undefined;
      /** Which, by UTC */
      readonly day?: string | undefined;
      /** Whose books; of one day `simulated`, unless said otherwise */
      readonly provider?: string | undefined;
      /** How many items the page may have */
      readonly limit?: number | undefined;
      /** `next` of the page before */
      readonly cursor?: string | undefined;
    },
    options?: CallOptions,
  ) => Promise<
    Outcome<
      Reconciliation | DifferingDayPage,
      | UsualCode
      | "CursorIsMalformed"
      | "DayIsNotListed"
      | "PositionIsOfAnotherLog"
      | "PositionTokenIsMalformed"
      | "ProviderIsUnknown"
      | "ReadModelIsBehind"
    >
  >;
  /** Take what a payment provider tells by itself. */
  readonly receiveProviderWebhook: (
    request: {
      /** The provider, as it is called here */
      readonly provider: string;
      readonly body?: ProviderNews | undefined;
    },
    options?: CallOptions,
  ) => Promise<Outcome<null, UsualCode | "AnswerDoesNotFit" | "PaymentIsNotCreated" | "ProviderIsUnknown" | "WebhookIsForged">>;
  /** Whether the process runs. */
  readonly isAlive: (
    request?: Nothing,
    options?: CallOptions,
  ) => Promise<
    Outcome<
      {
        readonly status: "alive";
      },
      UsualCode
    >
  >;
  /** Whether it can serve, or why not. */
  readonly isReady: (
    request?: Nothing,
    options?: CallOptions,
  ) => Promise<
    Outcome<
      {
        readonly status: "ready";
      },
      UsualCode | "NotReady"
    >
  >;
  /** This API, described in OpenAPI 3.1. */
  readonly getOpenApi: (request?: Nothing, options?: CallOptions) => Promise<Outcome<Readonly<Record<string, unknown>>, UsualCode>>;
  /** What the contexts say to one another, described in AsyncAPI 3. */
  readonly getAsyncApi: (request?: Nothing, options?: CallOptions) => Promise<Outcome<Readonly<Record<string, unknown>>, UsualCode>>;
  /** What happens to the order, as it happens. */
  readonly streamOrder: (
    request: {
      /** an id such as ord_01h455vb4pex5vsknk084sn02q */
      readonly orderId: string;
      /** For storefront keys */
      readonly accessToken?: string | undefined;
      /** A version: only what came after it. `Last-Event-ID` goes first */
      readonly after?: number | undefined;
    },
    options?: ListenOptions,
  ) => AsyncGenerator<StreamedEvent, void, undefined>;
}

/** Every call, sent through `ask`, and every stream, read through `listen`. */
export const callsOf = (ask: Ask, listen: Listen): Calls => ({
  listKeys: (request, options) => ask({ method: "GET", path: "/v1/keys" }, request, options),
  createKey: (request, options) => ask({ method: "POST", path: "/v1/keys" }, request, options),
  revokeKey: (request, options) => ask({ method: "DELETE", path: "/v1/keys/{keyId}" }, request, options),
  listAudit: (request, options) =>
    ask({ method: "GET", path: "/v1/ops/audit", query: ["keyId", "operation", "since", "limit", "cursor"] }, request, options),
  listSubscriptions: (request, options) => ask({ method: "GET", path: "/v1/ops/subscriptions" }, request, options),
  rebuildReadModel: (request, options) => ask({ method: "POST", path: "/v1/ops/read-models/{name}/rebuild" }, request, options),
  callOffRebuild: (request, options) => ask({ method: "DELETE", path: "/v1/ops/read-models/{name}/rebuild" }, request, options),
  listParked: (request, options) => ask({ method: "GET", path: "/v1/ops/parked", query: ["limit", "cursor"] }, request, options),
  retryParkedKey: (request, options) => ask({ method: "POST", path: "/v1/ops/parked/{parkedId}/retry" }, request, options),
  skipParkedItem: (request, options) => ask({ method: "POST", path: "/v1/ops/parked/{parkedId}/skip" }, request, options),
  redriveParked: (request, options) => ask({ method: "POST", path: "/v1/ops/parked/redrive" }, request, options),
  listStuck: (request, options) => ask({ method: "GET", path: "/v1/ops/stuck", query: ["limit", "cursor"], reads: true }, request, options),
  retryStuck: (request, options) => ask({ method: "POST", path: "/v1/ops/stuck/{stuckId}/retry" }, request, options),
  resolveStuck: (request, options) => ask({ method: "POST", path: "/v1/ops/stuck/{stuckId}/resolve" }, request, options),
  putProduct: (request, options) => ask({ method: "PUT", path: "/v1/products/{sku}" }, request, options),
  getProduct: (request, options) => ask({ method: "GET", path: "/v1/products/{sku}" }, request, options),
  listProducts: (request, options) =>
    ask({ method: "GET", path: "/v1/products", query: ["search", "limit", "cursor"], reads: true }, request, options),
  addCustomer: (request, options) => ask({ method: "POST", path: "/v1/customers" }, request, options),
  listCustomers: (request, options) =>
    ask({ method: "GET", path: "/v1/customers", query: ["status", "isBlocked", "limit", "cursor"], reads: true }, request, options),
  getCustomer: (request, options) => ask({ method: "GET", path: "/v1/customers/{customerId}", query: ["accessToken"] }, request, options),
  changeCustomer: (request, options) => ask({ method: "PATCH", path: "/v1/customers/{customerId}" }, request, options),
  eraseCustomer: (request, options) => ask({ method: "DELETE", path: "/v1/customers/{customerId}" }, request, options),
  exportCustomer: (request, options) => ask({ method: "GET", path: "/v1/customers/{customerId}/export" }, request, options),
  addCustomerAddress: (request, options) => ask({ method: "POST", path: "/v1/customers/{customerId}/addresses" }, request, options),
  changeCustomerAddress: (request, options) =>
    ask({ method: "PUT", path: "/v1/customers/{customerId}/addresses/{addressId}" }, request, options),
  removeCustomerAddress: (request, options) =>
    ask({ method: "DELETE", path: "/v1/customers/{customerId}/addresses/{addressId}" }, request, options),
  setCustomerConsent: (request, options) => ask({ method: "PUT", path: "/v1/customers/{customerId}/consents/{purpose}" }, request, options),
  setCustomerPreferences: (request, options) => ask({ method: "PUT", path: "/v1/customers/{customerId}/preferences" }, request, options),
  eraseGuest: (request, options) => ask({ method: "DELETE", path: "/v1/orders/{orderId}/contact" }, request, options),
  placeOrder: (request, options) => ask({ method: "POST", path: "/v1/orders", reads: true, waits: true }, request, options),
  listOrders: (request, options) =>
    ask(
      { method: "GET", path: "/v1/orders", query: ["status", "customerId", "externalId", "placedAfter", "limit", "cursor"], reads: true },
      request,
      options,
    ),
  importOrder: (request, options) => ask({ method: "POST", path: "/v1/orders/import" }, request, options),
  importReturn: (request, options) => ask({ method: "POST", path: "/v1/returns/import" }, request, options),
  getOrder: (request, options) => ask({ method: "GET", path: "/v1/orders/{orderId}", query: ["accessToken", "at"] }, request, options),
  getOrderHistory: (request, options) =>
    ask({ method: "GET", path: "/v1/orders/{orderId}/history", query: ["limit", "cursor"] }, request, options),
  getOrderActions: (request, options) =>
    ask({ method: "GET", path: "/v1/orders/{orderId}/actions", query: ["accessToken"] }, request, options),
  chooseLines: (request, options) => ask({ method: "POST", path: "/v1/orders/{orderId}/choose", query: ["accessToken"] }, request, options),
  payOrder: (request, options) =>
    ask({ method: "POST", path: "/v1/orders/{orderId}/payments", query: ["accessToken"], reads: true, waits: true }, request, options),
  cancelOrder: (request, options) =>
    ask({ method: "POST", path: "/v1/orders/{orderId}/cancel", query: ["accessToken"], waits: true }, request, options),
  holdOrder: (request, options) => ask({ method: "POST", path: "/v1/orders/{orderId}/hold" }, request, options),
  resumeOrder: (request, options) => ask({ method: "POST", path: "/v1/orders/{orderId}/resume" }, request, options),
  openCart: (request, options) => ask({ method: "POST", path: "/v1/carts" }, request, options),
  getCart: (request, options) => ask({ method: "GET", path: "/v1/carts/{cartId}", query: ["accessToken"] }, request, options),
  changeCart: (request, options) => ask({ method: "PATCH", path: "/v1/carts/{cartId}", query: ["accessToken"] }, request, options),
  addCartItem: (request, options) =>
    ask({ method: "POST", path: "/v1/carts/{cartId}/items", query: ["accessToken"], reads: true }, request, options),
  changeCartItem: (request, options) =>
    ask({ method: "PATCH", path: "/v1/carts/{cartId}/items/{sku}", query: ["accessToken"] }, request, options),
  removeCartItem: (request, options) =>
    ask({ method: "DELETE", path: "/v1/carts/{cartId}/items/{sku}", query: ["accessToken"] }, request, options),
  addCartDiscount: (request, options) => ask({ method: "POST", path: "/v1/carts/{cartId}/discounts" }, request, options),
  removeCartDiscounts: (request, options) =>
    ask({ method: "DELETE", path: "/v1/carts/{cartId}/discounts", query: ["sku"] }, request, options),
  mergeCart: (request, options) => ask({ method: "POST", path: "/v1/carts/{cartId}/merge", query: ["accessToken"] }, request, options),
  checkOutCart: (request, options) =>
    ask({ method: "POST", path: "/v1/carts/{cartId}/checkout", query: ["accessToken"], reads: true, waits: true }, request, options),
  quoteLines: (request, options) => ask({ method: "POST", path: "/v1/quotes", reads: true }, request, options),
  adjustStock: (request, options) => ask({ method: "POST", path: "/v1/stock/{sku}/adjustments" }, request, options),
  importStockAdjustment: (request, options) => ask({ method: "POST", path: "/v1/stock/{sku}/adjustments/import" }, request, options),
  countStock: (request, options) => ask({ method: "POST", path: "/v1/stock/{sku}/counts" }, request, options),
  putStockPolicy: (request, options) => ask({ method: "PUT", path: "/v1/stock/{sku}" }, request, options),
  getStock: (request, options) => ask({ method: "GET", path: "/v1/stock/{sku}" }, request, options),
  listStock: (request, options) =>
    ask({ method: "GET", path: "/v1/stock", query: ["location", "availableMost", "limit", "cursor"], reads: true }, request, options),
  listStockMovements: (request, options) =>
    ask({ method: "GET", path: "/v1/stock/{sku}/movements", query: ["location", "limit", "cursor"] }, request, options),
  getPayment: (request, options) => ask({ method: "GET", path: "/v1/payments/{paymentId}", query: ["accessToken"] }, request, options),
  listPayments: (request, options) =>
    ask(
      { method: "GET", path: "/v1/payments", query: ["status", "orderId", "accessToken", "limit", "cursor"], reads: true },
      request,
      options,
    ),
  capturePayment: (request, options) => ask({ method: "POST", path: "/v1/payments/{paymentId}/capture" }, request, options),
  voidPayment: (request, options) => ask({ method: "POST", path: "/v1/payments/{paymentId}/void" }, request, options),
  refundPayment: (request, options) => ask({ method: "POST", path: "/v1/payments/{paymentId}/refunds" }, request, options),
  actAtSimulatedBank: (request, options) =>
    ask({ method: "POST", path: "/v1/providers/simulated/actions", query: ["accessToken"] }, request, options),
  getInvoice: (request, options) => ask({ method: "GET", path: "/v1/invoices/{invoiceId}" }, request, options),
  listOrderInvoices: (request, options) => ask({ method: "GET", path: "/v1/orders/{orderId}/invoices", reads: true }, request, options),
  creditInvoice: (request, options) => ask({ method: "POST", path: "/v1/invoices/{invoiceId}/credit" }, request, options),
  importCreditNote: (request, options) => ask({ method: "POST", path: "/v1/invoices/import" }, request, options),
  putTaxRates: (request, options) => ask({ method: "PUT", path: "/v1/tax-rates/{country}" }, request, options),
  removeTaxRates: (request, options) => ask({ method: "DELETE", path: "/v1/tax-rates/{country}" }, request, options),
  getTaxRates: (request, options) => ask({ method: "GET", path: "/v1/tax-rates/{country}" }, request, options),
  listTaxRates: (request, options) => ask({ method: "GET", path: "/v1/tax-rates", reads: true }, request, options),
  getMerchant: (request, options) => ask({ method: "GET", path: "/v1/merchant" }, request, options),
  changeMerchant: (request, options) => ask({ method: "PATCH", path: "/v1/merchant" }, request, options),
  getReconciliation: (request, options) =>
    ask(
      { method: "GET", path: "/v1/reconciliations", query: ["differing", "day", "provider", "limit", "cursor"], reads: true },
      request,
      options,
    ),
  receiveProviderWebhook: (request, options) => ask({ method: "POST", path: "/v1/providers/{provider}/webhook" }, request, options),
  isAlive: (request, options) => ask({ method: "GET", path: "/healthz" }, request, options),
  isReady: (request, options) => ask({ method: "GET", path: "/readyz" }, request, options),
  getOpenApi: (request, options) => ask({ method: "GET", path: "/openapi.json" }, request, options),
  getAsyncApi: (request, options) => ask({ method: "GET", path: "/asyncapi.json" }, request, options),
  streamOrder: (request, options) =>
    listen({ method: "GET", path: "/v1/orders/{orderId}/stream", query: ["accessToken", "after"] }, request, options),
});
