import { createHash } from "node:crypto";
import { type ApiDocument, usualCodesOf } from "../open-api/document.ts";
import { fieldsOf } from "./fields.ts";
import { type Html, html, prose, trusted } from "./html.ts";
import { operationSection, type Placed } from "./operation-section.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** The API for people: one page that needs nothing else, neither the network nor a script, to be read. */
export const referencePage = (document: ApiDocument): string => {
  const source = { document, usualCodes: new Set(usualCodesOf(document)) };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Placed => ({ method: method.toUpperCase(), path, operation })),
  );
  const parts = document.tags.map(({ name, description }) => ({
    name,
    description,
    placed: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${document.info.title}: the API</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">To the operations</a>
<header>
<h1>${document.info.title}</h1>
<p>Version ${document.info.version}, ${operations.length} operations · <a href="/openapi.json">openapi.json</a> · <a href="/asyncapi.json">asyncapi.json</a></p>
<search hidden><label for="find">Find</label> <input id="find" type="search" autocomplete="off" placeholder="path, name, word" aria-describedby="found"> <kbd>/</kbd>
<output id="found" for="find"></output></search>
</header>
<nav aria-label="Operations"><details open><summary>Contents</summary>${parts.map(contents)}
<h2><a href="#shapes">Shapes</a></h2></details></nav>
<main id="main">
${prose(document.info.description)}
${parts.map(
  ({ name, description, placed }) => html`<section><h2 id="part-${name}">${name}</h2><p>${description}.</p>
${placed.map((one) => operationSection(source, one))}</section>`,
)}
<section><h2 id="shapes">Shapes</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) => html`<article id="schema-${name}" data-find="${name.toLowerCase()}"><h3><a href="#schema-${name}">${name}</a></h3>
${schema.description === undefined ? null : prose(schema.description)}${fieldsOf(schema)}</article>`,
)}</section>
</main>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.html;
};

const contents = ({
  name,
  placed,
}: {
  readonly name: string;
  readonly placed: readonly Placed[];
}): Html => html`<h2><a href="#part-${name}">${name}</a></h2>
<ul>${placed.map(
  ({ method, operation: { operationId, summary } }) =>
    html`<li data-for="${operationId}"><a href="#${operationId}"><b class="${method.toLowerCase()}">${method}</b> ${summary}</a></li>`,
)}</ul>`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page's own style and script, known by their hashes, and nothing else from anywhere. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join(";");
