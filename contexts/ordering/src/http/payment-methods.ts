import type { Caller, Role } from "@waybill/contracts/http";
import { paymentMethods, recordedMethod } from "@waybill/contracts/vocabulary";
import { reject } from "@waybill/kernel/decider";
import Type from "typebox";
import { orderingEdgeLimits } from "./limits.ts";
import type { OrderingRequestRefusal } from "./ports.ts";

export const MethodText = Type.String({
  minLength: 1,
  maxLength: orderingEdgeLimits.paymentMethodChars,
  description: [
    "A reference to a payment method, never a card's number. There are:",
    Object.entries(paymentMethods)
      .map(([method, what]) => `- \`${method}\`: ${what}.`)
      .join("\n"),
    "The `pm_…` are the simulated provider's, which declines every other (`MethodIsUnknown`).",
  ].join("\n\n"),
  examples: ["pm_ok"],
});

/** Who may say that the money was taken: those who can have seen it. */
const whoRecords = ["admin", "operator", "staff"] as const satisfies readonly Role[];

interface SaidPayments {
  readonly paymentMethod?: string;
  readonly payments?: readonly { readonly method: string }[];
}

/** A storefront's key is public: whoever finds it would have paid by saying so. Null when the caller may pay like this. */
export const whyNotPayBy = ({ role }: Caller, { paymentMethod, payments = [] }: SaidPayments) =>
  role === "storefront" && [paymentMethod, ...payments.map(({ method }) => method)].includes(recordedMethod)
    ? reject<OrderingRequestRefusal>({ code: "MethodIsNotYours", method: recordedMethod, roles: whoRecords })
    : null;
