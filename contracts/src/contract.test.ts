import Type from "typebox";
import { describe, expect, expectTypeOf, it } from "vitest";
import { contractsOf } from "./contract.ts";
import { atSample, skuSample } from "./message-samples.ts";
import { InstantShape, orNull, SkuShape } from "./message-shapes.ts";
import type { Sku } from "./sku.ts";

const contract = contractsOf("workshop");
const schema = Type.Object({ sku: SkuShape, colour: Type.Optional(orNull(Type.String())), mendedAt: InstantShape });
const example = { sku: skuSample, mendedAt: atSample("09:00:00") };
const mended = contract({ name: "ThingMended", version: 1, description: "It works again.", schema, example });

describe("a contract", () => {
  it("gives its data a type, its names literal ones", () => {
    expectTypeOf(mended.example.sku).toEqualTypeOf<Sku>();
    expectTypeOf(mended.example.colour).toEqualTypeOf<string | null | undefined>();
    expectTypeOf(mended.name).toEqualTypeOf<"ThingMended">();
    expectTypeOf(mended.version).toEqualTypeOf<1>();
  });

  it("carries its schema as plain JSON", () => {
    expect(mended.schema).toStrictEqual({
      type: "object",
      required: ["sku", "mendedAt"],
      properties: {
        sku: { type: "string", minLength: 1 },
        colour: { anyOf: [{ type: "string" }, { type: "null" }] },
        mendedAt: { type: "integer", description: expect.any(String) },
      },
    });
  });

  it.each<[boolean, unknown]>([
    [true, example],
    [true, { ...example, colour: null }],
    [true, { ...example, comesLater: 1 }],
    [false, { ...example, sku: "" }],
    [false, { ...example, colour: 1 }],
    [false, { ...example, mendedAt: "2026-03-29T09:00:00Z" }],
    [false, { ...example, mendedAt: 1.5 }],
    [false, { sku: "A" }],
    [false, null],
    [false, []],
  ])("says %j to %j", (accepted, data) => {
    expect(mended.accepts(data)).toBe(accepted);
  });

  it("is not declared with an example that is none", () => {
    const declare = () =>
      contract({ name: "ThingMended", version: 2, description: "", schema, example: { ...example, mendedAt: 0.5 as never } });
    expect(declare).toThrow("the example of ThingMended.v2 is not what its schema says");
  });
});
