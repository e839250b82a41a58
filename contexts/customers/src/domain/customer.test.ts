import { fold } from "@waybill/kernel/decider";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  added,
  addressAdded,
  blocked,
  consentGiven,
  erased,
  erasureAbandoned,
  erasureStarted,
  liveOrder,
  minute,
  preferencesSet,
  seal,
} from "../testing/customer-samples.ts";
import { customerDecider } from "./customer-decider.ts";
import type { CustomerEvent } from "./customer-events.ts";
import { customersLimits } from "./limits.ts";

const { given } = scenariosOf(customerDecider);
const at = minute(10);
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

describe("the profile of a customer", () => {
  it("changes field by field, and keeps what is not named", () => {
    given(added)
      .when({
        type: "ChangeCustomer",
        changes: [
          { field: "email", value: null },
          { field: "phone", value: seal("phone") },
        ],
        at,
      })
      .records(
        { type: "ProfileChanged", field: "email", value: null, at },
        { type: "ProfileChanged", field: "phone", value: seal("phone"), at },
      );
    given(added)
      .when({ type: "ChangeCustomer", changes: [{ field: "phone", value: seal("phone") }], at })
      .leadsTo((customer) =>
        expect(customer).toMatchObject({
          profile: { name: added.name, email: added.email, phone: seal("phone"), locale: added.locale, timeZone: null },
        }),
      );
  });
  it("always has a name", () => {
    given(added)
      .when({ type: "ChangeCustomer", changes: [{ field: "name", value: null }], at })
      .isRejected({ code: "NameIsMissing" });
  });
});

describe("a blocked customer", () => {
  const block = (reason: string) => ({ type: "ChangeCustomer", changes: [], blocked: { reason }, at }) as const;
  it("is blocked for a reason, which may become another", () => {
    given(added).when(block("FraudSuspected")).records({ type: "CustomerBlocked", reason: "FraudSuspected", at });
    given(added, blocked).when(block("UnpaidBills")).records({ type: "CustomerBlocked", reason: "UnpaidBills", at });
    given(added, blocked).when(block("FraudSuspected")).recordsNothing();
  });
  it("is unblocked once, and stays blocked while other things change", () => {
    const unblock = { type: "ChangeCustomer", changes: [], blocked: null, at } as const;
    given(added, blocked).when(unblock).records({ type: "CustomerUnblocked", at });
    given(added).when(unblock).recordsNothing();
    given(added, blocked)
      .when({ type: "ChangeCustomer", changes: [{ field: "phone", value: seal("phone") }], at })
      .leadsTo((customer) => expect(customer).toMatchObject({ blocked: { reason: "FraudSuspected", at: blocked.at } }));
  });
});

describe("the addresses of a customer", () => {
  const another = { type: "AddAddress", address: seal<never>("work"), at } as const;
  it("are numbered, and a number is never given again", () => {
    given(added)
      .when(another)
      .records({ type: "AddressAdded", addressId: 1, address: seal("work"), at });
    const removed: CustomerEvent = { type: "AddressRemoved", addressId: 1, at };
    given(added, addressAdded, removed)
      .when(another)
      .records({ type: "AddressAdded", addressId: 2, address: seal("work"), at });
  });
  it("change in their place", () => {
    const changed: CustomerEvent = { type: "AddressChanged", addressId: 1, address: seal("moved"), at };
    given(added, addressAdded, { ...addressAdded, addressId: 2 })
      .when({ ...changed, type: "ChangeAddress" })
      .records(changed);
    const { addresses } = fold(customerDecider, [added, addressAdded, { ...addressAdded, addressId: 2 }, changed]) as never;
    expect(addresses).toEqual([
      { addressId: 1, address: seal("moved") },
      { addressId: 2, address: addressAdded.address },
    ]);
    given(added, addressAdded).when({ type: "ChangeAddress", addressId: 1, address: addressAdded.address, at }).recordsNothing();
  });
  it("must be there to be changed; one that was removed is removed already", () => {
    const gone: CustomerEvent = { type: "AddressRemoved", addressId: 1, at };
    const change = { type: "ChangeAddress", address: seal<never>("x"), at } as const;
    given(added, addressAdded, gone)
      .when({ ...change, addressId: 1 })
      .isRejected({ code: "AddressIsUnknown", addressId: 1 });
    given(added, addressAdded, gone).when({ type: "RemoveAddress", addressId: 1, at }).recordsNothing();
    given(added, addressAdded).when({ type: "RemoveAddress", addressId: 2, at }).isRejected({ code: "AddressIsUnknown", addressId: 2 });
  });
  it("are no more than anybody has", () => {
    const full = many(customersLimits.addresses, (index): CustomerEvent => ({ ...addressAdded, addressId: index + 1 }));
    given(added, full).when(another).isRejected({ code: "CustomerHasTooManyAddresses", limit: customersLimits.addresses });
    given(added, full.slice(1))
      .when(another)
      .leadsTo((customer) => expect(customer).toMatchObject({ lastAddressId: full.length + 1 }));
  });
});

describe("what a customer agrees to and wishes", () => {
  it("is given once, withdrawn once, and given again", () => {
    const [give, withdraw] = [
      { type: "GiveConsent", purpose: "newsletter", at },
      { type: "WithdrawConsent", purpose: "newsletter", at },
    ] as const;
    const withdrawn: CustomerEvent = { type: "ConsentWithdrawn", purpose: "newsletter", at };
    given(added).when(withdraw).recordsNothing();
    given(added, consentGiven).when(give).recordsNothing();
    given(added, consentGiven).when(withdraw).records(withdrawn);
    given(added, consentGiven, withdrawn).when(withdraw).recordsNothing();
    given(added, consentGiven, withdrawn)
      .when(give)
      .leadsTo((customer) => expect(customer).toMatchObject({ consents: [{ purpose: "newsletter", given: true, at }] }));
  });
  it("is asked for a limited number of purposes; those there are may be given again", () => {
    const full = many(customersLimits.consents, (index): CustomerEvent => ({ ...consentGiven, purpose: `purpose-${index}` }));
    const give = (purpose: string) => ({ type: "GiveConsent", purpose, at }) as const;
    given(added, full).when(give("one-more")).isRejected({ code: "CustomerHasTooManyConsents", limit: customersLimits.consents });
    const withdrawn: CustomerEvent = { type: "ConsentWithdrawn", purpose: "purpose-7", at };
    given(added, full, withdrawn).when(give("purpose-7")).records({ type: "ConsentGiven", purpose: "purpose-7", at });
  });
  it("is set as a whole, in one order, each wish once", () => {
    const [news, updates] = preferencesSet.preferences as [never, never];
    const set = (...preferences: never[]) => ({ type: "SetPreferences", preferences, at }) as const;
    given(added)
      .when(set(updates, news))
      .records({ ...preferencesSet, at });
    given(added, preferencesSet).when(set(updates, news)).recordsNothing();
    given(added, preferencesSet).when(set()).records({ type: "PreferencesSet", preferences: [], at });
    given(added)
      .when(set(updates, news, { ...(updates as object), allowed: false } as never))
      .isRejected({ code: "PreferenceIsRepeated", topic: "order-updates", channel: "sms" });
  });
  it("is no more wishes than the limit", () => {
    const preferences = many(customersLimits.preferences + 1, (index) => ({ topic: `topic-${index}`, channel: "sms", allowed: true }));
    given(added)
      .when({ type: "SetPreferences", preferences, at })
      .isRejected({ code: "CustomerHasTooManyPreferences", limit: customersLimits.preferences });
  });
});

describe("the erasure of a customer", () => {
  it("counts its attempts, and one that is over has no say", () => {
    const again: CustomerEvent = { type: "ErasureStarted", attempt: 2, at };
    given(added, erasureStarted, erasureAbandoned).when({ type: "StartErasure", at }).records(again);
    const second = [added, erasureStarted, erasureAbandoned, again];
    given(second).when({ type: "CompleteErasure", attempt: 1, at }).isRejected({ code: "AttemptIsOver", attempt: 1 });
    given(second).when({ type: "AbandonErasure", attempt: 1, orders: [], at }).isRejected({ code: "AttemptIsOver", attempt: 1 });
    given(second).when({ type: "CompleteErasure", attempt: 2, at }).records({ type: "CustomerErased", attempt: 2, at });
  });
  it("says for the sake of which orders it was given up", () => {
    given(added, erasureStarted)
      .when({ type: "AbandonErasure", attempt: 1, orders: [liveOrder], at })
      .records({ type: "ErasureAbandoned", attempt: 1, orders: [liveOrder], at });
  });
  it("leaves nothing sealed in the state, and what says nothing of whom", () => {
    const state = fold(customerDecider, [added, addressAdded, consentGiven, preferencesSet, blocked, erasureStarted, erased]);
    expect(JSON.stringify(state)).not.toContain("sealed");
    expect(state).toMatchObject({
      status: "Erased",
      consents: [{ purpose: "newsletter", given: true }],
      preferences: [],
      blocked: { reason: "FraudSuspected" },
    });
  });
});
