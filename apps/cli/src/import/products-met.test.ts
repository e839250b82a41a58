import { instant } from "@waybill/kernel/clock";
import { describe, expect, it } from "vitest";
import type { ProductOutcome, ProductToCreate } from "../order-sink.ts";
import type { LineRow } from "./file-rows.ts";
import { productsMet } from "./products-met.ts";

const line = (sku: string, name: string | null, unitPrice: bigint): LineRow => ({
  row: { line: 2, text: "", cells: [], fault: null },
  invoice: { number: "536365", kind: "ordinary" },
  told: { sku, name, quantity: 1, unitPrice: unitPrice * 1_000_000n, placedAt: instant(0), customer: null, country: null },
  fault: null,
});

const meeting = (outcome: ProductOutcome = { kind: "created" }) => {
  const created: string[] = [];
  const create = async ({ sku, name, unitPrice }: ProductToCreate): Promise<ProductOutcome> => {
    created.push(`${sku} ${name} ${unitPrice.amount}`);
    return outcome;
  };
  return { created, products: productsMet(create, "GBP") };
};

describe("a product met in a file", () => {
  it("is created once, as its first line with a description and a price tells it", async () => {
    const { created, products } = meeting();
    await products.meetAll([line("A", null, 255n), line("A", "FIRST", 300n), line("A", "SECOND", 400n)]);
    await products.meetAll([line("A", "THIRD", 500n)]);
    await products.createRest();
    expect(created).toEqual(["A FIRST 3"]);
  });

  it("is neither named nor priced by a correction that comes first", async () => {
    const { created, products } = meeting();
    await products.meetAll([line("A", "amazon", 0n)]);
    expect(created).toEqual([]);
    await products.meetAll([line("A", "RIBBONS", 210n)]);
    expect(created).toEqual(["A RIBBONS 2.1"]);
  });

  it("is created at the end with its code for a name when no line tells one", async () => {
    const { created, products } = meeting();
    await products.meetAll([line("BANK CHARGES", null, 1500n), line("FREE", "GIFT", 0n)]);
    expect(created).toEqual([]);
    await products.meetAll([line("FREE", null, 5n), line("FREE", "PRESENT", 0n)]);
    await products.createRest();
    expect(created).toEqual(["BANK CHARGES BANK CHARGES 15", "FREE GIFT 0.05"]);
  });

  it("tells capital letters from small ones", async () => {
    const { created, products } = meeting();
    await products.meetAll([line("m", "manual", 100n), line("M", "MANUAL", 200n)]);
    expect(created).toEqual(["m manual 1", "M MANUAL 2"]);
  });

  it("is waited for by every order that has it, and its refusal is theirs", async () => {
    const refusal = { code: "ProductIsWithdrawn" };
    const { created, products } = meeting({ kind: "refused", refusal });
    const both = [products.meetAll([line("A", "X", 1n)]), products.meetAll([line("B", null, 1n), line("A", "X", 1n)])];
    expect(await Promise.all(both)).toEqual([refusal, refusal]);
    expect(await products.meetAll([line("A", "X", 1n)])).toEqual(refusal);
    expect(created).toHaveLength(1);
  });
});
