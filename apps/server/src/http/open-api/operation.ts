import { STATUS_CODES } from "node:http";
import type { TSchema } from "typebox";
import { permissions } from "../../access/permissions.ts";
import { isAllOptional } from "../optional-body.ts";
import { type Described, isForAnyone } from "./described.ts";
import { exampleOf } from "./example.ts";
import { answerHeaders, headerReferences } from "./headers.ts";
import { parametersOf } from "./parameters.ts";
import { problemResponses, type SharedResponses } from "./problems.ts";
import { tagOf } from "./tags.ts";

/** One operation as OpenAPI has it. `x-roles` names the roles whose keys may use it; without one it is for anyone. */
export const operationOf = (route: Described, shared: SharedResponses) => {
  const { operation, summary, description = summary, answers } = route;
  const permitted = permissions[operation];
  return {
    operationId: operation,
    summary,
    description: [description, roleSentence(permitted)].filter((text) => text !== "").join("\n\n"),
    tags: [tagOf(route)],
    security: isForAnyone(route) ? [] : [{ key: [] }],
    ...(Array.isArray(permitted) && { "x-roles": permitted }),
    parameters: parametersOf(route),
    ...requestOf(route),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, schema]) => [status, responseOf(route, Number(status), schema)])),
      ...problemResponses(route, shared),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
};

const roleSentence = (permitted: (typeof permissions)[string] | undefined): string =>
  permitted === undefined || permitted === "anyone" ? "" : `For ${permitted.join(", ")} keys.`;

const requestOf = ({ body, example }: Described) =>
  body === undefined
    ? {}
    : {
        requestBody: {
          required: !isAllOptional(body),
          content: { "application/json": { schema: body, example: example ?? exampleOf(body) } },
        },
      };

const responseOf = (route: Described, status: number, schema: TSchema | null) => ({
  description: STATUS_CODES[status] ?? String(status),
  headers: headerReferences(answerHeaders(route, status)),
  ...contentOf(route, status, schema),
});

const contentOf = ({ text, documents = [] }: Described, status: number, schema: TSchema | null) => {
  if (text !== undefined && status === 200) return { content: { [text]: { schema: { type: "string" } } } };
  if (schema === null) return {};
  // Bytes have no type in JSON Schema: OpenAPI 3.1 says them by their media type alone.
  const printed = status === 200 ? documents.map((mediaType) => [mediaType, { schema: { contentMediaType: mediaType } }] as const) : [];
  return { content: { "application/json": { schema, example: exampleOf(schema) }, ...Object.fromEntries(printed) } };
};
