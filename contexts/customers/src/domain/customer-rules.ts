import type { Customer, KnownCustomer } from "./customer.ts";
import type { ProfileChange } from "./customer-commands.ts";
import type { Preference } from "./customer-events.ts";
import type { CustomerStatus } from "./customer-life.ts";
import { customersLimits } from "./limits.ts";

/** Why a customer's record does not do what it was asked: codes that are true sentences about it. */
export type CustomerRefusal =
  | { readonly code: `CustomerIs${CustomerStatus}` }
  /** Whoever is known has a name. */
  | { readonly code: "NameIsMissing" }
  | { readonly code: "AddressIsUnknown"; readonly addressId: number }
  | {
      readonly code: "CustomerHasTooManyAddresses" | "CustomerHasTooManyConsents" | "CustomerHasTooManyPreferences";
      readonly limit: number;
    }
  | { readonly code: "PreferenceIsRepeated"; readonly topic: string; readonly channel: string }
  | { readonly code: "AttemptIsOver"; readonly attempt: number };

/** What a rule says: why not, or null. */
export type CustomerSaid = CustomerRefusal | null;

export const nameIsMissing = (changes: readonly ProfileChange[]): CustomerSaid =>
  changes.some(({ field, value }) => field === "name" && value === null) ? { code: "NameIsMissing" } : null;

export const addressIsUnknown = ({ addresses }: KnownCustomer, wanted: number): CustomerSaid =>
  addresses.some(({ addressId }) => addressId === wanted) ? null : { code: "AddressIsUnknown", addressId: wanted };

export const tooManyAddresses = ({ addresses }: KnownCustomer): CustomerSaid =>
  addresses.length < customersLimits.addresses ? null : { code: "CustomerHasTooManyAddresses", limit: customersLimits.addresses };

export const tooManyConsents = ({ consents }: KnownCustomer, wanted: string): CustomerSaid =>
  consents.length < customersLimits.consents || consents.some(({ purpose }) => purpose === wanted)
    ? null
    : { code: "CustomerHasTooManyConsents", limit: customersLimits.consents };

export const tooManyPreferences = (preferences: readonly Preference[]): CustomerSaid =>
  preferences.length <= customersLimits.preferences ? null : { code: "CustomerHasTooManyPreferences", limit: customersLimits.preferences };

/** Of two wishes for the same, nobody knows which is meant. Those that are next to each other are compared: they come sorted. */
export const preferenceIsRepeated = (sorted: readonly Preference[]): CustomerSaid => {
  const repeated = sorted.find(({ topic, channel }, index) => {
    const before = sorted[index - 1];
    return before?.topic === topic && before.channel === channel;
  });
  return repeated ? { code: "PreferenceIsRepeated", topic: repeated.topic, channel: repeated.channel } : null;
};

/** What comes from an erasure that another process has ended is too late. */
export const attemptIsOver = (customer: Customer, attempt: number): CustomerSaid =>
  customer.status === "Erasing" && customer.erasures !== attempt ? { code: "AttemptIsOver", attempt } : null;
