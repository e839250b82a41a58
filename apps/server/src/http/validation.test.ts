import { exactly, InstantText, MoneyJson, SkuText, UnitPriceJson } from "@waybill/contracts/http";
import Type from "typebox";
import { describe, expect, it } from "vitest";
import { decoderOf } from "./decoding.ts";
import { validatorOf } from "./validation.ts";

const body = exactly({
  sku: SkuText,
  quantity: Type.Integer({ minimum: 1 }),
  price: Type.Optional(UnitPriceJson),
  lines: Type.Optional(Type.Array(exactly({ total: MoneyJson }))),
});
const validate = validatorOf("body", body);
const faults = (value: unknown) => {
  const checked = validate(value);
  return "error" in checked ? checked.error.facts.errors?.map(({ pointer, message }) => `${pointer} ${message}`) : "valid";
};

describe("a body that was checked", () => {
  it("is decoded to the vocabulary, and what came in stays as it was", () => {
    const came = {
      sku: "cafe\u0301",
      quantity: 2,
      price: { amount: "0.001", currency: "GBP" },
      lines: [{ total: { amount: 1, currency: "EUR" } }],
    };
    const before = structuredClone(came);
    expect(validate(came)).toEqual({
      value: { ...came, sku: "caf\u00e9", price: { amount: 1, decimals: 3, currency: "GBP" } },
    });
    expect(came).toEqual(before);
  });
  it("is refused with every fault, each in its place", () => {
    expect(
      faults({ sku: " TEA", quantity: 0, price: { amount: "1,5", currency: "GBP" }, lines: [{ total: { amount: 0.5, currency: "EUR" } }] }),
    ).toEqual([
      "/sku must be a SKU: visible characters, no space at either end",
      "/quantity must be >= 1",
      "/price must be a price from 0 up: minor units as an integer, or major units as a decimal string, of an ISO 4217 currency",
      "/lines/0/total/amount must be integer",
    ]);
    expect(faults({ quantity: 1, color: "red", "a/b": 1 })).toEqual([
      "/sku is missing",
      "/color is not a known field",
      "/a~1b is not a known field",
    ]);
  });
  it("is never coerced: a text is no number, a number no text", () => {
    for (const value of [{ sku: "TEA", quantity: "2" }, { sku: 5, quantity: 2 }, { sku: "TEA", quantity: true }, null, [], "TEA"]) {
      expect(faults(value), JSON.stringify(value)).not.toBe("valid");
    }
  });
});

describe("a query that was checked", () => {
  const query = validatorOf(
    "query",
    exactly({ limit: Type.Optional(Type.Integer({ minimum: 1 })), at: Type.Optional(InstantText), name: Type.Optional(Type.String()) }),
  );
  it("has its numbers read from text", () => {
    expect(query({ limit: "7", at: "2026-03-29T12:30:00+03:00" })).toEqual({ value: { limit: 7, at: Date.UTC(2026, 2, 29, 9, 30) } });
    expect(query({ name: "7" })).toEqual({ value: { name: "7" } });
    for (const at of ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
      expect(query({ at })).toEqual({ value: { at: Date.parse(at) } });
  });
  it.each([
    { limit: "0" },
    { limit: "x" },
    { limit: ["1", "2"] },
    { limt: "1" },
    { at: "2026-02-30T00:00:00Z" },
    { at: "2026-03-29T12:30:00" },
    { at: "yesterday" },
    { at: "0000-01-01T00:00:00Z" },
    { at: "0001-01-01T00:00:00+14:00" },
    { at: "9999-12-31T23:59:59-14:00" },
  ])("is refused for %o", (value) => {
    expect(query(value)).toHaveProperty("error.code", "RequestIsMalformed");
  });
  it("is refused for a text that cannot be stored", () => {
    expect(query({ name: "a\u0000b" })).toHaveProperty("error.facts.errors", [
      { in: "query", pointer: "/name", message: "holds the character U+0000" },
    ]);
  });
});

describe("the decoder of a schema", () => {
  it("is none where nothing is decoded", () => {
    expect(decoderOf(exactly({ a: Type.String(), b: Type.Array(Type.Union([Type.Number(), Type.Null()])) }))).toBeNull();
  });
  it("is refused for a union that would have to be tried out", () => {
    expect(() => decoderOf(Type.Union([SkuText, Type.Null()]))).toThrow(TypeError);
  });
});
