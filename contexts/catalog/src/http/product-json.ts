import { exactly, orNull, SkuText, UnitPriceJson } from "@waybill/contracts/http";
import { outsideUnitPrice, type Sku } from "@waybill/contracts/vocabulary";
import Type, { type Static } from "typebox";
import { catalogLimits } from "../domain/limits.ts";
import type { ProductContent } from "../domain/product.ts";

const NameText = Type.String({ minLength: 1, maxLength: catalogLimits.nameCharacters });
const TaxCategoryText = Type.String({ maxLength: catalogLimits.taxCategoryCharacters, description: "Billing's word for how it is taxed" });
const WeightJson = Type.Integer({ minimum: 0, maximum: catalogLimits.weightGrams, description: "Of one unit" });
const ImageUrlText = Type.String({ maxLength: catalogLimits.imageUrlCharacters });

/** All there is to say of a product: what is left out is taken away. */
export const PutProductBody = exactly(
  {
    name: NameText,
    unitPrice: UnitPriceJson,
    taxCategory: Type.Optional(orNull(TaxCategoryText)),
    weightGrams: Type.Optional(orNull(WeightJson)),
    imageUrl: Type.Optional(orNull(ImageUrlText)),
    allowBackorder: Type.Optional(Type.Boolean({ description: "Whether it may be sold before it has arrived", default: false })),
  },
  { title: "PutProduct" },
);

export const ProductJson = exactly(
  {
    sku: SkuText,
    name: NameText,
    unitPrice: UnitPriceJson,
    taxCategory: orNull(TaxCategoryText),
    weightGrams: orNull(WeightJson),
    imageUrl: orNull(ImageUrlText),
    allowBackorder: Type.Boolean(),
    version: Type.Integer({ minimum: 1 }),
  },
  { title: "Product" },
);

export const productJson = (sku: Sku, product: ProductContent, version: number): Static<typeof ProductJson> => ({
  sku,
  name: product.name,
  unitPrice: outsideUnitPrice(product.unitPrice),
  taxCategory: product.taxCategory,
  weightGrams: product.weightGrams,
  imageUrl: product.imageUrl,
  allowBackorder: product.allowBackorder,
  version,
});
