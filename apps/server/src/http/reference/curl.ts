import { type ApiDocument, type ApiOperation, parameterIn } from "../open-api/document.ts";

/** What the page puts in place of the server's address once it knows under which it was asked for. */
export const sampleOrigin = "http://127.0.0.1:4000";

/** The operation's example as a command that can be pasted into a shell. */
export const curlOf = (document: ApiDocument, operation: ApiOperation, at: { readonly method: string; readonly path: string }): string => {
  const { security, parameters, requestBody } = operation;
  const examples = new Map(parameters.flatMap((one) => parameterIn(document, one)).map(({ name, example }) => [name, example]));
  const path = at.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(examples.get(name) ?? name)));
  const body = requestBody?.content["application/json"]?.example;
  return [
    `curl${at.method === "GET" ? "" : ` -X ${at.method}`} '${sampleOrigin}${path}'`,
    ...(security.length > 0 ? ['-H "authorization: Bearer $WAYBILL_KEY"'] : []),
    ...(at.method === "POST" ? [`-H 'idempotency-key: ${operation.operationId}-1'`] : []),
    ...(body === undefined
      ? []
      : ["-H 'content-type: application/json'", `-d '${JSON.stringify(body, null, 2).replaceAll("'", String.raw`'\''`)}'`]),
  ].join(" \\\n  ");
};
