import { AddressJson, ContactJson, exactly, InstantText, idText, orNull } from "@waybill/contracts/http";
import { CustomerId, MerchantId } from "@waybill/contracts/vocabulary";
import { statusesOf } from "@waybill/kernel/life";
import Type, { type StaticDecode } from "typebox";
import { customerLife } from "../domain/customer-life.ts";
import { customersLimits } from "../domain/limits.ts";

export const CustomerIdText = idText(CustomerId, "cus_01h455vb4pex5vsknk084sn02q");

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

const TimeZoneText = Type.Refine(
  Type.String({ maxLength: customersLimits.wordCharacters, description: "IANA time zone", examples: ["Europe/Helsinki"] }),
  isTimeZone,
  () => "must be an IANA time zone",
);

/** The fields of a contact, all there. */
const contact = Type.Required(ContactJson).properties;

export const AddCustomerBody = exactly({ ...ContactJson.properties, timeZone: Type.Optional(TimeZoneText) }, { title: "AddCustomer" });
export type AddCustomerRequest = StaticDecode<typeof AddCustomerBody>;

const ReasonCode = Type.String({
  pattern: "^[A-Z][A-Za-z0-9]*$",
  maxLength: customersLimits.wordCharacters,
  description: "A code, not a sentence: it is told to other contexts and kept for ever",
  examples: ["FraudSuspected"],
});

export const ChangeCustomerBody = exactly(
  {
    name: Type.Optional(contact.name),
    email: Type.Optional(orNull(contact.email)),
    phone: Type.Optional(orNull(contact.phone)),
    locale: Type.Optional(orNull(contact.locale)),
    timeZone: Type.Optional(orNull(TimeZoneText)),
    blocked: Type.Optional(orNull(exactly({ reason: ReasonCode }))),
  },
  { title: "ChangeCustomer" },
);
export type ChangeCustomerRequest = StaticDecode<typeof ChangeCustomerBody>;

const word = (description: string, example: string) =>
  Type.String({ pattern: "^[a-z][a-z0-9-]*$", maxLength: customersLimits.wordCharacters, description, examples: [example] });

export const PurposeText = word("What it is agreed to: the merchant's word", "newsletter");

const PreferenceJson = exactly(
  {
    topic: word("What it is about: notifications' word", "order-updates"),
    channel: Type.Enum(["email", "inbox", "push", "sms", "webhook"]),
    allowed: Type.Boolean(),
  },
  { title: "Preference" },
);

export const SetPreferencesBody = exactly(
  {
    preferences: Type.Array(PreferenceJson, { maxItems: customersLimits.preferences, description: "All there are: the rest is the usual" }),
  },
  { title: "SetPreferences" },
);

export const AddressIdNumber = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: "Its number within the customer" });

const CustomerAddressJson = exactly({ id: AddressIdNumber, ...AddressJson.properties }, { title: "CustomerAddress" });

const ConsentJson = exactly({ purpose: PurposeText, given: Type.Boolean(), at: InstantText }, { title: "Consent" });

const visible = statusesOf(customerLife).filter((status) => status !== "Unknown");
export const CustomerStatusText = Type.Enum(visible, { title: "CustomerStatus" });

const personal = <Schema extends Type.TSchema>(schema: Schema) => Type.Optional(orNull(schema));

export const CustomerJson = exactly(
  {
    id: CustomerIdText,
    merchantId: idText(MerchantId, "default"),
    status: CustomerStatusText,
    name: personal(contact.name),
    email: personal(contact.email),
    phone: personal(contact.phone),
    locale: personal(contact.locale),
    timeZone: personal(TimeZoneText),
    addresses: Type.Optional(Type.Array(CustomerAddressJson)),
    consents: Type.Array(ConsentJson),
    preferences: Type.Array(PreferenceJson),
    blocked: Type.Optional(orNull(exactly({ reason: Type.String(), at: InstantText }))),
    addedAt: InstantText,
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1 }),
    accessToken: Type.Optional(Type.String({ description: "Opens this customer to a storefront's key" })),
  },
  { title: "Customer", description: "Name, addresses and the like only for those who may see them; null once the person was erased" },
);

export const ListedCustomerJson = exactly(
  {
    id: CustomerIdText,
    status: CustomerStatusText,
    name: personal(contact.name),
    email: personal(contact.email),
    isBlocked: Type.Boolean(),
    addedAt: InstantText,
    updatedAt: InstantText,
    version: Type.Integer({ minimum: 1 }),
  },
  { title: "ListedCustomer" },
);
