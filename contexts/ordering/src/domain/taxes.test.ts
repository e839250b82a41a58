import { parseSku } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { type CountryTaxes, orderTaxes, taxRateOf, untaxed } from "./taxes.ts";

const sku = (text: string) => parseSku(text)!;
const [tea, book, cup] = [sku("TEA"), sku("BOOK"), sku("CUP")];
const finland: CountryTaxes = {
  pricesIncludeTax: true,
  usual: "standard",
  rates: [
    { category: "standard", ratePpm: 255_000 },
    { category: "food", ratePpm: 140_000 },
    { category: "", ratePpm: 1 },
  ],
};

describe("the taxes of an order", () => {
  it("are those of each article's category in the country", () => {
    const taxes = orderTaxes(
      finland,
      new Map([
        [tea, "food"],
        [cup, "standard"],
      ] as const),
    );
    expect([taxes.pricesIncludeTax, taxRateOf(taxes, tea), taxRateOf(taxes, cup)]).toEqual([true, 140_000, 255_000]);
  });

  it("are the usual ones for what names no category, or one that the country does not know, and for what nobody knows", () => {
    const without = { ...finland, rates: finland.rates.slice(0, 2) };
    const taxes = orderTaxes(
      without,
      new Map([
        [cup, null],
        [book, "books"],
      ] as const),
    );
    expect([cup, book, tea].map((one) => taxRateOf(taxes, one))).toEqual([255_000, 255_000, 255_000]);
  });

  it("are none where nobody has said how goods are taxed", () => {
    expect(orderTaxes(null, new Map([[tea, "food"]]))).toEqual(untaxed);
    expect([untaxed.pricesIncludeTax, taxRateOf(untaxed, tea)]).toEqual([true, 0]);
  });
});
