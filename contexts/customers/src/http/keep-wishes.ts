import { type Answer, exactly, type Route, route } from "@waybill/contracts/http";
import Type from "typebox";
import { customerParams, editCustomer } from "./customer-access.ts";
import { CustomerIdText, CustomerJson, PurposeText, SetPreferencesBody } from "./customer-json.ts";
import type { CustomersPorts } from "./ports.ts";

const always = ["CustomerIsUnknown", "CustomerIsErased", "CustomerIsErasing", "VersionIsStale"] as const;

export const setCustomerPreferences = (ports: CustomersPorts): Route =>
  route({
    operation: "setCustomerPreferences",
    method: "PUT",
    path: "/v1/customers/:customerId/preferences",
    summary: "Say what a customer wants to be told, and how",
    description: "All there is to say: what is left out is the merchant's usual.",
    params: customerParams,
    body: SetPreferencesBody,
    example: { preferences: [{ topic: "order-updates", channel: "sms", allowed: true }] },
    answers: { 200: CustomerJson },
    refusals: [...always, "PreferenceIsRepeated"],
    handle: async (request): Promise<Answer> => {
      const { body, at } = request;
      return editCustomer(ports, request, { change: () => ({ type: "SetPreferences", preferences: body.preferences, at }) });
    },
  });

export const setCustomerConsent = (ports: CustomersPorts): Route =>
  route({
    operation: "setCustomerConsent",
    method: "PUT",
    path: "/v1/customers/:customerId/consents/:purpose",
    summary: "Say that a customer agrees to something, or no longer does",
    params: exactly({ customerId: CustomerIdText, purpose: PurposeText }),
    body: exactly({ given: Type.Boolean() }, { title: "SetConsent" }),
    example: { given: true },
    answers: { 200: CustomerJson },
    refusals: [...always, "CustomerHasTooManyConsents"],
    handle: async (request): Promise<Answer> => {
      const { body, params, at } = request;
      const type = body.given ? "GiveConsent" : "WithdrawConsent";
      return editCustomer(ports, request, { change: () => ({ type, purpose: params.purpose, at }) });
    },
  });
