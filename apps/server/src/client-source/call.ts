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
  /** Whether it can be asked to answer when what it begins has come to an end. */
  readonly waits: boolean;
}

/** What the API answers in JSON. Figures and files are read in other ways. */
export const callsIn = (document: ApiDocument): readonly Call[] => callsThat(document, (answers) => answers.every(isJson));

/** What the API answers with a stream of events. */
export const streamsIn = (document: ApiDocument): readonly Call[] => callsThat(document, (answers) => answers.some(isStream));

const callsThat = (document: ApiDocument, isWanted: (answers: readonly ApiResponse[]) => boolean): readonly Call[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => isWanted(doneIn(operation)))
      .map(([method, operation]) => callOf(document, { method, path }, operation)),
  );

const callOf = (document: ApiDocument, at: { readonly method: string; readonly path: string }, operation: ApiOperation): Call => {
  const { operationId, summary, parameters, requestBody } = operation;
  const body = requestBody?.content["application/json"]?.schema;
  const takesHeader = (name: string) => parameters.some((parameter) => "$ref" in parameter && nameIn(parameter.$ref) === name);
  return {
    name: operationId,
    summary,
    method: at.method.toUpperCase(),
    path: at.path,
    parameters: parameters.flatMap((parameter) => ("$ref" in parameter ? [] : [parameter])),
    body: body === undefined ? null : { schema: body, required: requestBody?.required === true },
    answers: doneIn(operation).map(({ content }) => content?.["application/json"]?.schema ?? null),
    codes: codesOf(document, operation),
    reads: takesHeader("Waybill-After"),
    waits: takesHeader("Prefer"),
  };
};

const doneIn = ({ responses }: ApiOperation): readonly ApiResponse[] =>
  Object.entries(responses).flatMap(([status, response]) => (status.startsWith("2") && !("$ref" in response) ? [response] : []));

const isStream = ({ content }: ApiResponse): boolean => content !== undefined && "text/event-stream" in content;

const isJson = ({ content }: ApiResponse): boolean => content === undefined || "application/json" in content;
