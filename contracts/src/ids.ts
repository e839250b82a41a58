import type { Brand } from "@waybill/kernel/brand";
import { derivedId, isId, newId } from "@waybill/kernel/id";
import { vocabularyLimits } from "./limits.ts";

/** An id that says what it names: `ord_01h455vb4pex5vsknk084sn02q` (TypeID). */
type Id<Prefix extends string> = Brand<`${Prefix}_${string}`, Prefix>;

const isIdOf = <Prefix extends string>(prefix: Prefix, text: string): text is Id<Prefix> => isId(prefix, text);
const branded = <Prefix extends string>(id: `${Prefix}_${string}`): Id<Prefix> => id as Id<Prefix>;

/** How ids of one kind come about: read from outside, drawn by chance and the time, or derived. */
const idKind = <Prefix extends string>(prefix: Prefix) => ({
  /** Null when `text` is no such id in canonical spelling. */
  parse: (text: string): Id<Prefix> | null => (isIdOf(prefix, text) ? text : null),
  /** Never the same twice; sortable by birth. Not for the domain, which knows neither chance nor time. */
  create: (): Id<Prefix> => branded(newId(prefix)),
  /** The same for the same parts, always and everywhere: what is created under an Idempotency-Key meets itself. */
  derive: (...parts: readonly string[]): Id<Prefix> => branded(derivedId(prefix, ...parts)),
});

// Those that no context speaks of yet are marked public: they are words of the platform all the same.
export type OrderId = Id<"ord">;
export const OrderId = idKind("ord");

export type CartId = Id<"cart">;
export const CartId = idKind("cart");

/** @public */
export type ReturnId = Id<"ret">;
export const ReturnId = idKind("ret");

export type PaymentId = Id<"pay">;
export const PaymentId = idKind("pay");

export type InvoiceId = Id<"inv">;
export const InvoiceId = idKind("inv");

/** @public */
export type FulfilmentId = Id<"ful">;
export const FulfilmentId = idKind("ful");

/** @public */
export type DeliveryId = Id<"dlv">;
export const DeliveryId = idKind("dlv");

/** @public */
export type CourierId = Id<"cou">;
export const CourierId = idKind("cou");

export type CustomerId = Id<"cus">;
export const CustomerId = idKind("cus");

/** @public */
export type NotificationId = Id<"ntf">;
export const NotificationId = idKind("ntf");

export type KeyId = Id<"key">;
export const KeyId = idKind("key");

/** Whose data it is: every stream, row and message has one. One is called `default` and needs no setting up. */
export type MerchantId = Id<"mer"> | "default";
const merchants = idKind("mer");
export const MerchantId = {
  ...merchants,
  parse: (text: string): MerchantId | null => (text === "default" ? text : merchants.parse(text)),
  default: "default",
} as const;

/**
 * Where stock lies: a name that the merchant chooses, such as `main` or `depot-7` (letters, digits and `_ . -`, a letter
 * or digit first), because people read it on shelves and screens. A new one without a name is called `loc_…`.
 */
export type LocationId = Brand<string, "LocationId">;
const isLocationId = (text: string): text is LocationId =>
  text.length <= vocabularyLimits.locationCharacters && /^[A-Za-z0-9][\w.-]*$/.test(text);
const namedLocation = (name: string): LocationId => name as LocationId;
export const LocationId = {
  parse: (text: string): LocationId | null => (isLocationId(text) ? text : null),
  create: (): LocationId => namedLocation(newId("loc")),
  /** Where stock lies when nothing is said about it. */
  default: namedLocation("main"),
};
