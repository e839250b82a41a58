import { describe, expect, it } from "vitest";
import type { JsonObject } from "../brand.ts";
import type { Contract } from "../integration-event.ts";
import { faultsOf, goldenOf, judge } from "./golden-contracts.ts";

const text = { type: "string" };
const nothing = { type: "null" };
const schema = {
  type: "object",
  description: "A thing that was mended.",
  required: ["thingId", "mendedAt", "parts", "owner"],
  properties: {
    thingId: { type: "string", pattern: "^thg_", description: "Which" },
    mendedAt: { type: "integer" },
    parts: { type: "array", items: { type: "object", required: ["name"], properties: { name: text, description: text } } },
    owner: { anyOf: [{ type: "object", required: ["name"], properties: { name: text } }, nothing] },
    kind: { enum: ["large", "small"] },
  },
};
const example = { thingId: "thg_1", mendedAt: 1, parts: [{ name: "wheel" }], owner: { name: "A" }, kind: "small" };
const contractWith = (more: Partial<Contract> = {}): Contract => ({
  context: "workshop",
  name: "ThingMended",
  version: 1,
  description: "A thing works again.",
  schema,
  example,
  accepts: (data): data is JsonObject => data !== null,
  ...more,
});
const golden = goldenOf(contractWith());
const { parts, owner, mendedAt, thingId, kind } = schema.properties;
const withProperties = (properties: JsonObject, required = schema.required) =>
  contractWith({ schema: { ...schema, required, properties: { ...schema.properties, ...properties } } });
const withPart = (part: JsonObject) => withProperties({ parts: { ...parts, items: { ...parts.items, ...part } } });

describe("a version of a contract", () => {
  it("is frozen without the words about it", () => {
    expect(JSON.stringify(golden)).not.toContain("Which");
    expect(golden).toEqual(JSON.parse(JSON.stringify(golden)));
    // A field may be called like such a word.
    expect(golden.schema).toMatchObject({ properties: { parts: { items: { properties: { description: text } } } } });
  });

  it.each<[string, Contract]>([
    ["stays as it is", contractWith()],
    [
      "is described better",
      contractWith({ description: "It is whole again.", schema: { ...schema, title: "Mended", examples: [example] } }),
    ],
    ["has a field described better", withProperties({ thingId: { ...thingId, description: "Which thing" } })],
    ["names its required fields in another order", withProperties({}, schema.required.toReversed())],
  ])("is the same when it %s", (_, contract) => {
    expect(judge(golden, contract)).toEqual({ grown: [], broken: [] });
  });

  it.each<[string, Contract, string]>([
    ["at the top", withProperties({ colour: text }), "/properties/colour"],
    [
      "with anything in it",
      withProperties({ colour: { type: "object", required: ["hue"], properties: { hue: text } } }),
      "/properties/colour",
    ],
    [
      "in a list's items",
      withPart({ properties: { ...parts.items.properties, weight: text } }),
      "/properties/parts/items/properties/weight",
    ],
    [
      "in one of several shapes",
      withProperties({ owner: { anyOf: [{ ...owner.anyOf[0], properties: { name: text, age: text } }, nothing] } }),
      "/properties/owner/anyOf/0/properties/age",
    ],
  ])("has grown by a new optional field %s", (_, contract, path) => {
    expect(judge(golden, contract)).toEqual({ grown: [path], broken: [] });
    const shown = { ...contract, example: { ...example, colour: "red", parts: [{ name: "wheel", weight: "1" }] } };
    expect(judge(golden, shown).broken).toEqual([]);
  });

  it.each<[string, Contract]>([
    ["a new required field", withProperties({ colour: text }, [...schema.required, "colour"])],
    ["a field less", contractWith({ schema: { ...schema, properties: { thingId, mendedAt, parts, owner } } })],
    ["a required field less", contractWith({ schema: { ...schema, required: ["thingId"], properties: { thingId } } })],
    ["a field renamed", contractWith({ schema: { ...schema, properties: { thingId, mendedAt, parts, owner, sort: kind } } })],
    ["a required field that became optional", withProperties({}, ["thingId", "mendedAt", "parts"])],
    ["an optional field that became required", withProperties({}, [...schema.required, "kind"])],
    ["another type", withProperties({ mendedAt: text })],
    ["a type that may be null now", withProperties({ mendedAt: { anyOf: [mendedAt, nothing] } })],
    ["a shape less", withProperties({ owner: { anyOf: owner.anyOf.slice(0, 1) } })],
    ["a shape more", withProperties({ owner: { anyOf: [...owner.anyOf, text] } })],
    ["shapes of another kind", withProperties({ owner: { oneOf: owner.anyOf } })],
    ["another pattern", withProperties({ thingId: { ...thingId, pattern: "^(?:thg|tng)_" } })],
    ["no pattern any more", withProperties({ thingId: text })],
    ["a limit", withProperties({ mendedAt: { ...mendedAt, minimum: 0 } })],
    ["a word more in a list of words", withProperties({ kind: { enum: [...kind.enum, "huge"] } })],
    ["a word less", withProperties({ kind: { enum: ["large"] } })],
    ["a required field more in a list's items", withPart({ properties: { name: text, weight: text }, required: ["name", "weight"] })],
    ["a field less in a list's items", withPart({ properties: { name: text } })],
    ["items of another type", withProperties({ parts: { type: "array", items: text } })],
    ["no room for fields to come", contractWith({ schema: { ...schema, additionalProperties: false } })],
    ["no room for fields to come in a list's items", withPart({ additionalProperties: false })],
    ["another context", contractWith({ context: "elsewhere" })],
    ["another name", contractWith({ name: "ThingRepaired" })],
    ["another version", contractWith({ version: 2 })],
    ["another example", contractWith({ example: { ...example, mendedAt: 2 } })],
    ["an example with something new in it", contractWith({ example: { ...example, colour: "red" } })],
    [
      "a new optional field, and an example that lost something",
      { ...withProperties({ colour: text }), example: { ...example, parts: [] } },
    ],
    ["a check that no longer accepts what it accepted", contractWith({ accepts: (data): data is JsonObject => data === null })],
  ])("is broken by %s", (_, contract) => {
    expect(judge(golden, contract).broken).not.toEqual([]);
    expect(faultsOf(contract, golden, "awaited")).not.toEqual([]);
    expect(faultsOf(contract, golden, "written")).not.toEqual([]);
  });

  it("must be written down before it is relied on", () => {
    const grown = withProperties({ colour: text });
    expect(faultsOf(grown, golden, "awaited")).toEqual([]);
    expect(faultsOf(grown, golden, "written")).toEqual([]);
    expect(faultsOf(grown, golden, "required")).toHaveLength(1);
    expect(faultsOf(grown, goldenOf(grown), "required")).toEqual([]);
    expect(faultsOf(grown, null, "written")).toEqual([]);
    expect(faultsOf(grown, null, "awaited")).toHaveLength(1);
    // Once it is, it cannot be taken away again.
    expect(faultsOf(contractWith(), goldenOf(grown), "awaited")).not.toEqual([]);
  });
});
