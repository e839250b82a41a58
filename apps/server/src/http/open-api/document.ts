/** The API's own OpenAPI document, as far as a client and a page are made of it. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly parameters: Readonly<Record<string, ApiParameter | undefined>>;
    readonly responses: Readonly<Record<string, ApiResponse | undefined>>;
    readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown } | undefined>>;
  };
}

export interface Reference {
  readonly $ref: string;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  /** The roles whose keys may use it; none where anyone may. */
  readonly "x-roles"?: readonly string[];
  readonly parameters: readonly (ApiParameter | Reference)[];
  readonly requestBody?: { readonly required: boolean; readonly content: ApiContent };
  readonly responses: Readonly<Record<string, ApiResponse | Reference>>;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: "header" | "path" | "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface ApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: ApiContent;
}

export type ApiContent = Readonly<
  Record<
    string,
    { readonly schema: JsonSchema; readonly example?: unknown; readonly examples?: Readonly<Record<string, unknown>> } | undefined
  >
>;

/** A JSON Schema, as far as the document uses it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** `Order` of `#/components/schemas/Order`. */
export const nameIn = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);

/** What an operation answers under a status, wherever the document has it. */
export const responseIn = ({ components }: ApiDocument, response: ApiResponse | Reference): ApiResponse =>
  "$ref" in response ? (components.responses[nameIn(response.$ref)] ?? { description: "" }) : response;

export const parameterIn = ({ components }: ApiDocument, parameter: ApiParameter | Reference): readonly ApiParameter[] => {
  const found = "$ref" in parameter ? components.parameters[nameIn(parameter.$ref)] : parameter;
  return found === undefined ? [] : [found];
};

/** The codes that an operation's refusals are known for: each is the name of an example. */
export const codesOf = (document: ApiDocument, { responses }: Pick<ApiOperation, "responses">): readonly string[] =>
  Object.values(responses)
    .flatMap((response) => Object.keys(responseIn(document, response).content?.["application/problem+json"]?.examples ?? {}))
    .sort();

/** What a third of all operations may be refused for: it is said once, not for each. */
export const usualCodesOf = (document: ApiDocument): readonly string[] => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const codes = operations.flatMap((operation) => codesOf(document, operation));
  return [...new Set(codes)].filter((code) => codes.filter((other) => other === code).length >= operations.length / 3).sort();
};
