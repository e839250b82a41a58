import { type Currency, exponentOf, parseCurrency } from "./currency.ts";
import { decimalText } from "./decimal.ts";
import { vocabularyLimits } from "./limits.ts";
import { isAmount } from "./money.ts";
import { divideHalfEven } from "./rounding.ts";

/**
 * What one unit costs: `amount` × 10^-`decimals` of the currency's major unit, exact, from 0 up. `decimals` is the
 * currency's own exponent, or more where the price needs more, so that equal prices look equal: 2.55 GBP is 255 with 2
 * decimals, 0.001 GBP is 1 with 3.
 */
export type UnitPrice = { readonly amount: number; readonly decimals: number; readonly currency: Currency };

/** A unit price as the API has it: a whole number of minor units, or a decimal string in major units. */
export type OutsideUnitPrice = { readonly amount: number | string; readonly currency: string };

/** `{amount: 255}` is in minor units, `{amount: "2.55"}` in major units; null when it is negative, too long or no number. */
export const parseUnitPrice = (outside: OutsideUnitPrice): UnitPrice | null => {
  const currency = parseCurrency(outside.currency);
  if (currency === null) return null;
  if (typeof outside.amount === "number") {
    const price = { amount: outside.amount, decimals: exponentOf(currency), currency };
    return isUnitPrice(price) ? price : null;
  }
  const written = decimalPattern.exec(outside.amount);
  if (written === null) return null;
  const [, whole = "", fraction = ""] = written;
  const significant = fraction.replace(/0+$/, "");
  const decimals = Math.max(significant.length, exponentOf(currency));
  const price = { amount: Number(whole + significant.padEnd(decimals, "0")), decimals, currency };
  return isUnitPrice(price) ? price : null;
};

// Sixteen digits are already beyond the limit and still exact enough as a double to be seen to be so.
const decimalPattern = /^(0|[1-9]\d{0,15})(?:\.(\d{1,16}))?$/;

/** Whether the parts are within their limits and in the one form that equal prices share. */
export const isUnitPrice = ({ amount, decimals, currency }: UnitPrice): boolean => {
  const exponent = exponentOf(currency);
  if (!isAmount(amount) || amount < 0 || !Number.isInteger(decimals)) return false;
  if (decimals === exponent) return true;
  return decimals > exponent && decimals <= vocabularyLimits.unitPriceDecimals && amount % 10 !== 0;
};

/** The price as the API shows it: minor units where they are enough, else a decimal string in major units. */
export const outsideUnitPrice = (price: UnitPrice): OutsideUnitPrice => ({
  amount: price.decimals === exponentOf(price.currency) ? price.amount : formatUnitPrice(price),
  currency: price.currency,
});

/** In major units: "2.55", "0.001", "1200" (JPY). */
export const formatUnitPrice = (price: UnitPrice): string => decimalText(price.amount, price.decimals);

/**
 * What `quantity` units cost in minor units of the currency, exact until it is rounded once, half-even; null when that is
 * beyond the limit of money.
 */
export const priceOfUnits = (price: UnitPrice, quantity: number): number | null => {
  const surplusDecimals = price.decimals - exponentOf(price.currency);
  // Without surplus decimals there is nothing to round, and a product that doubles cannot hold exactly is beyond the limit.
  const amount =
    surplusDecimals === 0
      ? price.amount * quantity
      : Number(divideHalfEven(BigInt(price.amount) * BigInt(quantity), 10n ** BigInt(surplusDecimals)));
  return isAmount(amount) ? amount : null;
};

/** Whether a line may have so many units: a whole number from 1 up to the limit. */
export const isQuantity = (quantity: number): boolean =>
  Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= vocabularyLimits.quantityUnits;
