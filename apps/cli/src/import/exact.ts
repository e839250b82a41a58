import { divideHalfEven } from "@waybill/contracts/rounding";

/** Decimals a price may carry; the finest met in real files is 0.001. */
const DECIMALS = 8;
const SCALE = 10n ** BigInt(DECIMALS);

/** An amount of a currency's major unit, exactly: how many 10⁻⁸ of it. Totals are sums of these, so that nothing is rounded on the way. */
export type Exact = bigint;

const priceText = new RegExp(`^(-?)(\\d{1,12})(?:\\.(\\d{0,${DECIMALS}}))?$`);

/** `"2.55"` → 255000000n; null when `text` is not a plain decimal number of at most 12 digits before the point and 8 after it. */
export const exactFromText = (text: string): Exact | null => {
  const found = priceText.exec(text);
  if (found === null) return null;
  const [, sign, whole = "", fraction = ""] = found;
  const amount = BigInt(whole + fraction.padEnd(DECIMALS, "0"));
  return sign === "-" ? -amount : amount;
};

/** The shortest exact spelling: `"2.1"`, `"0.001"`, `"0"`. */
export const exactToText = (amount: Exact): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -DECIMALS)}${fraction === "" ? "" : `.${fraction}`}`;
};

/** In minor units of a currency with two decimals, rounded once, half to even, as the platform rounds a line's total. */
export const exactToPence = (amount: Exact): number => Number(divideHalfEven(amount, SCALE / 100n));

/** With two decimals, rounded once, half to even: for a finished total, never for a part of one. */
export const exactToTwoDecimals = (amount: Exact): string => {
  const rounded = divideHalfEven(amount, SCALE / 100n);
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(3, "0");
  return `${rounded < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
