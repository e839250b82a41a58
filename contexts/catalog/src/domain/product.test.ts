import { parseCurrency, parseSku, parseUnitPrice } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { fold } from "@waybill/kernel/decider";
import { lifeDiagram, targets } from "@waybill/kernel/life";
import { expectGenerated, mermaid } from "@waybill/kernel/testing/generated-part";
import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import { catalogLimits } from "./limits.ts";
import {
  type Product,
  type ProductContent,
  type ProductEvent,
  type ProductRefusal,
  type PutProduct,
  productDecider,
  productLife,
} from "./product.ts";

const { given } = scenariosOf(productDecider);
const at = instant(1_000);
const later = instant(2_000);
const sku = parseSku("85123A")!;
const unitPrice = parseUnitPrice({ amount: "2.55", currency: "GBP" })!;
const dearer = parseUnitPrice({ amount: "2.95", currency: "GBP" })!;
const name = "WHITE HANGING HEART T-LIGHT HOLDER";
const details = { taxCategory: "standard", weightGrams: 120, imageUrl: "https://shop.example/85123A.webp", allowBackorder: false };
const put: PutProduct = { type: "PutProduct", merchantId: "default", sku, name, unitPrice, ...details, at };
const added: ProductEvent = { type: "ProductAdded", merchantId: "default", sku, name, unitPrice, ...details, at };

describe("a product", () => {
  it("is added when it is put first", () => {
    given().when(put).records(added);
  });
  it("takes what it is already as done", () => {
    given(added)
      .when({ ...put, at: later })
      .recordsNothing();
  });
  it("says which of its sides changed, and only those", () => {
    given(added)
      .when({ ...put, name: "CREAM HANGING HEART", at: later })
      .records({ type: "ProductRenamed", sku, name: "CREAM HANGING HEART", at: later });
    given(added)
      .when({ ...put, unitPrice: dearer, at: later })
      .records({ type: "ProductRepriced", sku, unitPrice: dearer, at: later });
    given(added)
      .when({ ...put, weightGrams: null, at: later })
      .records({ type: "ProductDescribed", sku, ...details, weightGrams: null, at: later });
  });
  it("says all that changed at once, in one decision", () => {
    given(added)
      .when({ ...put, name: "CREAM HANGING HEART", unitPrice: dearer, allowBackorder: true, at: later })
      .records(
        { type: "ProductRenamed", sku, name: "CREAM HANGING HEART", at: later },
        { type: "ProductRepriced", sku, unitPrice: dearer, at: later },
        { type: "ProductDescribed", sku, ...details, allowBackorder: true, at: later },
      );
  });
  it("believes who puts it last", () => {
    const renamed: ProductEvent = { type: "ProductRenamed", sku, name: "CREAM HANGING HEART", at };
    given(added, renamed).when(put).records({ type: "ProductRenamed", sku, name, at });
  });
  it("counts every side of its details as a change", () => {
    const changes: Partial<ProductContent>[] = [{ taxCategory: null }, { weightGrams: 121 }, { imageUrl: null }, { allowBackorder: true }];
    for (const change of changes)
      given(added)
        .when({ ...put, ...change })
        .records({ type: "ProductDescribed", sku, ...details, ...change, at });
    for (const change of [
      { ...unitPrice, decimals: 3 },
      { ...unitPrice, amount: 256 },
      { ...unitPrice, currency: parseCurrency("EUR")! },
    ]) {
      given(added)
        .when({ ...put, unitPrice: change })
        .records({ type: "ProductRepriced", sku, unitPrice: change, at });
    }
  });
});

describe("a product that makes no sense", () => {
  const refused: readonly [Partial<PutProduct>, ProductRefusal["code"]][] = [
    [{ name: "" }, "NameIsMissing"],
    [{ name: "  \t " }, "NameIsMissing"],
    [{ name: "x".repeat(catalogLimits.nameCharacters + 1) }, "NameIsTooLong"],
    [{ unitPrice: { ...unitPrice, amount: -1 } }, "PriceIsOutOfRange"],
    [{ unitPrice: { ...unitPrice, amount: 0.5 } }, "PriceIsOutOfRange"],
    [{ unitPrice: { ...unitPrice, decimals: 9, amount: 1 } }, "PriceIsOutOfRange"],
    [{ taxCategory: "" }, "TaxCategoryIsNoWord"],
    [{ taxCategory: "two words" }, "TaxCategoryIsNoWord"],
    [{ taxCategory: "x".repeat(catalogLimits.taxCategoryCharacters + 1) }, "TaxCategoryIsNoWord"],
    [{ weightGrams: -1 }, "WeightIsOutOfRange"],
    [{ weightGrams: 0.5 }, "WeightIsOutOfRange"],
    [{ weightGrams: catalogLimits.weightGrams + 1 }, "WeightIsOutOfRange"],
    [{ imageUrl: "javascript:alert(1)" }, "ImageUrlIsNotWeb"],
    [{ imageUrl: "https://" }, "ImageUrlIsNotWeb"],
    [{ imageUrl: `https://shop.example/${"x".repeat(catalogLimits.imageUrlCharacters)}` }, "ImageUrlIsNotWeb"],
  ];
  it.each(refused)("is refused, new or known (%#)", (change, code) => {
    const refusal = { code };
    given()
      .when({ ...put, ...change })
      .isRejected(refusal);
    given(added)
      .when({ ...put, ...change })
      .isRejected(refusal);
  });
  it("is not confused with one at the limit", () => {
    const atLimit = { name: "x".repeat(catalogLimits.nameCharacters), weightGrams: catalogLimits.weightGrams };
    given()
      .when({ ...put, ...atLimit })
      .records({ ...added, ...atLimit });
    given()
      .when({ ...put, weightGrams: 0, unitPrice: { ...unitPrice, amount: 0 } })
      .leadsTo((product) => expect(product.status).toBe("Listed"));
  });
});

describe("the life of a product", () => {
  const events: readonly ProductEvent[] = [
    added,
    { type: "ProductRenamed", sku, name: "A", at },
    { type: "ProductRepriced", sku, unitPrice: dearer, at },
    { type: "ProductDescribed", sku, ...details, at },
  ];
  const states: readonly Product[] = [productDecider.initial, fold(productDecider, [added])];

  it("leads where its table says", () => {
    for (const state of states) {
      for (const event of events) {
        const to = targets(productLife, state.status, event.type);
        if (to.length > 0) expect(to).toContain(productDecider.evolve(state, event).status);
      }
    }
  });
  it("is drawn in the README", () => {
    const readme = new URL("../../README.md", import.meta.url);
    expectGenerated(readme, "product life", mermaid(lifeDiagram(productLife, "Unknown")));
  });
});
