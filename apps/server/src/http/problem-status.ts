import type { BillingRefusal } from "@waybill/billing";
import type { CatalogRefusal } from "@waybill/catalog";
import type { PageRefusal } from "@waybill/contracts/http";
import type { CustomersRefusal } from "@waybill/customers";
import type { InventoryRefusal } from "@waybill/inventory";
import type { VersionIsStale } from "@waybill/kernel/if-version";
import type { OrderingRefusal } from "@waybill/ordering";
import type { AccessRefusal } from "../access/access-refusal.ts";
import type { OpsRefusal } from "../ops/ops-refusal.ts";
import { billingStatus } from "./billing-status.ts";
import { customersStatus } from "./customers-status.ts";
import { inventoryStatus } from "./inventory-status.ts";

/** Why a request goes no further than the server's own frame. */
export type FrameCode =
  | "AccessTokenIsMissing"
  | "AnswerIsNotAcceptable"
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
  | "MethodIsNotAllowed"
  | "NotReady"
  | "Overloaded"
  | "PositionIsOfAnotherLog"
  | "PositionTokenIsMalformed"
  | "RateLimitIsReached"
  | "ReadModelIsBehind"
  | "RequestIsCutOff"
  | "RequestIsMalformed"
  | "RequestTookTooLong"
  | "RoleMayNot"
  | "RouteIsUnknown"
  | "ServerIsStopping"
  | "TooManyStreams"
  | "UnexpectedFault"
  | "UrlIsMalformed"
  | "UrlIsTooLong";

/** Every code that this API can answer. */
export type KnownCode =
  | AccessRefusal["code"]
  | BillingRefusal["code"]
  | CatalogRefusal["code"]
  | CustomersRefusal["code"]
  | FrameCode
  | InventoryRefusal["code"]
  | OpsRefusal["code"]
  | OrderingRefusal["code"]
  | PageRefusal["code"]
  | VersionIsStale["code"];

export type Status = 400 | 401 | 403 | 404 | 405 | 406 | 408 | 409 | 412 | 413 | 414 | 415 | 417 | 422 | 429 | 431 | 500 | 503;

/**
 * Which HTTP status says the same as each code, for machines that know nothing else of us. 404: there is no such thing (for
 * this merchant). 409: not in this state; look at it and think again. 422: not with this request. 503: the same later.
 */
const problemStatus: Readonly<Record<KnownCode, Status>> = {
  ...billingStatus,
  ...customersStatus,
  ...inventoryStatus,
  // Malformed: whoever sends it again gets the same answer.
  BodyIsNotJson: 400,
  BodyIsNotStorable: 400,
  BodyIsTooDeep: 400,
  CursorIsMalformed: 400,
  EventIdIsUnknown: 400,
  IdempotencyKeyIsMalformed: 400,
  IfMatchIsMalformed: 400,
  MerchantIsMalformed: 400,
  PositionTokenIsMalformed: 400,
  RequestIsCutOff: 400,
  RequestIsMalformed: 400,
  UrlIsMalformed: 400,
  // Who are you, and may you.
  KeyIsMissing: 401,
  KeyIsNotValid: 401,
  AccessTokenIsMissing: 403,
  MerchantIsNotYours: 403,
  MethodIsNotYours: 403,
  PriceIsNotYours: 403,
  RoleMayNot: 403,
  // No such thing.
  CartIsNotOpened: 404,
  ItemIsUnknown: 404,
  KeyIsUnknown: 404,
  OrderIsNotPlaced: 404,
  ParkedKeyIsUnknown: 404,
  ReadModelIsUnknown: 404,
  RebuildIsNotUnderWay: 404,
  ProductIsUnknown: 404,
  RouteIsUnknown: 404,
  MethodIsNotAllowed: 405,
  AnswerIsNotAcceptable: 406,
  RequestTookTooLong: 408,
  // Not in the state that it is in.
  AttemptIsOver: 409,
  DeadlineHasMoved: 409,
  CartHasTooManyItems: 409,
  CartIsCheckedOut: 409,
  CartIsCheckingOut: 409,
  CartIsEmpty: 409,
  CartIsExpired: 409,
  CartIsMerged: 409,
  CartIsOpen: 409,
  CheckoutIsOver: 409,
  CustomerIsBlocked: 409,
  ItemIsNotTheFirst: 409,
  KeyIsYourOwn: 409,
  MoneyIsNotBalanced: 409,
  NothingIsLeft: 409,
  NothingIsWithCustomer: 409,
  OrderDoesNotAllowPartial: 409,
  OrderHasTooManyHolds: 409,
  OrderIsAmending: 409,
  OrderIsAwaitingCustomer: 409,
  OrderIsCancelled: 409,
  OrderIsCancelling: 409,
  OrderIsCompleted: 409,
  OrderIsConfirmed: 409,
  OrderIsExpired: 409,
  OrderIsInFulfilment: 409,
  OrderIsNotOnHold: 409,
  OrderIsNotStuck: 409,
  OrderIsOnHold: 409,
  OrderIsOnItsWay: 409,
  OrderIsPlaced: 409,
  OrderIsRejected: 409,
  OrderIsReserved: 409,
  PartIsDelivered: 409,
  PartOfLineIsGone: 409,
  PersonIsErased: 409,
  PositionIsOfAnotherLog: 409,
  PricesHaveChanged: 409,
  ReservationsAreNotCommitted: 409,
  TooFewAreDelivered: 409,
  TooFewAreLeft: 409,
  TooFewAreOnTheWay: 409,
  TooManyKeys: 409,
  UnitsAreLeft: 409,
  VersionIsStale: 412,
  BodyIsTooLarge: 413,
  UrlIsTooLong: 414,
  MediaTypeIsNotSupported: 415,
  ExpectationIsNotMet: 417,
  // Well said, but not with these facts.
  AmountIsTooLarge: 422,
  CartsAreTheSame: 422,
  CreditIsOutOfRange: 422,
  CurrencyDiffers: 422,
  DeliveryFeeIsOutOfRange: 422,
  DiscountExceedsLine: 422,
  DiscountIsOutOfRange: 422,
  HoldEndsBeforeItBegins: 422,
  IdempotencyKeyReused: 422,
  ImageUrlIsNotWeb: 422,
  LineIsAnotherArticle: 422,
  LineIsRepeated: 422,
  LineIsUnknown: 422,
  NameIsMissing: 422,
  NameIsTooLong: 422,
  NoLineIsShort: 422,
  NoLinesAreNamed: 422,
  OrderHasNoLines: 422,
  OrderHasTooManyLines: 422,
  DueIsCovered: 409,
  PaymentIsUnknown: 409,
  OrderHasTooManyPayments: 422,
  PaymentCurrencyDiffers: 422,
  PaymentIsNoReference: 422,
  PaymentIsSaidTwice: 422,
  PaymentsDoNotAddUp: 422,
  PriceIsOutOfRange: 422,
  QuantityIsOutOfRange: 422,
  QuoteDoesNotAddUp: 422,
  ReasonIsMissing: 422,
  ReasonIsTooLong: 422,
  TaxCategoryIsNoWord: 422,
  TaxRateIsOutOfRange: 422,
  TooFewAreOrdered: 422,
  TooLittleIsAuthorised: 422,
  UnknownSku: 422,
  WeightIsOutOfRange: 422,
  RateLimitIsReached: 429,
  TooManyStreams: 429,
  HeadersAreTooLarge: 431,
  HeadersAreTooMany: 431,
  UnexpectedFault: 500,
  // The same request may succeed a moment later.
  ConcurrencyConflict: 503,
  DatabaseIsAway: 503,
  NotReady: 503,
  Overloaded: 503,
  ReadModelIsBehind: 503,
  ServerIsStopping: 503,
};

const known: ReadonlyMap<string, Status> = new Map(Object.entries(problemStatus));

/** A refusal that this code does not know was recorded by another version of it: it is answered as what it most likely is. */
export const statusOf = (code: string): number => known.get(code) ?? 422;
