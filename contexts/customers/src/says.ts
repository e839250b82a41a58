import { customerAdded, customerBlocked, customerErased, customerPreferencesSet, customerUnblocked } from "@waybill/contracts/customers";
import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { streamParts } from "@waybill/kernel/event-log";
import { type IntegrationEvent, say } from "@waybill/kernel/integration-event";
import type { Says } from "@waybill/kernel/voice";
import type { CustomerEvent } from "./domain/customer-events.ts";

/** What is said of a customer to others: that there is one, whether they may order, what they want to be told. Never who it is. */
export const saysOfCustomer: Says<CustomerEvent> = (event, { stream }): readonly IntegrationEvent[] => {
  const parts = streamParts(stream);
  const [merchantId, customerId] = [MerchantId.parse(parts.merchant), CustomerId.parse(parts.id)];
  if (merchantId === null || customerId === null) throw new TypeError(`${stream} is not the stream of a customer`);
  const about = { merchantId, customerId };
  switch (event.type) {
    case "CustomerAdded":
      return [say(customerAdded, { ...about, addedAt: event.at })];
    case "CustomerBlocked":
      return [say(customerBlocked, { ...about, reason: event.reason, blockedAt: event.at })];
    case "CustomerUnblocked":
      return [say(customerUnblocked, { ...about, unblockedAt: event.at })];
    case "PreferencesSet": {
      const preferences = event.preferences.map(({ topic, channel, allowed }) => ({ topic, channel, allowed }));
      return [say(customerPreferencesSet, { ...about, preferences, setAt: event.at })];
    }
    case "CustomerErased":
      return [say(customerErased, { ...about, erasedAt: event.at })];
    case "ProfileChanged":
    case "AddressAdded":
    case "AddressChanged":
    case "AddressRemoved":
    case "ConsentGiven":
    case "ConsentWithdrawn":
    case "ErasureStarted":
    case "ErasureAbandoned":
      return [];
  }
};
