import { taxRatesSet } from "@waybill/contracts/billing-invoices";
import { orderPoliciesSet } from "@waybill/contracts/billing-merchant";
import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import type { Contract } from "@waybill/kernel/integration-event";
import { tableOf } from "@waybill/kernel/read-model";
import { heardOf } from "@waybill/kernel/testing/heard";
import { describe, expect, it } from "vitest";
import { type SaleTermsRow, saleTerms } from "./sale-terms.ts";
import { createSaleTermsQueriesInMemory } from "./sale-terms-queries.ts";

const projected = (contract: Contract, ...changes: readonly object[]): SaleTermsRow | null => {
  const news = changes.map((change) => heardOf(contract, { ...contract.example, ...change } as never)) as never;
  expect(saleTerms.keyOf(news, {} as never)).toBe("default/thing/one");
  return saleTerms.project(null, news, {} as never);
};
const { country, usual, rates } = taxRatesSet.example;
const inFinland = projected(taxRatesSet, {})!;
const policies = { awaitingCustomerMinutes: 90, reservedMinutes: 5, paymentAttempts: 3, capture: "on_confirmation" };
const another = "mer_01h455vb4pex5vsknk084sn02q" as never;

describe("the terms on which a merchant sells", () => {
  it("are taxes as they were heard last, and none when they were taken away", () => {
    const row = { subject: "default/thing/one", merchant: "default", country, policies: null };
    expect(inFinland).toEqual({ ...row, taxes: { pricesIncludeTax: true, usual, rates } });
    const without = projected(taxRatesSet, {}, { pricesIncludeTax: false });
    expect(without).toEqual({ ...row, taxes: { pricesIncludeTax: false, usual, rates } });
    expect(projected(taxRatesSet, {}, { usual: null, rates: [] })).toBeNull();
  });

  it("are policies as they were heard last", () => {
    const row = { subject: "default/thing/one", merchant: "default", country: null, taxes: null };
    expect(projected(orderPoliciesSet, {}, { policies: { ...policies, ofLater: 1 } })).toEqual({ ...row, policies });
  });

  it("are not guessed from what is not understood", () => {
    const { message } = heardOf(taxRatesSet, taxRatesSet.example);
    const news = [{ kind: "notUnderstood", reason: "VersionIsUnknown", message }] as never;
    expect(() => saleTerms.project(null, news, {} as never)).toThrow("is not understood: VersionIsUnknown");
  });

  it("are others for another merchant, and the taxes of the only country where none is said", async () => {
    const said = projected(orderPoliciesSet, { policies })!;
    const one = createSaleTermsQueriesInMemory(() => [said, inFinland]);
    expect(await one.taxes("default", "FI")).toEqual(inFinland.taxes);
    expect(await one.taxes("default", null)).toEqual(inFinland.taxes);
    expect(await one.taxes("default", "SE")).toBeNull();
    expect(await one.taxes(another, "FI")).toBeNull();
    expect(await one.policies("default")).toEqual(policies);
    expect(await one.policies(another)).toEqual(usualOrderPolicies);
    const two = createSaleTermsQueriesInMemory(() => [inFinland, { ...inFinland, country: "SE" }]);
    expect(await two.taxes("default", "SE")).toEqual(inFinland.taxes);
    expect(await two.taxes("default", null)).toBeNull();
    expect(await two.policies("default")).toEqual(usualOrderPolicies);
  });

  it("are kept in the table that is asked", () => {
    expect(tableOf(saleTerms)).toBe("sale_terms_v2");
  });
});
