import type { Json, JsonObject } from "@waybill/kernel/brand";
import { versionName } from "@waybill/kernel/integration-event";
import { openEnvelope } from "@waybill/kernel/message-envelope";
import Schema from "typebox/schema";
import { describe, expect, it } from "vitest";
import { asyncApiOf } from "./async-api.ts";
import { publishedLanguage } from "./published-language.ts";

const document = JSON.parse(JSON.stringify(asyncApiOf(publishedLanguage, { version: "0.1.0" })));

/** What a JSON pointer such as `#/channels/ordering` leads to. */
const led = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split("/")
    .reduce<unknown>((place, key) => (typeof place === "object" && place !== null ? Reflect.get(place, key) : undefined), document);

const referencesIn = (value: Json): readonly string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : referencesIn(inner ?? null),
  );
};

describe("asyncapi.json", () => {
  it("names every message of every context, and nothing that is not there", () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(publishedLanguage.length);
    expect(references.filter((reference) => led(reference) === undefined)).toEqual([]);
    const sent = Object.values<{ messages: { $ref: string }[] }>(document.operations).flatMap(({ messages }) =>
      messages.map(({ $ref }) => $ref.split("/").at(-1)),
    );
    expect(sent.sort()).toEqual(publishedLanguage.map(versionName).sort());
    expect(Object.keys(document.channels)).toEqual(expect.arrayContaining(["billing", "catalog", "ordering"]));
    expect(document.channels.ordering.address).toBe("waybill.ordering.{partition}");
  });

  it.each(publishedLanguage.map((contract) => [versionName(contract), contract] as const))(
    "shows a message that could be sent (%s)",
    (name, contract) => {
      const [{ payload }] = document.components.messages[name].examples;
      const opened = openEnvelope(payload);
      expect(opened).toMatchObject({
        kind: "message",
        message: { name: contract.name, version: contract.version, data: contract.example },
      });
      const { allOf } = document.components.messages[name].payload;
      const inlined = JSON.parse(JSON.stringify(allOf), (_, value: JsonObject) =>
        typeof value?.$ref === "string" ? led(value.$ref) : value,
      );
      for (const schema of inlined) expect(Schema.Check(schema, payload)).toBe(true);
      expect(Schema.Check(inlined[1], { ...payload, type: "waybill.ordering.Other.v1" })).toBe(false);
      expect(Schema.Check(inlined[0], { ...payload, previous: "before" })).toBe(false);
    },
  );

  it("is the same for the same contracts", () => {
    expect(asyncApiOf(publishedLanguage, { version: "0.1.0" })).toEqual(document);
  });
});
