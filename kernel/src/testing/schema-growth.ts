import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../brand.ts";

/** What became of a schema since it was frozen, each difference with its path. */
export interface Growth {
  /** Optional fields that are new: who knows the older schema is not disturbed by them. */
  readonly grown: readonly string[];
  /** Everything else. */
  readonly broken: readonly string[];
}

/**
 * Compares a JSON Schema with what was frozen of it. Titles, descriptions and examples are words about it, and may be
 * improved; they are not compared.
 */
export const growthOf = (frozen: JsonObject, today: JsonObject): Growth => compare(frozen, today, "");

/** A schema without the words about it, as it is frozen. */
export const withoutWords = (schema: JsonObject): JsonObject =>
  Object.fromEntries(
    keywordsOf(schema).map((keyword) => {
      const value = schema[keyword];
      if (keyword === "properties") return [keyword, mapValues(value)];
      if (Array.isArray(value)) return [keyword, value.map((item) => (isObject(item) ? withoutWords(item) : item))];
      return [keyword, isSchema(keyword, value) ? withoutWords(value) : value];
    }),
  );

const words: readonly string[] = ["$comment", "description", "examples", "title"];

const keywordsOf = (schema: JsonObject): readonly string[] => Object.keys(schema).filter((keyword) => !words.includes(keyword));

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Values of these keywords are data, not schemas, whatever they look like. */
const isSchema = (keyword: string, value: unknown): value is JsonObject => isObject(value) && !["const", "default"].includes(keyword);

const mapValues = (properties: unknown): JsonObject =>
  isObject(properties)
    ? Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, isObject(schema) ? withoutWords(schema) : schema]))
    : {};

const compare = (frozen: JsonObject, today: JsonObject, path: string): Growth => {
  const keywords = new Set([...keywordsOf(frozen), ...keywordsOf(today)]);
  return joined([...keywords].map((keyword) => compareKeyword(keyword, { frozen, today, path })));
};

interface Place {
  readonly frozen: JsonObject;
  readonly today: JsonObject;
  readonly path: string;
}

const compareKeyword = (keyword: string, { frozen, today, path }: Place): Growth => {
  const [before, after] = [frozen[keyword], today[keyword]];
  const at = `${path}/${keyword}`;
  if (keyword === "required") return isSameSet(before, after) ? same : broken(`${at} is another`);
  if (keyword === "properties" && isObject(before) && isObject(after)) return compareProperties(before, { frozen, today, path });
  if (isSchema(keyword, before) && isSchema(keyword, after)) return compare(before, after, at);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.every(isObject)) {
    return joined(before.map((schema, index) => (isObject(after[index]) ? compare(schema, after[index], `${at}/${index}`) : broken(at))));
  }
  return isDeepStrictEqual(before, after) ? same : broken(`${at} is another`);
};

const compareProperties = (before: JsonObject, { today, path }: Place): Growth => {
  const after = isObject(today.properties) ? today.properties : {};
  const required = Array.isArray(today.required) ? today.required : [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return joined(
    [...names].map((name): Growth => {
      const at = `${path}/properties/${name}`;
      const [was, is] = [before[name], after[name]];
      if (is === undefined) return broken(`${at} was taken away`);
      if (was === undefined) return required.includes(name) ? broken(`${at} is new and required`) : { grown: [at], broken: [] };
      return isObject(was) && isObject(is) ? compare(was, is, at) : broken(`${at} is another`);
    }),
  );
};

const same: Growth = { grown: [], broken: [] };
const broken = (difference: string): Growth => ({ grown: [], broken: [difference] });
const joined = (growths: readonly Growth[]): Growth => ({
  grown: growths.flatMap(({ grown }) => grown),
  broken: growths.flatMap((growth) => growth.broken),
});

const isSameSet = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other) && isDeepStrictEqual([...one].sort(), [...other].sort());
