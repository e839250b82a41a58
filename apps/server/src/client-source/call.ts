import {
  type ApiDocument,
  type ApiOperation,
  type ApiParameter,
  type ApiResponse,
  codesOf,
  type JsonSchema,
  nameIn,
} from "../http/open-api/document.ts";

/** One operation, as far as a client calls it. */
export interface Call {
  readonly name: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ApiParameter[];
  readonly body: { readonly schema: JsonSchema; readonly required: boolean } | null;
  /** What it answers when it is done; null for an answer without a body. */
  readonly answers: readonly (JsonSchema | null)[];
  /** The codes that its refusals are known for. */
  readonly codes: readonly string[];
  /** Whether it can be asked to show what was just written. */
  readonly reads: boolean;
}

/** What the API answers in JSON. Figures, streams and files are read in other ways. */
export const callsIn = (document: ApiDocument): readonly Call[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => doneIn(operation).every(isJson))
      .map(([method, operation]) => callOf(document, { method, path }, operation)),
  );

const callOf = (document: ApiDocument, at: { readonly method: string; readonly path: string }, operation: ApiOperation): Call => {
  const { operationId, summary, parameters, requestBody } = operation;
  const body = requestBody?.content["application/json"]?.schema;
  return {
    name: operationId,
    summary,
    method: at.method.toUpperCase(),
    path: at.path,
    parameters: parameters.flatMap((parameter) => ("$ref" in parameter ? [] : [parameter])),
    body: body === undefined ? null : { schema: body, required: requestBody?.required === true },
    answers: doneIn(operation).map(({ content }) => content?.["application/json"]?.schema ?? null),
    codes: codesOf(document, operation),
    reads: parameters.some((parameter) => "$ref" in parameter && nameIn(parameter.$ref) === "Waybill-After"),
  };
};

const doneIn = ({ responses }: ApiOperation): readonly ApiResponse[] =>
  Object.entries(responses).flatMap(([status, response]) => (status.startsWith("2") && !("$ref" in response) ? [response] : []));

const isJson = ({ content }: ApiResponse): boolean => content === undefined || "application/json" in content;
