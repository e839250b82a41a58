import type { Address, CustomerId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";
import type { CustomerAdded, CustomerEvent, Preference, ProfileField } from "./customer-events.ts";

/** What the next decision about a customer needs to know, and no more. */
export type Customer = { readonly status: "Unknown" } | KnownCustomer;
export type KnownCustomer = {
  readonly status: "Active" | "Erased" | "Erasing";
  readonly customerId: CustomerId;
  /** Null for what is not known. */
  readonly profile: { readonly [Field in ProfileField]: Sealed<string> | null };
  /** In the order in which they came. */
  readonly addresses: readonly CustomerAddress[];
  /** The highest number that was given to an address. */
  readonly lastAddressId: number;
  /** One per purpose that was ever agreed to. */
  readonly consents: readonly Consent[];
  /** By topic and channel. */
  readonly preferences: readonly Preference[];
  readonly blocked: { readonly reason: string; readonly at: Instant } | null;
  /** How often an erasure was started. */
  readonly erasures: number;
};
export type CustomerAddress = { readonly addressId: number; readonly address: Sealed<Address> };
export type Consent = { readonly purpose: string; readonly given: boolean; readonly at: Instant };

export const unknown: Customer = { status: "Unknown" };

/** Pure; an event that could not have happened to this customer changes nothing. */
export const evolve = (customer: Customer, event: CustomerEvent): Customer => {
  if (event.type === "CustomerAdded") return added(event);
  return customer.status === "Unknown" ? customer : evolveKnown(customer, event);
};

const evolveKnown = (customer: KnownCustomer, event: Exclude<CustomerEvent, CustomerAdded>): KnownCustomer => {
  switch (event.type) {
    case "ProfileChanged":
      return { ...customer, profile: { ...customer.profile, [event.field]: event.value } };
    case "AddressAdded": {
      const { addressId, address } = event;
      return { ...customer, addresses: [...customer.addresses, { addressId, address }], lastAddressId: addressId };
    }
    case "AddressChanged": {
      const { addressId, address } = event;
      return { ...customer, addresses: customer.addresses.map((one) => (one.addressId === addressId ? { addressId, address } : one)) };
    }
    case "AddressRemoved":
      return { ...customer, addresses: customer.addresses.filter(({ addressId }) => addressId !== event.addressId) };
    case "ConsentGiven":
      return { ...customer, consents: withConsent(customer.consents, { purpose: event.purpose, given: true, at: event.at }) };
    case "ConsentWithdrawn":
      return { ...customer, consents: withConsent(customer.consents, { purpose: event.purpose, given: false, at: event.at }) };
    case "PreferencesSet":
      return { ...customer, preferences: event.preferences };
    case "CustomerBlocked":
      return { ...customer, blocked: { reason: event.reason, at: event.at } };
    case "CustomerUnblocked":
      return { ...customer, blocked: null };
    case "ErasureStarted":
      return { ...customer, status: "Erasing", erasures: event.attempt };
    case "ErasureAbandoned":
      return { ...customer, status: "Active" };
    case "CustomerErased":
      // That somebody agreed to something, and when, is kept: it says nothing of whom any more.
      return { ...customer, status: "Erased", profile: nothingKnown, addresses: [], preferences: [] };
  }
};

const added = ({ customerId, name, email, phone, locale, timeZone }: CustomerAdded): KnownCustomer => ({
  status: "Active",
  customerId,
  profile: { name, email, phone, locale, timeZone },
  addresses: [],
  lastAddressId: 0,
  consents: [],
  preferences: [],
  blocked: null,
  erasures: 0,
});

const nothingKnown: KnownCustomer["profile"] = { name: null, email: null, phone: null, locale: null, timeZone: null };

/** In the place of the one for the same purpose, or at the end. */
const withConsent = (consents: readonly Consent[], consent: Consent): readonly Consent[] =>
  consents.some(({ purpose }) => purpose === consent.purpose)
    ? consents.map((other) => (other.purpose === consent.purpose ? consent : other))
    : [...consents, consent];
