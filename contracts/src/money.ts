import { type Currency, exponentOf, parseCurrency } from "./currency.ts";
import { decimalText } from "./decimal.ts";
import { vocabularyLimits } from "./limits.ts";
import { divideHalfEven } from "./rounding.ts";

/**
 * An amount in whole minor units (cents, yen, fils) of its currency; below zero when owed the other way. Within
 * `vocabularyLimits.moneyMinorUnits` of zero, so that it is exact in every JSON reader.
 */
export type Money = { readonly amount: number; readonly currency: Currency };

/** Whether `amount` can be an amount of money: a whole number of minor units within the limit, and not negative zero. */
export const isAmount = (amount: number): boolean =>
  Number.isSafeInteger(amount) && Math.abs(amount) <= vocabularyLimits.moneyMinorUnits && !Object.is(amount, -0);

/** @throws RangeError when `amount` is no whole number of minor units within the limit. Outside input goes through `parseMoney`. */
export const moneyOf = (amount: number, currency: Currency): Money => {
  if (!isAmount(amount)) throw new RangeError(`not an amount of money: ${amount}`);
  return { amount, currency };
};

/** Money as the API takes it: `{ "amount": 4497, "currency": "EUR" }`. */
export const parseMoney = (outside: { readonly amount: number; readonly currency: string }): Money | null => {
  const currency = parseCurrency(outside.currency);
  return currency !== null && isAmount(outside.amount) ? { amount: outside.amount, currency } : null;
};

/** In major units, every decimal written: "44.97", "-0.05", "1200" (JPY). */
export const formatMoney = (money: Money): string => decimalText(money.amount, exponentOf(money.currency));

/** @throws RangeError when the currencies differ or the sum is beyond the limit. */
export const add = (one: Money, other: Money): Money => moneyOf(one.amount + amountIn(one.currency, other), one.currency);

/** @throws RangeError when the currencies differ or the difference is beyond the limit. */
export const subtract = (one: Money, other: Money): Money => moneyOf(one.amount - amountIn(one.currency, other), one.currency);

/**
 * Below zero when `one` is less than `other`, zero when they are equal.
 * @throws RangeError when the currencies differ.
 */
export const compare = (one: Money, other: Money): number => one.amount - amountIn(one.currency, other);

const amountIn = (currency: Currency, money: Money): number => {
  if (money.currency !== currency) throw new RangeError(`${money.currency} is not ${currency}`);
  return money.amount;
};

/** The sum of amounts in minor units of one currency; null when it, or a sum on the way, is beyond the limit. */
export const sumOfAmounts = (amounts: Iterable<number>): number | null => {
  let sum = 0;
  for (const amount of amounts) {
    sum += amount;
    if (!isAmount(sum)) return null;
  }
  return sum;
};

/**
 * `total` in minor units, split by weight: the shares add up to it exactly, and each is within one unit of its due. What
 * is left over goes to the largest remainders, the earlier one of equals (Hamilton's method).
 * @throws RangeError when a weight is no whole number from 0 up, or all are 0.
 */
export const allocate = (total: number, weights: readonly number[]): readonly number[] => {
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0)) throw new RangeError("a weight is a whole number from 0 up");
  const allWeights = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (allWeights === 0n) throw new RangeError("nothing to split by: all weights are 0");
  const sign = total < 0 ? -1 : 1;
  const due = weights.map((weight) => BigInt(weight) * BigInt(Math.abs(total)));
  const shares = due.map((numerator) => Number(numerator / allWeights));
  const leftOver = Math.abs(total) - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = due
    .map((numerator, index) => ({ index, remainder: numerator % allWeights }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const favoured = new Set(byRemainder.slice(0, leftOver).map(({ index }) => index));
  return shares.map((share, index) => (share + (favoured.has(index) ? 1 : 0)) * sign || 0);
};

/**
 * What the first `part` of `whole` units of a line are worth, when all are worth `total` minor units; half-even. Because
 * it counts from the first unit, taking units away bit by bit never loses or finds a minor unit.
 * @throws RangeError when `part` is not within 0 and `whole`, or `whole` is not above 0.
 */
export const portion = (total: number, part: number, whole: number): number => {
  if (!(part >= 0 && part <= whole && whole > 0)) throw new RangeError(`${part} of ${whole} is no portion`);
  return Number(divideHalfEven(BigInt(total) * BigInt(part), BigInt(whole)));
};
