import Type, { type TProperties } from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample, customerSample } from "./message-samples.ts";
import { CodeShape, CustomerIdShape, InstantShape, MerchantIdShape } from "./message-shapes.ts";

// What customers says of people: ids and words that code acts on. No name, no address, sealed or not: whoever needs them asks.

const contract = contractsOf("customers");

const aboutCustomer = <Properties extends TProperties>(properties: Properties) =>
  Type.Object({ merchantId: MerchantIdShape, customerId: CustomerIdShape, ...properties });
const aboutSample = { merchantId: "default", customerId: customerSample } as const;

export const customerAdded = contract({
  name: "CustomerAdded",
  version: 1,
  description: "Somebody is known who was not before, and may order.",
  schema: aboutCustomer({ addedAt: InstantShape }),
  example: { ...aboutSample, addedAt: atSample("09:00:00") },
});

export const customerBlocked = contract({
  name: "CustomerBlocked",
  version: 1,
  description: "This customer may not order until unblocked. Orders that were placed before go on.",
  schema: aboutCustomer({ reason: CodeShape, blockedAt: InstantShape }),
  example: { ...aboutSample, reason: "FraudSuspected", blockedAt: atSample("10:00:00") },
});

export const customerUnblocked = contract({
  name: "CustomerUnblocked",
  version: 1,
  description: "This customer may order again.",
  schema: aboutCustomer({ unblockedAt: InstantShape }),
  example: { ...aboutSample, unblockedAt: atSample("11:00:00") },
});

export const customerPreferencesSet = contract({
  name: "CustomerPreferencesSet",
  version: 1,
  description: "All that this customer has said of what they want to be told, and how. What is not listed is the merchant's usual.",
  schema: aboutCustomer({
    preferences: Type.Array(
      Type.Object({
        topic: Type.String({ minLength: 1, description: "Notifications' word for what it is about" }),
        channel: Type.String({ minLength: 1, description: "Such as `email`" }),
        allowed: Type.Boolean(),
      }),
    ),
    setAt: InstantShape,
  }),
  example: {
    ...aboutSample,
    preferences: [
      { topic: "order-updates", channel: "sms", allowed: true },
      { topic: "newsletter", channel: "email", allowed: false },
    ],
    setAt: atSample("11:30:00"),
  },
});

export const customerErased = contract({
  name: "CustomerErased",
  version: 1,
  description: "The key of this person is gone: whatever was sealed for them can be read no more. Copies that were not sealed must go.",
  schema: aboutCustomer({ erasedAt: InstantShape }),
  example: { ...aboutSample, erasedAt: atSample("12:00:00") },
});

/** All that customers says. */
export const customersLanguage = [customerAdded, customerBlocked, customerUnblocked, customerPreferencesSet, customerErased] as const;
