import { divideHalfEven, parseSku, parseUnitPrice, vocabularyLimits } from "@waybill/contracts/vocabulary";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EUR, GBP, quote, quoted, teaLine, terms } from "../testing/order-samples.ts";
import { checkedQuote, type LineTerms, type QuoteTerms, quoteOf } from "./quote.ts";

const price = (amount: string, currency = "GBP") => parseUnitPrice({ amount, currency })!;
const free = { fee: 0, taxRatePpm: 0 };
const of = (...lines: Partial<LineTerms>[]): QuoteTerms => ({
  ...terms,
  delivery: free,
  lines: lines.map((line, index) => ({ ...teaLine, lineId: index + 1, quantity: 1, ...line })),
});
const refusal = (from: QuoteTerms) => {
  const result = quoteOf(from);
  return result.kind === "refused" ? result.refusal : null;
};

describe("a quote", () => {
  it("adds up lines, discounts, delivery and tax", () => {
    expect(quote.lines.map(({ tax, total }) => [tax, total])).toEqual([
      [0, 750],
      [330, 1_980],
    ]);
    expect(quote.delivery).toEqual({ fee: 395, taxRatePpm: 200_000, tax: 66, total: 395 });
    expect(quote.totals).toEqual({ items: 2_730, discount: 0, deliveryFee: 395, tax: 396, grand: 3_125 });
  });
  it("adds the tax where prices do not contain it", () => {
    const net = quoted({ ...terms, pricesIncludeTax: false, lines: [{ ...teaLine, discount: 50, taxRatePpm: 88_750 }] });
    // 700 × 8.875 % is 62.125; 395 × 20 % is 79.
    expect(net.lines[0]).toMatchObject({ tax: 62, total: 762 });
    expect(net.totals).toEqual({ items: 750, discount: 50, deliveryFee: 395, tax: 141, grand: 1_236 });
  });
  it("rounds once per line, half-even", () => {
    const halves = [15, 25, 35].map((quantity) => ({ unitPrice: price("0.001"), quantity }));
    expect(quoted(of(...halves)).lines.map(({ total }) => total)).toEqual([2, 2, 4]);
    const half = quoted({ ...of({ unitPrice: price("0.10") }, { unitPrice: price("0.30") }), pricesIncludeTax: false });
    const taxedAtFivePerCent = quoted({ ...half, lines: half.lines.map((line) => ({ ...line, taxRatePpm: 50_000 })) });
    expect(taxedAtFivePerCent.lines.map(({ tax }) => tax)).toEqual([0, 2]);
  });
  it("may cost nothing", () => {
    expect(quoted(of({ unitPrice: price("0") }, { discount: 250 })).totals.grand).toBe(0);
  });
});

describe("a quote that makes no sense", () => {
  const most = "9999999999999.99";
  it("is refused by name of the line", () => {
    expect(refusal(of())).toEqual({ code: "OrderHasNoLines" });
    expect(refusal(of({}, { lineId: 1 }))).toEqual({ code: "LineIsRepeated", lineId: 1 });
    for (const quantity of [0, -1, 1.5, 1_000_001, Number.NaN])
      expect(refusal(of({ quantity }))).toEqual({ code: "QuantityIsOutOfRange", lineId: 1 });
    expect(refusal(of({}, { unitPrice: price("1", "EUR") }))).toEqual({ code: "CurrencyDiffers", lineId: 2 });
    expect(refusal({ ...of({}), currency: EUR })).toEqual({ code: "CurrencyDiffers", lineId: 1 });
    expect(refusal(of({ discount: 251 }))).toEqual({ code: "DiscountExceedsLine", lineId: 1 });
    for (const discount of [-1, 0.5, Number.NaN]) expect(refusal(of({ discount }))).toEqual({ code: "DiscountIsOutOfRange", lineId: 1 });
    for (const taxRatePpm of [-1, 1_000_001, 0.2]) expect(refusal(of({ taxRatePpm }))).toEqual({ code: "TaxRateIsOutOfRange", lineId: 1 });
    expect(refusal(of({ name: "x".repeat(301) }))).toEqual({ code: "NameIsTooLong", lineId: 1 });
    expect(refusal(of({ unitPrice: price(most), quantity: 2 }))).toEqual({ code: "PriceIsOutOfRange", lineId: 1 });
    expect(refusal(of({ unitPrice: { amount: -1, decimals: 2, currency: GBP } }))).toEqual({ code: "PriceIsOutOfRange", lineId: 1 });
  });
  it("is refused for its delivery fee", () => {
    for (const delivery of [
      { ...free, fee: -1 },
      { ...free, fee: 0.5 },
      { ...free, taxRatePpm: -1 },
      { ...free, fee: 1e15 },
    ])
      expect(refusal({ ...of({}), delivery })).toEqual({ code: "DeliveryFeeIsOutOfRange" });
  });
  it("is refused when it is too large to be exact, and not a unit earlier", () => {
    expect(quoted(of({ unitPrice: price(most) })).totals.grand).toBe(vocabularyLimits.moneyMinorUnits);
    expect(refusal(of({ unitPrice: price(most) }, { unitPrice: price("0.01") }))).toEqual({ code: "AmountIsTooLarge" });
    expect(refusal({ ...of({ unitPrice: price(most), taxRatePpm: 1_000_000 }), pricesIncludeTax: false })).toEqual({
      code: "AmountIsTooLarge",
    });
    const many = Array.from({ length: 1_000 }, () => ({ unitPrice: price(most) }));
    expect(refusal(of(...many))).toEqual({ code: "AmountIsTooLarge" });
    expect(refusal(of(...many, {}))).toEqual({ code: "OrderHasTooManyLines", lines: 1_001, limit: 1_000 });
  });
});

describe("a quote that somebody brings", () => {
  it("is taken when it is the one that we would make", () => {
    expect(checkedQuote(quote)).toEqual({ kind: "quoted", quote });
  });
  it("is refused when any of its amounts is another", () => {
    const [first, ...rest] = quote.lines;
    const wrong = [
      ...(["items", "discount", "deliveryFee", "tax", "grand"] as const).map((total) => ({
        ...quote,
        totals: { ...quote.totals, [total]: quote.totals[total] + 1 },
      })),
      ...(["tax", "total"] as const).flatMap((amount) => [
        { ...quote, delivery: { ...quote.delivery, [amount]: quote.delivery[amount] + 1 } },
        { ...quote, lines: [{ ...first!, [amount]: first![amount] + 1 }, ...rest] },
      ]),
    ];
    expect(wrong).toHaveLength(9);
    for (const claimed of wrong) expect(checkedQuote(claimed)).toEqual({ kind: "refused", refusal: { code: "QuoteDoesNotAddUp" } });
  });
  it("loses what does not belong to it", () => {
    const padded = { ...quote, cardNumber: "4111", lines: quote.lines.map((line) => ({ ...line, cvc: "123" })) };
    expect(checkedQuote(padded)).toEqual({ kind: "quoted", quote });
  });
});

describe("any quote", () => {
  const anyLine = fc.record({
    quantity: fc.integer({ min: 1, max: 1_000_000 }),
    amount: fc.integer({ min: 0, max: 9_999_999 }),
    decimals: fc.integer({ min: 2, max: 6 }),
    discountPerMille: fc.integer({ min: 0, max: 1_000 }),
    taxRatePpm: fc.integer({ min: 0, max: 1_000_000 }),
  });
  const lineOf = ({
    quantity,
    amount,
    decimals,
    discountPerMille,
    taxRatePpm,
  }: typeof anyLine extends fc.Arbitrary<infer L> ? L : never) => {
    const unitPrice = price(`${Math.trunc(amount / 10 ** decimals)}.${String(amount % 10 ** decimals).padStart(decimals, "0")}`);
    const exact = divideHalfEven(BigInt(amount) * BigInt(quantity), 10n ** BigInt(decimals - 2));
    const discount = Number((exact * BigInt(discountPerMille)) / 1_000n);
    return { line: { sku: parseSku("X")!, quantity, unitPrice, discount, taxRatePpm }, exact };
  };

  it("agrees with rational arithmetic, to the last unit", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 99_999 }),
        (all, included, fee) => {
          const made = all.map(lineOf);
          const result = quoted({
            ...of(...made.map(({ line }) => line)),
            pricesIncludeTax: included,
            delivery: { fee, taxRatePpm: 240_000 },
          });
          made.forEach(({ line, exact }, index) => {
            const net = exact - BigInt(line.discount);
            const rate = BigInt(line.taxRatePpm);
            const tax = divideHalfEven(net * rate, included ? 1_000_000n + rate : 1_000_000n);
            expect(result.lines[index]).toMatchObject({ tax: Number(tax), total: Number(included ? net : net + tax) });
          });
          const { items, discount, deliveryFee, tax, grand } = result.totals;
          expect(BigInt(items)).toBe(made.reduce((sum, { exact }) => sum + exact, 0n));
          expect(grand).toBe(items - discount + deliveryFee + (included ? 0 : tax));
          expect(grand).toBe(result.lines.reduce((sum, line) => sum + line.total, result.delivery.total));
          expect(tax).toBe(result.lines.reduce((sum, line) => sum + line.tax, result.delivery.tax));
          expect(checkedQuote(JSON.parse(JSON.stringify(result)))).toEqual({ kind: "quoted", quote: result });
        },
      ),
    );
  });
});
