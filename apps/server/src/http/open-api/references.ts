import type { Json } from "@waybill/kernel/brand";

/** The same, with each schema that has a title put into `schemas`, and a reference in its place. @throws Error when two have one title */
export const withReferences = (value: Json, schemas: Map<string, Json>): Json => {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  const inner: Json = Object.fromEntries(Object.entries(value).map(([key, item = null]) => [key, withReferences(item, schemas)]));
  const title = "type" in value || "anyOf" in value ? Reflect.get(value, "title") : undefined;
  if (typeof title !== "string") return inner;
  const known = schemas.get(title) ?? inner;
  if (JSON.stringify(known) !== JSON.stringify(inner)) throw new Error(`two different schemas are called ${title}`);
  schemas.set(title, inner);
  return { $ref: `#/components/schemas/${title}` };
};
