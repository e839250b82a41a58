import type { Address, CustomerId, MerchantId, OrderId } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import type { Sealed } from "@waybill/kernel/sealed";

// The names below are storage format: an event that was renamed is an event that was lost. What tells who somebody is, how to
// reach them, where they live and what they speak is sealed under their own key; the subject is the customer's id.

/** What is said of a person beside addresses: how to call, reach and speak to them, and their clock (IANA). */
export type ProfileField = "email" | "locale" | "name" | "phone" | "timeZone";

export type CustomerAdded = {
  readonly type: "CustomerAdded";
  readonly customerId: CustomerId;
  readonly merchantId: MerchantId;
  readonly name: Sealed<string>;
  readonly email: Sealed<string> | null;
  readonly phone: Sealed<string> | null;
  readonly locale: Sealed<string> | null;
  readonly timeZone: Sealed<string> | null;
  readonly at: Instant;
};

/** One field at a time, so that two who change different ones at once both have their way. */
export type ProfileChanged = {
  readonly type: "ProfileChanged";
  readonly field: ProfileField;
  /** Null when it was taken away. */
  readonly value: Sealed<string> | null;
  readonly at: Instant;
};

/** Addresses are numbered from 1 within their customer; a number is never given again. */
export type AddressAdded = {
  readonly type: "AddressAdded";
  readonly addressId: number;
  readonly address: Sealed<Address>;
  readonly at: Instant;
};
export type AddressChanged = {
  readonly type: "AddressChanged";
  readonly addressId: number;
  readonly address: Sealed<Address>;
  readonly at: Instant;
};
export type AddressRemoved = { readonly type: "AddressRemoved"; readonly addressId: number; readonly at: Instant };

export type ConsentGiven = { readonly type: "ConsentGiven"; readonly purpose: string; readonly at: Instant };
export type ConsentWithdrawn = { readonly type: "ConsentWithdrawn"; readonly purpose: string; readonly at: Instant };

/** All preferences there are now. */
export type PreferencesSet = { readonly type: "PreferencesSet"; readonly preferences: readonly Preference[]; readonly at: Instant };
export type Preference = { readonly topic: string; readonly channel: string; readonly allowed: boolean };

/** `reason` is a code: what somebody would type might be personal. */
export type CustomerBlocked = { readonly type: "CustomerBlocked"; readonly reason: string; readonly at: Instant };
export type CustomerUnblocked = { readonly type: "CustomerUnblocked"; readonly at: Instant };

/** From here on it ends in one of the two below, whoever dies. Attempts count from 1. */
export type ErasureStarted = { readonly type: "ErasureStarted"; readonly attempt: number; readonly at: Instant };
/** Orders were under way that need the person. */
export type ErasureAbandoned = {
  readonly type: "ErasureAbandoned";
  readonly attempt: number;
  /** Some of them. */
  readonly orders: readonly OrderId[];
  readonly at: Instant;
};
/** The key is gone. */
export type CustomerErased = { readonly type: "CustomerErased"; readonly attempt: number; readonly at: Instant };

export type CustomerEvent =
  | AddressAdded
  | AddressChanged
  | AddressRemoved
  | ConsentGiven
  | ConsentWithdrawn
  | CustomerAdded
  | CustomerBlocked
  | CustomerErased
  | CustomerUnblocked
  | ErasureAbandoned
  | ErasureStarted
  | PreferencesSet
  | ProfileChanged;
