import { IsArray, IsObject, IsOptional, IsUnion, type TSchema } from "typebox";
import { Value } from "typebox/value";
import { exampleWords } from "./example-words.ts";

/**
 * A JSON value that this schema takes, for the reference: its own example, else our words for a field of this name, else whatever
 * fits. What only a storefront is told is left out.
 */
export const exampleOf = (schema: TSchema, name = ""): unknown => {
  const said = sayings(schema, name).find((value) => value !== undefined && Value.Check(schema, value));
  return said === undefined ? made(schema, name) : said;
};

/** Best first. */
const sayings = (schema: TSchema, name: string): readonly unknown[] => {
  const { examples, const: only, enum: choices }: { examples?: unknown; const?: unknown; enum?: unknown } = schema;
  return [first(examples), exampleWords[name], Reflect.get(schema, "default"), only, first(choices)];
};

const first = (values: unknown): unknown => (Array.isArray(values) ? values[0] : undefined);

const made = (schema: TSchema, name: string): unknown => {
  if (IsObject(schema)) return exampleObject(schema.properties);
  // A list is called after what is in it.
  if (IsArray(schema)) return [exampleOf(schema.items, name.replace(/s$/, ""))];
  if (IsUnion(schema)) return exampleOf(schema.anyOf.find((branch) => !isNull(branch)) ?? schema, name);
  return plainExamples[String(Reflect.get(schema, "type"))]?.(schema) ?? null;
};

/** What nobody has given words for, and must be there. */
const wordless = "text";

const plainExamples: Readonly<Record<string, (schema: TSchema) => unknown>> = {
  string: () => wordless,
  integer: (schema) => Reflect.get(schema, "minimum") ?? 1,
  number: (schema) => Reflect.get(schema, "minimum") ?? 1,
  boolean: () => false,
};

const exampleObject = (properties: Readonly<Record<string, TSchema>>): unknown =>
  Object.fromEntries(
    Object.entries(properties)
      .map(([name, schema]) => ({ name, schema, value: exampleOf(schema, name) }))
      .filter(({ name, schema, value }) => !(IsOptional(schema) && (name === "accessToken" || value === wordless)))
      .map(({ name, value }) => [name, value]),
  );

const isNull = (schema: TSchema): boolean => Reflect.get(schema, "type") === "null";
