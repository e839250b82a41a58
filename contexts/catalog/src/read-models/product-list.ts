import type { MerchantId, Sku, UnitPrice } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import { type Product, type ProductEvent, productDecider } from "../domain/product.ts";

/** One product as lists show it. */
export type ProductRow = {
  /** The product's stream: SKUs of two merchants may be the same. */
  readonly stream: string;
  readonly merchant: MerchantId;
  readonly sku: Sku;
  readonly name: string;
  /** SKU and name in lower case. */
  readonly searchText: string;
  readonly unitPrice: UnitPrice;
  readonly taxCategory: string | null;
  readonly weightGrams: number | null;
  readonly imageUrl: string | null;
  readonly allowBackorder: boolean;
  readonly version: number;
};

/** Answers which products a merchant has, and what they are. */
export const productList: ReadModel<ProductEvent, ProductRow> = {
  name: "product_list",
  version: 2,
  columns: {
    stream: "text",
    merchant: "text",
    sku: "text",
    name: "text",
    searchText: "text",
    unitPrice: "json",
    taxCategory: "text",
    weightGrams: "integer",
    imageUrl: "text",
    allowBackorder: "boolean",
    version: "integer",
  },
  indexes: ["(merchant, sku)"],
  keyOf: (_, { stream }) => stream,
  project: (row, event, { stream, version }) => {
    const before: Product = row === null ? productDecider.initial : { status: "Listed", ...row };
    const product = productDecider.evolve(before, event);
    const merchant = event.type === "ProductAdded" ? event.merchantId : row?.merchant;
    if (product.status === "Unknown" || merchant === undefined) return row;
    const { name, unitPrice, taxCategory, weightGrams, imageUrl, allowBackorder } = product;
    const searchText = `${event.sku} ${name}`.toLowerCase();
    return { stream, merchant, sku: event.sku, name, searchText, unitPrice, taxCategory, weightGrams, imageUrl, allowBackorder, version };
  },
};
