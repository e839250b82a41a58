import Type from "typebox";
import { contractsOf } from "./contract.ts";
import { atSample, priceSample, skuSample } from "./message-samples.ts";
import { InstantShape, MerchantIdShape, orNull, SkuShape, UnitPriceShape } from "./message-shapes.ts";

// What the catalog says. Both tell the product whole: whoever hears of it late needs no history.

const contract = contractsOf("catalog");

const content = {
  merchantId: MerchantIdShape,
  sku: SkuShape,
  name: Type.String(),
  unitPrice: UnitPriceShape,
  taxCategory: orNull(Type.String({ description: "Billing's word for how it is taxed; null for the merchant's usual" })),
  weightGrams: orNull(Type.Integer({ minimum: 0 })),
  imageUrl: orNull(Type.String()),
  allowBackorder: Type.Boolean({ description: "Whether it may be sold before it has arrived" }),
};
const contentSample = {
  merchantId: "default",
  sku: skuSample,
  name: "White hanging heart T-light holder",
  unitPrice: priceSample,
  taxCategory: "standard",
  weightGrams: 120,
  imageUrl: "https://shop.example/85123A.webp",
  allowBackorder: false,
} as const;

export const productAdded = contract({
  name: "ProductAdded",
  version: 1,
  description: "An article can be ordered that was not there before.",
  schema: Type.Object({ ...content, addedAt: InstantShape }),
  example: { ...contentSample, addedAt: atSample("09:30:00") },
});

export const productChanged = contract({
  name: "ProductChanged",
  version: 1,
  description: "An article is now as told here. Several in a row may tell one change; the last is right.",
  schema: Type.Object({ ...content, changedAt: InstantShape }),
  example: { ...contentSample, name: "Cream hanging heart T-light holder", changedAt: atSample("11:00:00") },
});

/** All that the catalog says. */
export const catalogLanguage = [productAdded, productChanged] as const;
