import { type Currency, parseCurrency } from "../currency.ts";
import { parseSku, type Sku } from "../sku.ts";
import { parseUnitPrice, type UnitPrice } from "../unit-price.ts";

/** What `parse` made of a text that a test is sure of. */
const sure = <T>(parsed: T | null, text: string): T => {
  if (parsed === null) throw new RangeError(`the test thought this was well written: ${text}`);
  return parsed;
};

export const currency = (code: string): Currency => sure(parseCurrency(code), code);
export const sku = (text: string): Sku => sure(parseSku(text), text);

/** `price("2.55", "GBP")`, in major units. */
export const price = (amount: string, code: string): UnitPrice => sure(parseUnitPrice({ amount, currency: code }), amount);
