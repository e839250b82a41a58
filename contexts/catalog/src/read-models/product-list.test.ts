import { MerchantId, parseCurrency, parseSku, parseUnitPrice } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { streamName } from "@waybill/kernel/event-log";
import { tableOf } from "@waybill/kernel/read-model";
import { describe, expect, it } from "vitest";
import type { ProductEvent } from "../domain/product.ts";
import { type ProductRow, productList } from "./product-list.ts";

const at = instant(1_000);
const sku = parseSku("85123A")!;
const merchantId = MerchantId.create();
const stream = streamName(merchantId, "product", sku);
const unitPrice = parseUnitPrice({ amount: "2.55", currency: "GBP" })!;
const details = { taxCategory: "standard", weightGrams: 120, imageUrl: null, allowBackorder: false };
const added: ProductEvent = { type: "ProductAdded", merchantId, sku, name: "WHITE Heart", unitPrice, ...details, at };

const project = (row: ProductRow | null, event: ProductEvent, version: number): ProductRow | null => {
  const { type, ...data } = event;
  const recorded = {
    partition: 0,
    position: version,
    stream,
    version,
    type,
    schemaVersion: 1,
    data,
    causation: {},
    commandId: "",
    recordedAt: at,
  };
  expect(productList.keyOf(event, recorded)).toBe(stream);
  return productList.project(row, event, recorded);
};

describe("a product in the list", () => {
  const first = project(null, added, 1);

  it("is what was said of it, and is found by name and SKU in any case", () => {
    expect(first).toEqual({
      stream,
      merchant: merchantId,
      sku,
      name: "WHITE Heart",
      searchText: "85123a white heart",
      unitPrice,
      ...details,
      version: 1,
    });
  });
  it("follows every change, and keeps the rest", () => {
    const dearer = { amount: 295, decimals: 2, currency: parseCurrency("GBP")! };
    const renamed = project(first, { type: "ProductRenamed", sku, name: "Cream", at }, 2);
    const repriced = project(renamed, { type: "ProductRepriced", sku, unitPrice: dearer, at }, 3);
    const described = project(repriced, { type: "ProductDescribed", sku, ...details, weightGrams: null, allowBackorder: true, at }, 4);
    expect(renamed).toEqual({ ...first, name: "Cream", searchText: "85123a cream", version: 2 });
    expect(described).toEqual({ ...renamed, unitPrice: dearer, weightGrams: null, allowBackorder: true, version: 4 });
  });
  it("is kept in the table that is asked", () => {
    expect(tableOf(productList)).toBe("product_list_v2");
  });
});
