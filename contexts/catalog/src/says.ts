import { productAdded, productChanged } from "@waybill/contracts/catalog";
import { MerchantId, type Sku } from "@waybill/contracts/vocabulary";
import { say } from "@waybill/kernel/integration-event";
import type { SaysWhole } from "@waybill/kernel/voice";
import type { Product, ProductContent, ProductEvent } from "./domain/product.ts";

/**
 * What the catalog says of a product. An event tells one side that changed; others are told the whole product, so that they
 * need no history of it.
 */
export const saysOfProduct: SaysWhole<ProductEvent, Product> = ({ type, sku, at }, product, { stream }) => {
  const merchantId = MerchantId.parse(stream.split("/")[0] ?? "");
  if (product.status === "Unknown" || merchantId === null) throw new TypeError(`${stream} is not the stream of a product`);
  switch (type) {
    case "ProductAdded":
      return [say(productAdded, { ...told(merchantId, sku, product), addedAt: at })];
    case "ProductRenamed":
    case "ProductRepriced":
    case "ProductDescribed":
      return [say(productChanged, { ...told(merchantId, sku, product), changedAt: at })];
  }
};

const told = (
  merchantId: MerchantId,
  sku: Sku,
  { name, unitPrice, taxCategory, weightGrams, imageUrl, allowBackorder }: ProductContent,
) => {
  const { amount, decimals, currency } = unitPrice;
  return { merchantId, sku, name, unitPrice: { amount, decimals, currency }, taxCategory, weightGrams, imageUrl, allowBackorder };
};
