import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactFromText, exactToText, exactToTwoDecimals } from "./exact.ts";

describe("an exact amount", () => {
  it("is read from a plain decimal number and from nothing else", () => {
    expect(exactFromText("2.55")).toBe(255_000_000n);
    expect(exactFromText("0.001")).toBe(100_000n);
    expect(exactFromText("-11062.06")).toBe(-1_106_206_000_000n);
    expect(exactFromText("5.")).toBe(500_000_000n);
    for (const text of ["", "1e-3", "1,25", "£1", ".5", "NaN", "0x1", "1.123456789", "1 000", "--1"])
      expect(exactFromText(text)).toBeNull();
  });

  it("has one shortest spelling, which reads back", () => {
    expect(["2.10", "0.0", "0.001", "18", "-0.50"].map((text) => exactToText(exactFromText(text) ?? 0n))).toEqual([
      "2.1",
      "0",
      "0.001",
      "18",
      "-0.5",
    ]);
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), (amount) => exactFromText(exactToText(amount)) === amount));
  });

  it("is shown with two decimals, rounded half to even", () => {
    const shown = (text: string) => exactToTwoDecimals(exactFromText(text) ?? 0n);
    expect(["748957.02", "0.005", "0.015", "0.0051", "-0.015", "-0.001", "7"].map(shown)).toEqual([
      "748957.02",
      "0.00",
      "0.02",
      "0.01",
      "-0.02",
      "0.00",
      "7.00",
    ]);
  });
});
