import { MerchantId } from "@waybill/contracts/vocabulary";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, it } from "vitest";
import { minute } from "../testing/payment-samples.ts";
import { billingLimits } from "./limits.ts";
import { type SetTaxRates, type TaxRatesSet, taxRatesDecider } from "./tax-rates.ts";

const { given } = scenariosOf(taxRatesDecider);
const standard = { category: "standard", ratePpm: 255_000 };
const food = { category: "food", ratePpm: 140_000 };
const said = {
  merchantId: MerchantId.default,
  country: "FI",
  pricesIncludeTax: true,
  usual: "standard",
  rates: [standard, food],
  at: minute(0),
};
const setIt: SetTaxRates = { type: "SetTaxRates", ...said };
const set: TaxRatesSet = { type: "TaxRatesSet", ...said };
const later = { at: minute(1) };

describe("the tax rates of a country", () => {
  it("are as somebody said them last", () => {
    given().when(setIt).records(set);
    given(set)
      .when({ ...setIt, rates: [standard], ...later })
      .records({ ...set, rates: [standard], ...later });
    given(set)
      .when({ ...setIt, pricesIncludeTax: false, ...later })
      .records({ ...set, pricesIncludeTax: false, ...later });
    given(set)
      .when({ ...setIt, usual: "food", ...later })
      .records({ ...set, usual: "food", ...later });
  });
  it("may be said again, in any order", () => {
    given(set)
      .when({ ...setIt, rates: [food, standard], ...later })
      .recordsNothing();
  });
  it("may be taken away", () => {
    const nothing = { usual: null, rates: [] };
    given(set)
      .when({ ...setIt, ...nothing, ...later })
      .records({ ...set, ...nothing, ...later });
    given()
      .when({ ...setIt, ...nothing })
      .recordsNothing();
  });
  it("are refused when they make no sense", () => {
    const refused = (change: Partial<SetTaxRates>, refusal: Parameters<ReturnType<ReturnType<typeof given>["when"]>["isRejected"]>[0]) =>
      given()
        .when({ ...setIt, ...change })
        .isRejected(refusal);
    for (const ratePpm of [-1, 0.5, billingLimits.taxRatePpm + 1]) {
      refused({ rates: [{ ...standard, ratePpm }] }, { code: "TaxRateIsOutOfRange", category: "standard" });
    }
    for (const category of ["", "two words", "x".repeat(billingLimits.taxCategoryCharacters + 1)]) {
      refused({ rates: [standard, { ...food, category }] }, { code: "TaxCategoryIsNoWord", category });
    }
    refused({ rates: [standard, standard] }, { code: "TaxCategoryIsRepeated", category: "standard" });
    refused({ usual: "books" }, { code: "UsualTaxCategoryHasNoRate" });
    refused({ usual: null }, { code: "UsualTaxCategoryHasNoRate" });
    refused({ rates: [] }, { code: "UsualTaxCategoryHasNoRate" });
  });
});
