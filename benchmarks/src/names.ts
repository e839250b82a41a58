import { parseCurrency } from "@waybill/contracts/currency";
import { MerchantId } from "@waybill/contracts/ids";
import { parseSku, type Sku } from "@waybill/contracts/sku";

/** A constant that is known to be good; said loudly if it is not. */
const certain = <T>(value: T | null, what: string): T => {
  if (value === null) throw new Error(`not a ${what}`);
  return value;
};

export const merchant = MerchantId.default;
export const gbp = certain(parseCurrency("GBP"), "currency");
export const skuOf = (text: string): Sku => certain(parseSku(text), "SKU");
