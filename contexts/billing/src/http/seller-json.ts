import { exactly, orNull } from "@waybill/contracts/http";
import Type, { type Static } from "typebox";
import { billingLimits } from "../domain/limits.ts";
import type { Seller } from "../domain/merchant.ts";

const text = (options: { readonly description?: string; readonly examples?: string[] } = {}) =>
  Type.String({ minLength: 1, maxLength: billingLimits.sellerCharacters, ...options });
const sellerName = text({ examples: ["Tea & Cup Oy"] });
const taxId = text({ description: "As the tax office writes it", examples: ["FI12345671"] });
const addressLines = Type.Array(text(), { maxItems: billingLimits.sellerLines, examples: [["Mannerheimintie 1", "00100 Helsinki"]] });
const email = Type.String({ format: "email", maxLength: billingLimits.sellerCharacters, examples: ["accounts@example.com"] });

/** Who sells, as invoices name it. */
export const SellerJson = exactly({ name: sellerName, addressLines, taxId: orNull(taxId), email: orNull(email) }, { title: "Seller" });
export const SellerBody = exactly(
  { name: sellerName, addressLines: Type.Optional(addressLines), taxId: Type.Optional(taxId), email: Type.Optional(email) },
  { title: "NameSeller", description: "All there is to say: what is left out is taken away" },
);

export const sellerJson = (seller: Seller | null): Static<typeof SellerJson> | null =>
  seller && { name: seller.name, addressLines: [...seller.addressLines], taxId: seller.taxId, email: seller.email };

/** Absent where nothing is said of it: then it stays. */
export const sellerIn = (seller: Static<typeof SellerBody> | null | undefined): { readonly seller?: Seller | null } => {
  if (seller === undefined) return {};
  if (seller === null) return { seller };
  const { name, addressLines = [], taxId = null, email = null } = seller;
  return { seller: { name, addressLines, taxId, email } };
};
