import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencies, exponentOf, parseCurrency } from "./currency.ts";
import { vocabularyLimits } from "./limits.ts";
import { add, allocate, compare, formatMoney, type Money, moneyOf, parseMoney, portion, subtract, sumOfAmounts } from "./money.ts";
import { divideHalfEven } from "./rounding.ts";
import { currency } from "./testing/words.ts";

const EUR = currency("EUR");
const JPY = currency("JPY");
const limit = vocabularyLimits.moneyMinorUnits;
const anyAmount = fc.integer({ min: -limit, max: limit });
const thirdOfLimit = fc.integer({ min: -Math.floor(limit / 3), max: Math.floor(limit / 3) }).map((amount) => moneyOf(amount, EUR));

describe("a currency", () => {
  it("has the exponent that ISO 4217 gives it", () => {
    expect([JPY, EUR, currency("KWD"), currency("ISK"), currency("HUF"), currency("TND")].map(exponentOf)).toEqual([0, 2, 3, 0, 2, 3]);
  });
  it("is written in upper case, and is none of the funds and metals", () => {
    expect(["eur", "EURO", "XAU", "UYI", "", "constructor", " EUR"].map(parseCurrency)).toEqual([null, null, null, null, null, null, null]);
  });
  it("is listed once, as three letters", () => {
    expect(new Set(currencies).size).toBe(currencies.length);
    expect(currencies.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  });
});

describe("money from outside", () => {
  it("is taken as whole minor units of a known currency", () => {
    expect(parseMoney({ amount: 4497, currency: "EUR" })).toEqual({ amount: 4497, currency: "EUR" });
    expect(parseMoney({ amount: -limit, currency: "JPY" })).toEqual({ amount: -limit, currency: "JPY" });
  });
  it("is refused when it is broken, beyond the limit or negative zero", () => {
    for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, limit + 1, -limit - 1, 2 ** 53, 1e300, -0]) {
      expect(parseMoney({ amount, currency: "EUR" }), String(amount)).toBeNull();
    }
    expect(parseMoney({ amount: 1, currency: "XXX" })).toBeNull();
  });
  it("is shown in major units with every decimal", () => {
    const shown = (amount: number, code: string) => formatMoney(moneyOf(amount, currency(code)));
    expect([shown(4497, "EUR"), shown(-5, "EUR"), shown(0, "EUR"), shown(1200, "JPY"), shown(-1, "KWD")]).toEqual([
      "44.97",
      "-0.05",
      "0.00",
      "1200",
      "-0.001",
    ]);
  });
});

describe("adding and subtracting", () => {
  it("is associative and commutative, and subtracting undoes it", () => {
    fc.assert(
      fc.property(thirdOfLimit, thirdOfLimit, thirdOfLimit, (a, b, c) => {
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(add(a, b)).toEqual(add(b, a));
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(Math.sign(compare(a, b))).toBe(Math.sign(subtract(a, b).amount));
      }),
    );
  });
  it("throws rather than mixing currencies or leaving the limit", () => {
    const most: Money = moneyOf(limit, EUR);
    expect(() => add(most, moneyOf(1, JPY))).toThrow("JPY is not EUR");
    expect(() => subtract(most, moneyOf(1, JPY))).toThrow("JPY is not EUR");
    expect(() => compare(most, moneyOf(1, JPY))).toThrow("JPY is not EUR");
    expect(() => add(most, moneyOf(1, EUR))).toThrow(RangeError);
    expect(() => subtract(moneyOf(-limit, EUR), moneyOf(1, EUR))).toThrow(RangeError);
    expect(() => moneyOf(0.1, EUR)).toThrow(RangeError);
  });
});

describe("a sum of amounts", () => {
  it("is the exact sum, or null where the exact sum does not fit", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: limit }), { maxLength: 1_000 }), (amounts) => {
        const exact = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
        expect(sumOfAmounts(amounts)).toBe(exact > BigInt(limit) ? null : Number(exact));
      }),
    );
    expect(sumOfAmounts(Array.from({ length: 1_000 }, () => limit))).toBeNull();
    expect(sumOfAmounts([])).toBe(0);
  });
});

describe("dividing half-even", () => {
  it("gives the nearest integer, the even one of two", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 6n }), (numerator, denominator) => {
        const rounded = divideHalfEven(numerator, denominator);
        const twiceOff = (rounded * denominator - numerator) * 2n;
        const distance = twiceOff < 0n ? -twiceOff : twiceOff;
        expect(distance <= denominator).toBe(true);
        if (distance === denominator) expect(rounded % 2n).toBe(0n);
      }),
    );
    const halves = [-5n, -3n, -1n, 1n, 3n, 5n].map((numerator) => divideHalfEven(numerator, 2n));
    expect(halves).toEqual([-2n, -2n, 0n, 0n, 2n, 2n]);
  });
});

describe("splitting an amount", () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 50 })
    .filter((all) => all.some((one) => one > 0));

  it("never loses a unit, and gives each its due to within one", () => {
    fc.assert(
      fc.property(anyAmount, weights, (total, all) => {
        const shares = allocate(total, all);
        const sumOfWeights = all.reduce((sum, weight) => sum + BigInt(weight), 0n);
        expect(shares.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(total));
        shares.forEach((share, index) => {
          const off = BigInt(share) * sumOfWeights - BigInt(total) * BigInt(all[index] ?? 0);
          expect(off < sumOfWeights && -off < sumOfWeights).toBe(true);
          expect(Object.is(share, -0)).toBe(false);
        });
      }),
    );
  });
  it("gives what is left over to the largest remainder, the earlier of equals", () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(10, [1, 5, 0])).toEqual([2, 8, 0]);
  });
  it("throws where there is nothing to split by", () => {
    expect(() => allocate(1, [0, 0])).toThrow(RangeError);
    expect(() => allocate(1, [])).toThrow(RangeError);
    expect(() => allocate(1, [2, -1])).toThrow(RangeError);
    expect(() => allocate(1, [0.5])).toThrow(RangeError);
  });
});

describe("a portion of a line", () => {
  it("is exact, half-even, and taken away bit by bit leaves nothing behind", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: limit }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        (total, whole, cut) => {
          const first = Math.min(cut, whole);
          expect(BigInt(portion(total, first, whole))).toBe(divideHalfEven(BigInt(total) * BigInt(first), BigInt(whole)));
          expect(portion(total, 0, whole)).toBe(0);
          expect(portion(total, whole, whole)).toBe(total);
          expect(portion(total, whole, whole) - portion(total, first, whole) + portion(total, first, whole)).toBe(total);
          if (first < whole) expect(portion(total, first + 1, whole)).toBeGreaterThanOrEqual(portion(total, first, whole));
        },
      ),
    );
    expect([1, 2, 3].map((part) => portion(100, part, 3))).toEqual([33, 67, 100]);
    expect(() => portion(100, 4, 3)).toThrow(RangeError);
    expect(() => portion(100, 0, 0)).toThrow(RangeError);
  });
});
