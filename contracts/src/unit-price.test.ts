import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalText } from "./decimal.ts";
import { vocabularyLimits } from "./limits.ts";
import { price } from "./testing/words.ts";
import { formatUnitPrice, isQuantity, isUnitPrice, outsideUnitPrice, parseUnitPrice, priceOfUnits } from "./unit-price.ts";

const inPounds = (amount: number | string) => parseUnitPrice({ amount, currency: "GBP" });

describe("a unit price from outside", () => {
  it("is in minor units as a number and in major units as a string", () => {
    expect(inPounds(255)).toEqual({ amount: 255, decimals: 2, currency: "GBP" });
    expect(inPounds("2.55")).toEqual({ amount: 255, decimals: 2, currency: "GBP" });
    expect(inPounds("0.001")).toEqual({ amount: 1, decimals: 3, currency: "GBP" });
    expect(parseUnitPrice({ amount: "1200", currency: "JPY" })).toEqual({ amount: 1200, decimals: 0, currency: "JPY" });
    expect(parseUnitPrice({ amount: "1.5", currency: "KWD" })).toEqual({ amount: 1500, decimals: 3, currency: "KWD" });
  });
  it("looks the same however it was written", () => {
    for (const written of ["2.5", "2.50", "2.500", "2.5000000000000000"]) expect(inPounds(written)).toEqual(inPounds(250));
    for (const written of ["0", "0.0", "0.00000000"]) expect(inPounds(written)).toEqual(inPounds(0));
  });
  it("is refused when it is no price, negative, too long or too large", () => {
    const bad = [
      "",
      ".5",
      "5.",
      "-1",
      "+1",
      "1e3",
      "1,5",
      "0x1",
      " 1",
      "1 ",
      "01",
      "Infinity",
      "NaN",
      "٣",
      "1_000",
      "0.000000001",
      "9".repeat(400),
    ];
    for (const amount of bad) expect(inPounds(amount), amount).toBeNull();
    for (const amount of [-1, -0, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) expect(inPounds(amount), String(amount)).toBeNull();
    expect(parseUnitPrice({ amount: 1, currency: "gbp" })).toBeNull();
  });
  it("is refused from the first price on that is beyond the limit, never taken for another", () => {
    expect(inPounds("9999999999999.99")).toEqual({ amount: vocabularyLimits.moneyMinorUnits, decimals: 2, currency: "GBP" });
    for (const amount of ["10000000000000.00", "9007199254740993", "9999999999999.991"]) expect(inPounds(amount), amount).toBeNull();
  });
  it("is no unit price in any other form than that of its equals", () => {
    expect([1, 25, 250].map((amount) => isUnitPrice({ ...price("1", "GBP"), amount, decimals: 3 }))).toEqual([true, true, false]);
    expect([1, 3, 8, 9, 2.5].map((decimals) => isUnitPrice({ ...price("1", "GBP"), amount: 1, decimals }))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
  it("comes back as it went out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: vocabularyLimits.moneyMinorUnits }), fc.integer({ min: 0, max: 8 }), (amount, decimals) => {
        const digits = String(amount).padStart(decimals + 1, "0");
        const written = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        const parsed = inPounds(written);
        if (parsed === null) return;
        expect(isUnitPrice(parsed)).toBe(true);
        expect(parseUnitPrice(outsideUnitPrice(parsed))).toEqual(parsed);
        expect(inPounds(formatUnitPrice(parsed))).toEqual(parsed);
      }),
    );
    expect(outsideUnitPrice(price("0.001", "GBP"))).toEqual({ amount: "0.001", currency: "GBP" });
    expect(outsideUnitPrice(price("2.50", "GBP"))).toEqual({ amount: 250, currency: "GBP" });
  });
});

describe("the price of many units", () => {
  it("is exact and rounded once, half-even", () => {
    expect(priceOfUnits(price("0.001", "GBP"), 5)).toBe(0);
    expect(priceOfUnits(price("0.001", "GBP"), 15)).toBe(2);
    expect(priceOfUnits(price("0.001", "GBP"), 25)).toBe(2);
    expect(priceOfUnits(price("0.125", "GBP"), 3)).toBe(38);
    expect(priceOfUnits(price("1.04", "GBP"), 74_215)).toBe(7_718_360);
  });
  it("agrees with rational arithmetic", () => {
    const amounts = fc.integer({ min: 0, max: 10 ** 9 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 1_000_000 }), (amount, extra, quantity) => {
        const total = priceOfUnits(price(decimalText(amount, 2 + extra), "GBP"), quantity);
        const scale = 10n ** BigInt(extra);
        const twiceOff = (BigInt(total ?? -1) * scale - BigInt(amount) * BigInt(quantity)) * 2n;
        expect((twiceOff < 0n ? -twiceOff : twiceOff) <= scale).toBe(true);
        if (twiceOff === scale || -twiceOff === scale) expect((total ?? 1) % 2).toBe(0);
      }),
    );
  });
  it("is null beyond the limit of money", () => {
    expect(priceOfUnits(price("9999999999999.99", "GBP"), 1)).toBe(vocabularyLimits.moneyMinorUnits);
    expect(priceOfUnits(price("9999999999999.99", "GBP"), 2)).toBeNull();
    expect(priceOfUnits(price("9999999999999.99", "GBP"), 1_000_000)).toBeNull();
  });
});

describe("a quantity", () => {
  it("is a whole number from one to a million", () => {
    expect([1, 74_215, 1_000_000].map(isQuantity)).toEqual([true, true, true]);
    expect([0, -1, 1.5, 1_000_001, Number.NaN, 2 ** 53].map(isQuantity)).toEqual([false, false, false, false, false, false]);
  });
});
