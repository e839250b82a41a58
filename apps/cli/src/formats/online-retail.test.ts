import { instantFromIso } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import { onlineRetail } from "./online-retail.ts";

const cells = {
  sku: "85123A",
  description: "HEART",
  quantity: "6",
  date: "2010-12-01 08:26:00",
  price: "2.55",
  customer: "17850.0",
  country: "EIRE",
};
const lineOf = (told: Partial<typeof cells> = {}) => onlineRetail.lineOf(["536365", ...Object.values({ ...cells, ...told })]);

describe("a line of online-retail", () => {
  it("tells what was sold to whom, and when, in UTC", () => {
    expect(lineOf()).toEqual({
      sku: "85123A",
      name: "HEART",
      quantity: 6,
      unitPrice: 255_000_000n,
      placedAt: instantFromIso("2010-12-01T08:26:00Z"),
      customer: "17850",
      country: "EIRE",
    });
  });

  it("may lack a description, a customer and a country", () => {
    expect(lineOf({ description: "  ", customer: "", country: "" })).toMatchObject({ name: null, customer: null, country: null });
  });

  it("keeps the case of codes, and spaces inside them", () => {
    expect(["m", "M", " BANK CHARGES "].map((sku) => lineOf({ sku }))).toMatchObject([{ sku: "m" }, { sku: "M" }, { sku: "BANK CHARGES" }]);
  });

  it("may be negative in quantity and price", () => {
    expect(lineOf({ quantity: "-9360", price: "-11062.06" })).toMatchObject({ quantity: -9360, unitPrice: -1_106_206_000_000n });
  });

  it("is not read when a cell says nothing sure", () => {
    expect(lineOf({ sku: " " })).toBe("SkuIsMissing");
    for (const quantity of ["", "six", "1.5", "1e3", "1234567890"]) expect(lineOf({ quantity })).toBe("QuantityIsNotAWholeNumber");
    for (const price of ["", "1,95", "1e-5"]) expect(lineOf({ price })).toBe("PriceIsNotReadable");
    for (const date of ["", "12/1/2010 8:26", "2010-02-30 10:00:00", "2010-13-01 10:00", "2010-12-01 24:00", "2010-12-01"]) {
      expect(lineOf({ date })).toBe("TimeIsNotReadable");
    }
  });

  it("belongs to an invoice whose first letter tells its kind", () => {
    expect(onlineRetail.invoiceOf(["536365"])).toEqual({ number: "536365", kind: "ordinary" });
    expect(onlineRetail.invoiceOf(["C536379"])).toEqual({ number: "C536379", kind: "cancellation" });
    expect(onlineRetail.invoiceOf(["A563185"])).toEqual({ number: "A563185", kind: "adjustment" });
    for (const number of ["", "Total", "c536379", "5363 65", "536365.0"]) expect(onlineRetail.invoiceOf([number])).toBeNull();
  });
});
