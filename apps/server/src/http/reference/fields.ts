import { type JsonSchema, nameIn } from "../open-api/document.ts";
import { type Html, html } from "./html.ts";

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

const wordsOf = (schema: JsonSchema): Html => {
  const limits = limitNames.flatMap(({ name, word }) => {
    const limit: unknown = Reflect.get(schema, name);
    return limit === undefined ? [] : [`${word} ${String(limit)}`];
  });
  return html`${[schema.description ?? "", limits.join(", ")].filter((text) => text !== "").join(". ")}`;
};

const limitNames = [
  { name: "minimum", word: "from" },
  { name: "maximum", word: "to" },
  { name: "minLength", word: "characters from" },
  { name: "maxLength", word: "characters to" },
  { name: "minItems", word: "at least" },
  { name: "maxItems", word: "at most" },
  { name: "default", word: "unless said" },
] as const;
