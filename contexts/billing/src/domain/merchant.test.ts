import { MerchantId, usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, it } from "vitest";
import { minute } from "../testing/payment-samples.ts";
import { billingLimits } from "./limits.ts";
import { type ChangeMerchant, type MerchantEvent, type MerchantRefusal, merchantDecider, type Seller } from "./merchant.ts";

const { given } = scenariosOf(merchantDecider);
const about = { merchantId: MerchantId.default, at: minute(1) } as const;
const seller: Seller = { name: "Tea & Cup Oy", addressLines: ["Mannerheimintie 1"], taxId: "FI12345671", email: "us@example.com" };
const change = (its: Omit<Partial<ChangeMerchant>, "type">): ChangeMerchant => ({ type: "ChangeMerchant", policies: {}, ...about, ...its });
const policiesSet = (its: Partial<typeof usualOrderPolicies>): MerchantEvent => ({
  type: "OrderPoliciesSet",
  ...about,
  policies: { ...usualOrderPolicies, ...its },
});
const named: MerchantEvent = { type: "SellerNamed", ...about, seller };

describe("a merchant", () => {
  it("has the usual policies until it says otherwise, and keeps those that it does not name", () => {
    given()
      .when(change({ policies: usualOrderPolicies }))
      .recordsNothing();
    given()
      .when(change({ policies: { reservedMinutes: 20 } }))
      .records(policiesSet({ reservedMinutes: 20 }));
    given(policiesSet({ reservedMinutes: 20 }))
      .when(change({ policies: { awaitingCustomerMinutes: 60 } }))
      .records(policiesSet({ reservedMinutes: 20, awaitingCustomerMinutes: 60 }));
    given(policiesSet({ reservedMinutes: 20 }))
      .when(change({ policies: { paymentAttempts: 3 } }))
      .records(policiesSet({ reservedMinutes: 20, paymentAttempts: 3 }));
    given(policiesSet({ reservedMinutes: 20 }))
      .when(change({ policies: { capture: "on_confirmation" } }))
      .records(policiesSet({ reservedMinutes: 20, capture: "on_confirmation" }));
    given(policiesSet({ capture: "on_confirmation" }))
      .when(change({ policies: { capture: "on_confirmation" } }))
      .recordsNothing();
  });

  it("says how it writes, one thing at a time, and may take it back", () => {
    const mannerSet = (locale: string | null, timeZone: string | null): MerchantEvent => ({
      type: "MannerSet",
      ...about,
      manner: { locale, timeZone },
    });
    given()
      .when(change({ manner: { locale: "fi" } }))
      .records(mannerSet("fi", null));
    given(mannerSet("fi", null))
      .when(change({ manner: { timeZone: "Europe/Helsinki" } }))
      .records(mannerSet("fi", "Europe/Helsinki"));
    given(mannerSet("fi", "Europe/Helsinki"))
      .when(change({ manner: { locale: null } }))
      .records(mannerSet(null, "Europe/Helsinki"));
    given(mannerSet("fi", null)).when(change({})).recordsNothing();
    given(mannerSet("fi", null))
      .when(change({ manner: { locale: "fi", timeZone: null } }))
      .recordsNothing();
  });

  it("says whole who sells, and may take it back", () => {
    given().when(change({ seller })).records(named);
    given(named).when(change({ seller })).recordsNothing();
    given(named).when(change({})).recordsNothing();
    const without = { ...seller, taxId: null };
    given(named)
      .when(change({ seller: without }))
      .records({ ...named, seller: without });
    given(named)
      .when(change({ seller: null }))
      .records({ ...named, seller: null });
  });

  it("says both at once, or nothing of it when one of them is wrong", () => {
    given()
      .when(change({ policies: { reservedMinutes: 20 }, seller }))
      .records(policiesSet({ reservedMinutes: 20 }), named);
    const refused = (its: Parameters<typeof change>[0], refusal: MerchantRefusal) => given().when(change(its)).isRejected(refusal);
    for (const minutes of [0, -1, 1.5, Number.NaN, billingLimits.policyMinutes + 1]) {
      refused({ policies: { reservedMinutes: minutes }, seller }, { code: "PolicyIsOutOfRange", policy: "reservedMinutes" });
      refused({ policies: { awaitingCustomerMinutes: minutes } }, { code: "PolicyIsOutOfRange", policy: "awaitingCustomerMinutes" });
    }
    for (const paymentAttempts of [0, 1.5, billingLimits.paymentAttempts + 1]) {
      refused({ policies: { paymentAttempts } }, { code: "PolicyIsOutOfRange", policy: "paymentAttempts" });
    }
    const policies = { reservedMinutes: 20 };
    refused({ policies, seller: { ...seller, name: " " } }, { code: "SellerHasNoName" });
    const long = "x".repeat(billingLimits.sellerCharacters + 1);
    for (const its of [{ name: long }, { addressLines: [long] }, { taxId: long }, { email: long }]) {
      refused({ policies, seller: { ...seller, ...its } }, { code: "SellerIsTooLong" });
    }
    const lines = Array.from({ length: billingLimits.sellerLines + 1 }, () => "x");
    refused({ seller: { ...seller, addressLines: lines } }, { code: "SellerIsTooLong" });
  });
});
