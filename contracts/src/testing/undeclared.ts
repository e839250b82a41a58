import type { Json, JsonObject } from "@waybill/kernel/brand";
import type { Contract } from "@waybill/kernel/integration-event";

/**
 * Fields of a message's data that its contract does not declare, by path. Hearers let such fields pass, so a speaker that says
 * more than it should is found by this alone.
 */
export const undeclaredFields = ({ schema }: Contract, data: Json): readonly string[] => beyond(schema, data, "");

const beyond = (schema: JsonObject, data: Json | undefined, path: string): readonly string[] => {
  const shapes = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isObject) : [];
  const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
  const shape = shapes.find(({ type }) => type === kindOf(data));
  if (shape !== undefined) return beyond(shape, data, path);
  if (Array.isArray(data))
    return data.flatMap((item, index) => (isObject(schema.items) ? beyond(schema.items, item, `${path}/${index}`) : []));
  if (!isObject(data)) return [];
  const declared = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(data).flatMap(([name, value]) => {
    const field = declared[name];
    return isObject(field) ? beyond(field, value, `${path}/${name}`) : [`${path}/${name}`];
  });
};

const isObject = (value: Json | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
