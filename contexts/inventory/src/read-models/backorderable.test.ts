import { productAdded, productChanged } from "@waybill/contracts/catalog";
import { tableOf } from "@waybill/kernel/read-model";
import { describe, expect, it } from "vitest";
import { cake, tea } from "../testing/stock-samples.ts";
import { type BackorderableRow, backorderable, createBackorderableQueriesInMemory } from "./backorderable.ts";

const message = { id: "m1", name: "ProductAdded", version: 1, subject: "default/product/TEA-100" };
const heard = (contract: typeof productAdded | typeof productChanged, allowBackorder: boolean) =>
  [{ kind: "understood", name: contract.name, message, data: { ...contract.example, sku: tea, allowBackorder } }] as never;
const row = (allowBackorder: boolean): BackorderableRow => ({ subject: message.subject, merchant: "default", sku: tea, allowBackorder });

describe("what inventory has heard of products", () => {
  it("is what was said last of each", () => {
    expect(backorderable.keyOf(heard(productAdded, true), {} as never)).toBe(message.subject);
    expect(backorderable.keyOf([], {} as never)).toBeNull();
    expect(backorderable.project(null, heard(productAdded, true), {} as never)).toEqual(row(true));
    expect(backorderable.project(row(true), heard(productChanged, false), {} as never)).toEqual(row(false));
    expect(tableOf(backorderable)).toBe("backorderable_v1");
  });
  it("is not guessed from what is not understood", () => {
    const strange = [
      { kind: "notUnderstood", name: "ProductAdded", message: { ...message, version: 9 }, reason: "UnknownVersion" },
    ] as never;
    expect(() => backorderable.project(null, strange, {} as never)).toThrow("is not understood");
  });
  it("is found by merchant and SKU", async () => {
    const queries = createBackorderableQueriesInMemory(() => [row(true), { ...row(false), merchant: "mer_other" as never, sku: cake }]);
    expect(await queries.find("default", [tea, cake])).toEqual(new Map([[tea, true]]));
  });
});
