import { type JsonSchema, nameIn } from "../http/open-api/document.ts";

/** The TypeScript type of what this schema takes. @throws Error for what it cannot say */
export const typeText = (schema: JsonSchema): string => {
  if (schema.$ref !== undefined) return nameIn(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" | ");
  const text = typeTexts[schema.type ?? "anything"];
  if (text === undefined) throw new Error(`no type is known for ${JSON.stringify(schema)}`);
  return text(schema);
};

const typeTexts: Readonly<Record<string, (schema: JsonSchema) => string>> = {
  anything: () => "unknown",
  array: ({ items = {} }) => `readonly ${inUnion(typeText(items))}[]`,
  boolean: () => "boolean",
  integer: () => "number",
  null: () => "null",
  number: () => "number",
  object: (schema) => objectText(schema),
  string: () => "string",
};

const inUnion = (text: string): string => (text.includes(" | ") ? `(${text})` : text);

const objectText = (schema: JsonSchema): string => {
  const { properties = {}, additionalProperties } = schema;
  const others = typeof additionalProperties === "object" ? typeText(additionalProperties) : "unknown";
  if (Object.keys(properties).length === 0)
    return additionalProperties === false ? "Readonly<Record<string, never>>" : `Readonly<Record<string, ${others}>>`;
  return `{\n${membersText(schema)}\n}`;
};

/** The fields of an object, each with what its schema says of it. One that may be left out may be `undefined`, too. */
export const membersText = ({ properties = {}, required = [], additionalProperties }: JsonSchema): string => {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const isRequired = required.includes(name);
    return `${docText(schema.description)}readonly ${nameText(name)}${isRequired ? "" : "?"}: ${typeText(schema)}${isRequired ? "" : " | undefined"};`;
  });
  return [...fields, ...(additionalProperties === false ? [] : ["readonly [fact: string]: unknown;"])].join("\n");
};

export const docText = (text: string | undefined): string =>
  text === undefined || text === "" ? "" : `/** ${text.replaceAll("*/", "* /").replace(/\s*\n\s*/g, " ")} */\n`;

const nameText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
