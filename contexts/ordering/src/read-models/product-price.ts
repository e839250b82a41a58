import { productAdded, productChanged } from "@waybill/contracts/catalog";
import type { MerchantId, Sku, UnitPrice } from "@waybill/contracts/vocabulary";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { Heard } from "@waybill/kernel/understanding";

/** What the catalog says of products that an order needs to know. */
export const productNews = [productAdded, productChanged] as const;

/** One product as an order copies it. */
export type ProductPriceRow = {
  /** The catalog's stream of the product. */
  readonly subject: string;
  readonly merchant: MerchantId;
  readonly sku: Sku;
  readonly name: string;
  readonly unitPrice: UnitPrice;
  readonly taxCategory: string | null;
  readonly allowBackorder: boolean;
};

/** Answers what a product costs here, as far as ordering has heard the catalog. */
export const productPrice: ReadModel<readonly Heard<(typeof productNews)[number]>[], ProductPriceRow> = {
  name: "product_price",
  version: 2,
  columns: {
    subject: "text",
    merchant: "text",
    sku: "text",
    name: "text",
    unitPrice: "json",
    taxCategory: "text",
    allowBackorder: "boolean",
  },
  indexes: ["(merchant, sku)"],
  keyOf: ([first]) => first?.message.subject ?? null,
  // Several pieces of news of one event tell the same product; the last is right.
  project: (row, news) => news.reduce((_: ProductPriceRow | null, heard) => learnt(heard), row),
};

/** @throws Error for what is not understood: nobody may order at a price that is not known. */
const learnt = (heard: Heard<(typeof productNews)[number]>): ProductPriceRow => {
  const { message } = heard;
  if (heard.kind === "notUnderstood")
    throw new Error(`${message.id} is not understood: ${heard.reason} (${message.name}.v${message.version})`);
  const { merchantId: merchant, sku, name, unitPrice, taxCategory, allowBackorder } = heard.data;
  return { subject: message.subject, merchant, sku, name, unitPrice, taxCategory, allowBackorder };
};
