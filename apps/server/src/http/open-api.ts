import { STATUS_CODES } from "node:http";
import type { Route } from "@waybill/contracts/http";
import { IsOptional, type TObject, type TSchema } from "typebox";
import { permissions } from "../access/permissions.ts";
import { ProblemJson } from "./problem.ts";

/** A route as far as the reference tells of it. */
export type Described = Omit<Route, "handle">;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type OpenApi = { readonly openapi: "3.1.0"; readonly [section: string]: unknown };

/**
 * The API as an OpenAPI 3.1 document, from the very values that serve it: TypeBox schemas are JSON Schema 2020-12, which is
 * what OpenAPI 3.1 takes, so nothing is converted. Schemas with a title become components of that name.
 * @throws Error when two different schemas have one title.
 */
export const openApiOf = (routes: readonly Described[]): OpenApi => {
  const schemas = new Map<string, Json>();
  const paths = Map.groupBy(routes, ({ path }) => path.replace(/:(\w+)/g, "{$1}"));
  const described = [...paths].map(([path, same]) => [
    path,
    Object.fromEntries(same.map((route) => [route.method.toLowerCase(), operationOf(route)])),
  ]);
  const problem = { description: "Refused: the code says why", content: { "application/problem+json": { schema: ProblemJson } } };
  const body = withReferences(toJson({ paths: Object.fromEntries(described), problem }), schemas);
  const { paths: referring, problem: problemResponse } = Object(body);
  return {
    openapi: "3.1.0",
    info: { title: "Waybill", version: "1", description: about, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths: referring,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "Authorization: Bearer wb_…" } },
      responses: { Problem: problemResponse },
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
};

const about = `Orders and deliveries, from cart to doorstep.

Every error is \`application/problem+json\` (RFC 9457): look at its \`code\`. \`Idempotency-Key\` is honoured on every POST: a
retry is answered like the first request. \`ETag\` and \`If-Match\` guard what somebody else may have changed. A write answers
with \`Waybill-Position\`; a list that is asked with it as \`Waybill-After\` has that write in it.`;

const operationOf = (route: Described) => {
  const { operation, summary, description, refusals, path, params, query, body, example, answers } = route;
  const permitted = permissions[operation];
  const who = permitted === undefined || permitted === "anyone" ? [] : [`For ${permitted.join(", ")} keys.`];
  const codes = refusals === undefined ? [] : [`Refusals to expect: ${refusals.join(", ")}.`];
  return {
    operationId: operation,
    summary,
    description: [description, ...who, ...codes].filter((text) => text !== undefined).join("\n\n"),
    tags: [/^\/v1\/(\w+)/.exec(path)?.[1] ?? "operations"],
    security: permitted === "anyone" ? [] : [{ key: [] }],
    parameters: [...parametersIn("path", params), ...parametersIn("query", query), ...headersOf(route)],
    ...(body !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: body, ...(example !== undefined && { example }) } } },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, schema]) => [status, responseOf(status, schema)])),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
};

const responseOf = (status: string, schema: TSchema | null) => ({
  description: STATUS_CODES[status] ?? status,
  ...(schema !== null && { content: { "application/json": { schema } } }),
});

const parametersIn = (place: "path" | "query", described: TObject | undefined) =>
  Object.entries(described?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === "path" || !IsOptional(schema),
    schema,
  }));

const headersOf = ({ operation, method, reads }: Described) => {
  const header = (name: string, description: string) => ({ name, in: "header", required: false, description, schema: { type: "string" } });
  return [
    ...(method === "POST"
      ? [header("Idempotency-Key", "Sent again with the same value, the request is answered again and done once")]
      : []),
    ...(method === "GET" ? [] : [header("If-Match", "Only if the ETag is still this one")]),
    ...(reads === undefined ? [] : [header("Waybill-After", "A Waybill-Position that the answer must have passed")]),
    ...(permissions[operation] === "anyone" ? [] : [header("Waybill-Merchant", "For an admin of the platform: act for this merchant")]),
  ];
};

/** What JSON makes of it: TypeBox keeps its own notes out of sight. */
const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** The same, with each schema that has a title put into `schemas`, and a reference in its place. */
const withReferences = (value: Json, schemas: Map<string, Json>): Json => {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, schemas));
  if (typeof value !== "object" || value === null) return value;
  const inner: Json = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, schemas)]));
  const title = "type" in value || "anyOf" in value ? Reflect.get(value, "title") : undefined;
  if (typeof title !== "string") return inner;
  const known = schemas.get(title) ?? inner;
  if (JSON.stringify(known) !== JSON.stringify(inner)) throw new Error(`two different schemas are called ${title}`);
  schemas.set(title, inner);
  return { $ref: `#/components/schemas/${title}` };
};
