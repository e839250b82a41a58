import { type JsonSchema, nameIn } from "../open-api/document.ts";
import { type Html, html, inline } from "./html.ts";

/** The fields of an object, each with its type and what is said of it; a link for what has a name. */
export const fieldsOf = (schema: JsonSchema): Html => {
  const { properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).map(
    ([name, field]) => html`<tr><th scope="row"><code>${name}</code>${required.includes(name) ? null : html` <i>optional</i>`}</th>
<td>${typeOf(field)}</td><td>${wordsOf(field)}</td></tr>`,
  );
  if (rows.length === 0) return html`<p>${typeOf(schema)}</p>`;
  return html`<div class="wide"><table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">What it says</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
};

/** Its type in a word or two; what an inner object holds stands below it. */
export const typeOf = (schema: JsonSchema): Html => {
  if (schema.$ref !== undefined) return html`<a href="#schema-${nameIn(schema.$ref)}">${nameIn(schema.$ref)}</a>`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) return joined(schema.enum.map((value) => html`<code>${String(value)}</code>`));
  if (schema.anyOf !== undefined) return joined(schema.anyOf.map(typeOf));
  if (schema.type === "array") return html`list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0) return html`object ${fieldsOf(schema)}`;
  return html`${schema.type === "string" ? "text" : (schema.type ?? "anything")}`;
};

const joined = (parts: readonly Html[]): Html => html`${parts.map((part, index) => html`${index === 0 ? null : html` or `}${part}`)}`;

/** What is said of it, and within which limits it stays: `How many (1 to 200, 50 unless said)`. */
const wordsOf = (schema: JsonSchema): Html => {
  const { description = "" } = schema;
  const limits = limitsOf(schema).join(", ");
  return html`${inline(description)}${description === "" || limits === "" ? limits : ` (${limits})`}`;
};

const limitsOf = (schema: JsonSchema): readonly string[] => {
  const [least, most, usual] = [limitIn(schema, "min"), limitIn(schema, "max"), Reflect.get(schema, "default")];
  const unit = least?.unit ?? most?.unit ?? "";
  return [
    ...(least === null && most === null ? [] : [`${rangeOf(least?.limit, most?.limit)}${unit}`]),
    ...(usual === undefined ? [] : [`${String(usual)} unless said`]),
  ];
};

const rangeOf = (least: number | undefined, most: number | undefined): string => {
  if (least === undefined) return `at most ${most}`;
  if (most === undefined) return `at least ${least}`;
  return least === most ? String(least) : `${least} to ${most}`;
};

const limitIn = (schema: JsonSchema, end: "max" | "min"): { readonly limit: number; readonly unit: string } | null => {
  for (const { name, unit } of limitNames) {
    const limit: unknown = Reflect.get(schema, `${end}${name}`);
    if (typeof limit === "number") return { limit, unit };
  }
  return null;
};

const limitNames = [
  { name: "imum", unit: "" },
  { name: "Length", unit: " characters" },
  { name: "Items", unit: " entries" },
] as const;
