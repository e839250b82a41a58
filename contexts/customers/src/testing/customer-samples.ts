import { type Address, CustomerId, OrderId } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { AddCustomer } from "../domain/customer-commands.ts";
import type {
  AddressAdded,
  ConsentGiven,
  CustomerAdded,
  CustomerBlocked,
  CustomerErased,
  ErasureAbandoned,
  ErasureStarted,
  PreferencesSet,
} from "../domain/customer-events.ts";

export const minute = (count: number): Instant => instant(1_774_776_600_000 + count * 60_000);
export const customerId = CustomerId.derive("a customer");
export const liveOrder = OrderId.derive("an order under way");

/** As if it had been sealed; a test of the domain opens nothing. */
export const seal = <T>(name: string): Sealed<T> => ({ sealed: name, subject: customerId });

export const addIt: AddCustomer = {
  type: "AddCustomer",
  customerId,
  merchantId: "default",
  name: seal("name"),
  email: seal("email"),
  phone: null,
  locale: seal("fi"),
  timeZone: null,
  at: minute(0),
};
const { type: _, ...person } = addIt;
export const added: CustomerAdded = { type: "CustomerAdded", ...person };
export const addressAdded: AddressAdded = { type: "AddressAdded", addressId: 1, address: seal<Address>("home"), at: minute(1) };
export const consentGiven: ConsentGiven = { type: "ConsentGiven", purpose: "newsletter", at: minute(2) };
export const preferencesSet: PreferencesSet = {
  type: "PreferencesSet",
  preferences: [
    { topic: "newsletter", channel: "email", allowed: false },
    { topic: "order-updates", channel: "sms", allowed: true },
  ],
  at: minute(3),
};
export const blocked: CustomerBlocked = { type: "CustomerBlocked", reason: "FraudSuspected", at: minute(4) };
export const erasureStarted: ErasureStarted = { type: "ErasureStarted", attempt: 1, at: minute(5) };
export const erasureAbandoned: ErasureAbandoned = { type: "ErasureAbandoned", attempt: 1, orders: [liveOrder], at: minute(6) };
export const erased: CustomerErased = { type: "CustomerErased", attempt: 1, at: minute(7) };
