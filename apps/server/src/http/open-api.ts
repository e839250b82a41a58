import type { Json } from "@waybill/kernel/brand";
import type { Described } from "./open-api/described.ts";
import { headerComponents } from "./open-api/headers.ts";
import { operationOf } from "./open-api/operation.ts";
import { headerParameters } from "./open-api/parameters.ts";
import { anyProblem, problemExamples, sharedProblems } from "./open-api/problems.ts";
import { withReferences } from "./open-api/references.ts";
import { tagsOf } from "./open-api/tags.ts";

export type { Described } from "./open-api/described.ts";

export type OpenApi = { readonly openapi: "3.1.0"; readonly [section: string]: unknown };

/**
 * The API as an OpenAPI 3.1 document, from the very values that serve it: TypeBox schemas are JSON Schema 2020-12, which is
 * what OpenAPI 3.1 takes, so nothing is converted. Schemas with a title become components of that name.
 * @throws Error when two different schemas have one title.
 */
export const openApiOf = (routes: readonly Described[]): OpenApi => {
  const schemas = new Map<string, Json>();
  const shared = sharedProblems(routes);
  const operations = Map.groupBy(routes, ({ path }) => path.replace(/:(\w+)/g, "{$1}"));
  const paths = [...operations].map(([path, same]) => [
    path,
    Object.fromEntries(same.map((route) => [route.method.toLowerCase(), operationOf(route, shared)])),
  ]);
  const responses = { ...Object.fromEntries(shared), Problem: anyProblem };
  const described = withReferences(toJson({ paths: Object.fromEntries(paths), responses }), schemas);
  return {
    openapi: "3.1.0",
    info: { title: "Waybill", version: "1", description: about, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    // Wherever this document is read from, that is who serves it.
    servers: [{ url: "/", description: "This server" }],
    tags: tagsOf(routes),
    paths: Object(described).paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "Authorization: Bearer wb_…" } },
      headers: headerComponents,
      parameters: headerParameters,
      responses: Object(described).responses,
      examples: problemExamples(routes),
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
};

const about = `Orders and deliveries, from cart to doorstep.

Every error is \`application/problem+json\` (RFC 9457): look at its \`code\`. \`Idempotency-Key\` is honoured on every POST: a
retry is answered like the first request. \`ETag\` and \`If-Match\` guard what somebody else may have changed. A write answers
with \`Waybill-Position\`; a list that is asked with it as \`Waybill-After\` has that write in it.`;

/** What JSON makes of it: TypeBox keeps its own notes out of sight. */
const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value));
