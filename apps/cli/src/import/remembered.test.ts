import { describe, expect, it } from "vitest";
import { remembered } from "./remembered.ts";

describe("remembered texts", () => {
  it("are told apart letter by letter, and counted once", () => {
    const skus = remembered("product codes", 3);
    for (const sku of ["m", "M", "m"]) skus.add(sku);
    expect([skus.size, skus.has("m"), skus.has("M"), skus.has("POST")]).toEqual([2, true, true, false]);
  });

  it("are refused beyond the limit: forgetting some would go unseen", () => {
    const skus = remembered("product codes", 2);
    for (const sku of ["1", "2", "1"]) skus.add(sku);
    expect(() => skus.add("3")).toThrow("more than 2 product codes. Split it");
  });
});
