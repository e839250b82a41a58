import { customersLanguage } from "@waybill/contracts/customers";
import { undeclaredFields } from "@waybill/contracts/testing/undeclared";
import { streamName } from "@waybill/kernel/event-log";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "./domain/customer-events.ts";
import { saysOfCustomer } from "./says.ts";
import {
  added,
  addressAdded,
  blocked,
  consentGiven,
  customerId,
  erased,
  erasureAbandoned,
  erasureStarted,
  minute,
  preferencesSet,
  seal,
} from "./testing/customer-samples.ts";

const at = minute(8);
const events: { readonly [Type in CustomerEvent["type"]]: CustomerEvent } = {
  CustomerAdded: added,
  ProfileChanged: { type: "ProfileChanged", field: "name", value: seal("name"), at },
  AddressAdded: addressAdded,
  AddressChanged: { ...addressAdded, type: "AddressChanged" },
  AddressRemoved: { type: "AddressRemoved", addressId: 1, at },
  ConsentGiven: consentGiven,
  ConsentWithdrawn: { type: "ConsentWithdrawn", purpose: "newsletter", at },
  PreferencesSet: preferencesSet,
  CustomerBlocked: blocked,
  CustomerUnblocked: { type: "CustomerUnblocked", at },
  ErasureStarted: erasureStarted,
  ErasureAbandoned: erasureAbandoned,
  CustomerErased: erased,
};
const told = (event: CustomerEvent, stream = streamName("default", "customer", customerId)) => saysOfCustomer(event, { stream } as never);
const about = { merchantId: "default", customerId };

describe("what customers says of a customer", () => {
  it("is that there is one, whether they may order, and what they want to be told", () => {
    expect(Object.values(events).flatMap((event) => told(event))).toMatchObject([
      { contract: { name: "CustomerAdded", version: 1 }, data: { ...about, addedAt: added.at } },
      {
        contract: { name: "CustomerPreferencesSet", version: 1 },
        data: { ...about, preferences: preferencesSet.preferences, setAt: preferencesSet.at },
      },
      { contract: { name: "CustomerBlocked", version: 1 }, data: { ...about, reason: "FraudSuspected", blockedAt: blocked.at } },
      { contract: { name: "CustomerUnblocked", version: 1 }, data: { ...about, unblockedAt: at } },
      { contract: { name: "CustomerErased", version: 1 }, data: { ...about, erasedAt: erased.at } },
    ]);
  });
  it("is what the contracts say and no more, and nothing sealed", () => {
    for (const { contract, data } of Object.values(events).flatMap((event) => told(event))) {
      expect(customersLanguage).toContain(contract);
      expect(contract.accepts(data)).toBe(true);
      expect(undeclaredFields(contract, data)).toEqual([]);
      expect(JSON.stringify(data)).not.toContain("sealed");
    }
  });
  it("fails for what is no customer's stream", () => {
    expect(() => told(added, streamName("default", "customer", "somebody"))).toThrow("is not the stream of a customer");
  });
});
