import { isUnitPrice, type MerchantId, type Sku, type UnitPrice } from "@waybill/contracts/vocabulary";
import type { Instant } from "@waybill/kernel/clock";
import { accept, type Decider, type Decision, nothingToDo, reject } from "@waybill/kernel/decider";
import type { Life } from "@waybill/kernel/life";
import { catalogLimits } from "./limits.ts";

/** What a merchant says of an article. Orders copy name and price when they are placed: later changes leave them alone. */
export type ProductContent = {
  readonly name: string;
  readonly unitPrice: UnitPrice;
  /** Billing's word for how it is taxed; null for the merchant's usual. */
  readonly taxCategory: string | null;
  readonly weightGrams: number | null;
  readonly imageUrl: string | null;
  /** Whether it may be sold before it has arrived. */
  readonly allowBackorder: boolean;
};
type ProductDetails = Omit<ProductContent, "name" | "unitPrice">;

/** Says all there is to say: what is left out is taken away. */
export type PutProduct = ProductContent & {
  readonly type: "PutProduct";
  readonly merchantId: MerchantId;
  readonly sku: Sku;
  readonly at: Instant;
};

// The names below are storage format: an event that was renamed is an event that was lost.
export type ProductEvent = { readonly sku: Sku; readonly at: Instant } & (
  | ({ readonly type: "ProductAdded"; readonly merchantId: MerchantId } & ProductContent)
  | { readonly type: "ProductRenamed"; readonly name: string }
  | { readonly type: "ProductRepriced"; readonly unitPrice: UnitPrice }
  | ({ readonly type: "ProductDescribed" } & ProductDetails)
);

export type ProductRefusal = {
  readonly code:
    | "ImageUrlIsNotWeb"
    | "NameIsMissing"
    | "NameIsTooLong"
    | "PriceIsOutOfRange"
    | "TaxCategoryIsNoWord"
    | "WeightIsOutOfRange";
};

/** What the next decision about a product needs to know: what was said last. */
export type Product = { readonly status: "Unknown" } | ({ readonly status: "Listed" } & ProductContent);

export const productLife: Life<Product["status"], ProductEvent["type"]> = {
  Unknown: { ProductAdded: "Listed" },
  Listed: { ProductRenamed: "Listed", ProductRepriced: "Listed", ProductDescribed: "Listed" },
};

const evolve = (product: Product, event: ProductEvent): Product => {
  switch (event.type) {
    case "ProductAdded":
      return { status: "Listed", name: event.name, unitPrice: event.unitPrice, ...detailsOf(event) };
    case "ProductRenamed":
      return product.status === "Listed" ? { ...product, name: event.name } : product;
    case "ProductRepriced":
      return product.status === "Listed" ? { ...product, unitPrice: event.unitPrice } : product;
    case "ProductDescribed":
      return product.status === "Listed" ? { ...product, ...detailsOf(event) } : product;
  }
};

const decide = (command: PutProduct, product: Product): Decision<ProductEvent, ProductRefusal> => {
  const code = whyNot(command);
  if (code) return reject({ code });
  const { merchantId, sku, name, unitPrice, taxCategory, weightGrams, imageUrl, allowBackorder, at } = command;
  if (product.status === "Unknown") {
    return accept({ type: "ProductAdded", merchantId, sku, name, unitPrice, taxCategory, weightGrams, imageUrl, allowBackorder, at });
  }
  const [first, ...rest]: ProductEvent[] = [
    ...(product.name === name ? [] : [{ type: "ProductRenamed", sku, name, at } as const]),
    ...(samePrice(product.unitPrice, unitPrice) ? [] : [{ type: "ProductRepriced", sku, unitPrice, at } as const]),
    ...(sameDetails(product, command)
      ? []
      : [{ type: "ProductDescribed", sku, taxCategory, weightGrams, imageUrl, allowBackorder, at } as const]),
  ];
  return first ? accept(first, ...rest) : nothingToDo;
};

/** A merchant's article. Who puts it last is right; who puts it again changes nothing. */
export const productDecider: Decider<PutProduct, Product, ProductEvent, ProductRefusal> = {
  initial: { status: "Unknown" },
  decide,
  evolve,
};

const whyNot = ({ name, unitPrice, taxCategory, weightGrams, imageUrl }: ProductContent): ProductRefusal["code"] | null => {
  if (name.trim() === "") return "NameIsMissing";
  if (name.length > catalogLimits.nameCharacters) return "NameIsTooLong";
  if (!isUnitPrice(unitPrice)) return "PriceIsOutOfRange";
  if (taxCategory !== null && !isWord(taxCategory)) return "TaxCategoryIsNoWord";
  if (weightGrams !== null && !isWeight(weightGrams)) return "WeightIsOutOfRange";
  return imageUrl === null || isWebAddress(imageUrl) ? null : "ImageUrlIsNotWeb";
};

const isWord = (text: string): boolean => text.length <= catalogLimits.taxCategoryCharacters && /^[A-Za-z][\w-]*$/.test(text);

const isWeight = (grams: number): boolean => Number.isSafeInteger(grams) && grams >= 0 && grams <= catalogLimits.weightGrams;

// Anything but http would let a product's picture run a script on the page that shows it.
const isWebAddress = (text: string): boolean =>
  text.length <= catalogLimits.imageUrlCharacters && /^https?:\/\//.test(text) && URL.canParse(text);

const detailsOf = ({ taxCategory, weightGrams, imageUrl, allowBackorder }: ProductDetails): ProductDetails => ({
  taxCategory,
  weightGrams,
  imageUrl,
  allowBackorder,
});

const sameDetails = (one: ProductDetails, other: ProductDetails): boolean =>
  one.taxCategory === other.taxCategory &&
  one.weightGrams === other.weightGrams &&
  one.imageUrl === other.imageUrl &&
  one.allowBackorder === other.allowBackorder;

const samePrice = (one: UnitPrice, other: UnitPrice): boolean =>
  one.amount === other.amount && one.decimals === other.decimals && one.currency === other.currency;
