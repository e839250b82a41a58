import { globSync, readFileSync } from "node:fs";
import { billingReadModels } from "@waybill/billing";
import { catalogReadModels } from "@waybill/catalog";
import { customersReadModels } from "@waybill/customers";
import { inventoryReadModels } from "@waybill/inventory";
import { tableOf } from "@waybill/kernel/read-model";
import { orderingReadModels } from "@waybill/ordering";
import { describe, expect, it } from "vitest";

const declared = [billingReadModels, catalogReadModels, customersReadModels, inventoryReadModels, orderingReadModels];
const kept = new Set(declared.flatMap((models) => Object.values(models).map(({ model }) => tableOf(model))));
const contexts = new URL("../../../../contexts/", import.meta.url).pathname;
const sources = globSync("*/src/**/*.ts", { cwd: contexts }).filter((file) => !file.endsWith(".test.ts"));

describe("the tables that queries name", () => {
  it("are those that read models of this version are kept in", () => {
    const asked = sources.flatMap((file) => {
      const text = readFileSync(`${contexts}${file}`, "utf8");
      return [...text.matchAll(/\b[a-z]+(?:_[a-z]+)*_v\d+\b/g)].map(([table]) => ({ file, table }));
    });
    expect(new Set(asked.map(({ table }) => table)).size).toBeGreaterThan(10);
    expect(asked.filter(({ table }) => !kept.has(table))).toEqual([]);
  });
});
