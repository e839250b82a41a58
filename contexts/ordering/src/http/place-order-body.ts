import { AddressJson, ContactJson, ExternalIdText, exactly, MetadataJson, MoneyJson } from "@waybill/contracts/http";
import Type, { type StaticDecode } from "typebox";
import { orderingLimits } from "../domain/limits.ts";
import { orderingEdgeLimits } from "./limits.ts";
import { CustomerIdText } from "./order-json.ts";
import { LinesBody } from "./order-lines-body.ts";
import { MethodText } from "./payment-methods.ts";

export const DeliveryBody = exactly({
  method: Type.Enum(["carrier", "collect", "courier", "none"]),
  slot: Type.Optional(Type.String({ minLength: 1, maxLength: orderingEdgeLimits.slotChars })),
  instructions: Type.Optional(Type.String({ minLength: 1, maxLength: orderingEdgeLimits.instructionsChars })),
});

export const NoteText = Type.String({ minLength: 1, maxLength: orderingEdgeLimits.noteChars });

/** Parts by several methods. */
export const PaymentsBody = Type.Array(exactly({ method: MethodText, amount: MoneyJson }), {
  minItems: 1,
  maxItems: orderingLimits.payments,
});

export const PlaceOrderBody = exactly(
  {
    customerId: Type.Optional(CustomerIdText),
    contact: Type.Optional(ContactJson),
    lines: LinesBody,
    address: Type.Optional(AddressJson),
    delivery: Type.Optional(DeliveryBody),
    paymentMethod: Type.Optional(MethodText),
    payments: Type.Optional({
      ...PaymentsBody,
      description: "Instead of `paymentMethod`, when it is paid in parts; they add up to the grand total",
    }),
    allowPartial: Type.Optional(Type.Boolean({ description: "Rather a part than nothing", default: false })),
    externalId: Type.Optional(ExternalIdText),
    note: Type.Optional(NoteText),
    metadata: Type.Optional(MetadataJson),
  },
  { title: "PlaceOrder" },
);
export type PlaceOrderRequest = StaticDecode<typeof PlaceOrderBody>;

export const placeOrderExample = {
  contact: { name: "Aino Virtanen", email: "aino@example.com" },
  lines: [{ sku: "85123A", quantity: 6 }],
  address: { lines: ["Mannerheimintie 1"], city: "Helsinki", postalCode: "00100", country: "FI" },
  delivery: { method: "courier" },
  paymentMethod: "pm_ok",
};
