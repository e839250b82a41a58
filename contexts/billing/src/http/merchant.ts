import { type Answer, exactly, idText, orNull, type Route, route } from "@waybill/contracts/http";
import { MerchantId, orderPoliciesOf } from "@waybill/contracts/vocabulary";
import Type, { type Static } from "typebox";
import { billingLimits } from "../domain/limits.ts";
import type { ShownMerchant } from "../merchants.ts";
import { LocaleText, mannerIn, TimeZoneText } from "./manner-json.ts";
import type { BillingPorts } from "./ports.ts";
import { SellerBody, SellerJson, sellerIn, sellerJson } from "./seller-json.ts";

const minutes = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: billingLimits.policyMinutes, description, examples: [example] });
const policies = {
  awaitingCustomerMinutes: minutes("How long a customer has to choose what to go on with, when not everything is there", 30),
  reservedMinutes: minutes("How long stock is kept for an order that is not paid yet; a bank may give its customer less", 15),
  paymentAttempts: Type.Integer({
    minimum: 1,
    maximum: billingLimits.paymentAttempts,
    description: "How often a customer may say how to pay; an attempt is spent when a payment of it is declined",
    examples: [1],
  }),
  capture: Type.Enum(["at_hand_over", "on_confirmation"], {
    description: "When the money of an order is taken by itself: for what is handed over, or all of it as soon as the order is confirmed",
    examples: ["at_hand_over"],
  }),
};

const MerchantJson = exactly(
  {
    id: idText(MerchantId, "default"),
    policies: exactly(policies, { title: "Policies" }),
    seller: orNull(SellerJson),
    locale: LocaleText,
    timeZone: TimeZoneText,
    version: Type.Integer({ minimum: 0, description: "0 as long as nothing was said, and all is as usual" }),
  },
  { title: "Merchant" },
);

const merchantJson = (id: MerchantId, { policies, seller, manner, version }: ShownMerchant): Static<typeof MerchantJson> => ({
  id,
  policies: orderPoliciesOf(policies),
  seller: sellerJson(seller),
  locale: manner.locale,
  timeZone: manner.timeZone,
  version,
});

/** What was never said has no version that could be changed. */
const versionOf = ({ version }: ShownMerchant) => (version === 0 ? {} : { version });

export const getMerchant = ({ readMerchant }: BillingPorts): Route =>
  route({
    operation: "getMerchant",
    method: "GET",
    path: "/v1/merchant",
    summary: "The merchant's policies, and how its invoices are written",
    description: "The merchant is the key's own. Policies that nobody has set are the usual.",
    answers: { 200: MerchantJson },
    handle: async ({ caller: { merchant } }): Promise<Answer> => {
      const found = await readMerchant(merchant);
      return { kind: "done", status: 200, body: merchantJson(merchant, found), ...versionOf(found) };
    },
  });

export const changeMerchant = ({ log: { name, incarnation }, merchants, readMerchant }: BillingPorts): Route =>
  route({
    operation: "changeMerchant",
    method: "PATCH",
    path: "/v1/merchant",
    summary: "Change the merchant's policies, or how its invoices are written",
    description:
      "What is not named stays. Orders keep the policies under which they were placed, and invoices the seller who issued them, and how it wrote. " +
      "`If-None-Match: *` only where nothing was said yet.",
    body: exactly(
      {
        policies: Type.Optional(
          exactly({
            awaitingCustomerMinutes: Type.Optional(policies.awaitingCustomerMinutes),
            reservedMinutes: Type.Optional(policies.reservedMinutes),
            paymentAttempts: Type.Optional(policies.paymentAttempts),
            capture: Type.Optional(policies.capture),
          }),
        ),
        seller: Type.Optional(orNull(SellerBody)),
        locale: Type.Optional(LocaleText),
        timeZone: Type.Optional(TimeZoneText),
      },
      { title: "ChangeMerchant" },
    ),
    example: { policies: { reservedMinutes: 20 }, seller: { name: "Tea & Cup Oy", taxId: "FI12345671" } },
    answers: { 200: MerchantJson },
    refusals: ["PolicyIsOutOfRange", "SellerHasNoName", "SellerIsTooLong", "VersionIsStale"],
    handle: async ({ body, caller: { merchant }, at, command, precondition }): Promise<Answer> => {
      const { policies = {}, seller } = body;
      const said = { policies, ...sellerIn(seller), manner: mannerIn(body) };
      const change = { type: "ChangeMerchant", merchantId: merchant, ...said, at, ...precondition } as const;
      const outcome = await merchants.handle(merchant, change, command);
      if (outcome.kind !== "accepted" && outcome.kind !== "nothingToDo") return outcome;
      const shown = await readMerchant(merchant, outcome.version);
      const written = outcome.kind === "accepted" && { log: name, incarnation, partition: outcome.partition, position: outcome.position };
      return { kind: "done", status: 200, body: merchantJson(merchant, shown), ...versionOf(shown), ...(written && { written }) };
    },
  });
