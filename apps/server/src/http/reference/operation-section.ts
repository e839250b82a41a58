import {
  type ApiDocument,
  type ApiOperation,
  type ApiParameter,
  type ApiResponse,
  codesOf,
  parameterIn,
  responseIn,
} from "../open-api/document.ts";
import { curlOf } from "./curl.ts";
import { fieldsOf, typeOf } from "./fields.ts";
import { type Html, html, inline, prose } from "./html.ts";

/** What a section is written from: the document, and the codes that need not be said for each operation. */
export interface Source {
  readonly document: ApiDocument;
  readonly usualCodes: ReadonlySet<string>;
}

export interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** Everything about one operation: how it is asked, by whom, what it answers, and why it may refuse. */
export const operationSection = (source: Source, { method, path, operation }: Placed): Html => {
  const { document } = source;
  const { operationId, summary, description, requestBody, parameters } = operation;
  const answers = Object.entries(operation.responses).map(([status, response]) => [status, responseIn(document, response)] as const);
  const body = requestBody?.content["application/json"];
  return html`<article id="${operationId}" data-find="${`${method} ${path} ${operationId} ${summary}`.toLowerCase()}">
<h3><a href="#${operationId}">${summary}</a></h3>
<p class="route"><b class="${method.toLowerCase()}">${method}</b> <code>${path}</code> <span class="id">${operationId}</span></p>
${prose(description.startsWith(summary) ? description.slice(summary.length).trim() : description)}
${parametersTable(parameters.flatMap((one) => parameterIn(document, one)))}
${body === undefined ? null : html`<h4>Body</h4>${body.schema.$ref === undefined ? fieldsOf(body.schema) : html`<p>${typeOf(body.schema)}, as JSON</p>`}`}
<h4>Example</h4>
<div class="code"><button type="button" class="copy" hidden>Copy</button><pre tabindex="0"><code>${curlOf(document, operation, { method, path })}</code></pre></div>
<h4>Answers</h4>
${answers.filter(([status]) => status.startsWith("2")).map(([status, response]) => answerSection(document, status, response))}
${refusals(source, operation, answers)}
</article>`;
};

/** What is particular to this operation is seen at once; the rest, which is the same for most, on demand. */
const refusals = (
  { document, usualCodes }: Source,
  operation: ApiOperation,
  answers: readonly (readonly [string, ApiResponse])[],
): Html => {
  const own = codesOf(document, operation).filter((code) => !usualCodes.has(code));
  return html`<details class="bad"><summary>Refused ${own.length > 0 ? html`for <b>${own.join(", ")}</b>, or ` : null}for what any request may be</summary>
${answers.filter(([status]) => !status.startsWith("2")).map(([status, response]) => answerSection(document, status, response))}</details>`;
};

const parametersTable = (parameters: readonly ApiParameter[]): Html | null => {
  if (parameters.length === 0) return null;
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) => html`<tr><th scope="row"><code>${name}</code></th>
<td>${place}${required ? null : html` <i>optional</i>`}</td><td>${typeOf(schema)}</td><td>${prose(description)}</td></tr>`,
  );
  return html`<details><summary>Parameters: ${parameters.map(({ name }) => name).join(", ")}</summary><div class="wide"><table>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">What it says</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
};

const answerSection = (document: ApiDocument, status: string, response: ApiResponse): Html => {
  const { content = {}, headers = {}, description } = response;
  const [mediaType, ...otherTypes] = Object.keys(content);
  const told = mediaType === undefined ? undefined : content[mediaType];
  const codes = Object.keys(told?.examples ?? {});
  const named = Object.keys(headers);
  return html`<details class="${status.startsWith("2") ? "good" : "bad"}"><summary><b>${status}</b> ${codes.length > 0 ? codes.join(", ") : inline(description)}</summary>
${told === undefined ? null : html`<p>${typeOf(told.schema)}, as <code>${mediaType ?? ""}</code>${otherTypes.map((other) => html`, or <code>${other}</code>`)}</p>`}
${named.length > 0 ? html`<p>Headers: ${named.map((name, index) => html`${index > 0 ? ", " : ""}<code>${name}</code>`)}</p>` : null}
${told?.example === undefined ? null : html`<pre tabindex="0"><code>${JSON.stringify(told.example, null, 2)}</code></pre>`}
${codes.map((code) => html`<p><code>${code}</code>: ${detailOf(document, code)}</p>`)}
</details>`;
};

/** The code as a sentence. */
const detailOf = ({ components }: ApiDocument, code: string): string => components.examples[code]?.summary ?? "";
