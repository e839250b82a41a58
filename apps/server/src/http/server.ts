import type { Route } from "@waybill/contracts/http";
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import { permissions } from "../access/permissions.ts";
import { serverLimits } from "../limits.ts";
import { answerChecker } from "./answer-check.ts";
import { answerClientError } from "./client-error.ts";
import { handleError } from "./error-handling.ts";
import type { Frame } from "./frame.ts";
import { parseJsonBody } from "./json-body.ts";
import { type Operations, operationRoutes, serveOperations } from "./operations.ts";
import { RequestLog } from "./request-log.ts";
import { RequestRefused } from "./request-refused.ts";
import { serve } from "./serving.ts";
import { continueTrace, formatTraceparent } from "./trace.ts";
import { answerUnmatched } from "./unmatched.ts";
import { validatorOf } from "./validation.ts";

export interface ServerParts {
  readonly routes: readonly Route[];
  readonly frame: Frame;
  readonly operations: Operations;
  readonly logger: FastifyBaseLogger;
  /** For tests: an answer that its route does not describe fails. */
  readonly checkAnswers?: boolean;
}

/** The HTTP side of the platform, not yet listening. @throws Error when a route and the table of permissions do not fit. */
export const createServer = ({ routes, frame, operations, logger, checkAnswers = false }: ServerParts): FastifyInstance => {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new RequestLog(),
    bodyLimit: serverLimits.bodyBytes,
    requestTimeout: serverLimits.requestTimeoutMs,
    routerOptions: { maxParamLength: serverLimits.pathParamChars },
    genReqId: ({ headers }) => continueTrace(headers.traceparent?.toString()).traceId,
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
    clientErrorHandler: answerClientError,
    return503OnClosing: false,
  });
  app.decorateRequest("known", null);
  app.decorateRequest("traceparent", "");
  app.addHook("onRequest", async (request, reply) => {
    const { traceparent } = request.headers;
    request.traceparent = formatTraceparent({ ...continueTrace(traceparent?.toString()), traceId: request.id });
    reply.header("traceparent", request.traceparent);
  });
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(answerUnmatched([...routes, ...Object.values(operationRoutes)]));
  takeJson(app);
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => validatorOf(partNames[httpPart ?? "body"] ?? "body", schema));
  app.setSerializerCompiler<TSchema>(({ schema }) => (checkAnswers ? answerChecker(schema) : JSON.stringify));
  serveOperations(app, operations, routes);
  for (const route of routes) serve(app, route, frame);
  refuseEmptyPermissions([...routes, ...Object.values(operationRoutes)]);
  return app;
};

const refuseEmptyPermissions = (served: readonly { readonly operation: string }[]): void => {
  const operations = new Set(served.map(({ operation }) => operation));
  const empty = Object.keys(permissions).filter((operation) => !operations.has(operation));
  if (empty.length > 0) throw new Error(`access/permissions.ts speaks of ${empty.join(", ")}, which nothing serves`);
};

const partNames: Readonly<Record<string, "body" | "path" | "query">> = { params: "path", querystring: "query" };

/** JSON in UTF-8 is all that is taken, and it is parsed once. */
const takeJson = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async ({ headers }: FastifyRequest, bytes: Buffer) => {
    const [, charset = "utf-8"] = /charset="?([^;"]+)/i.exec(headers["content-type"] ?? "") ?? [];
    if (!/^utf-?8$/i.test(charset.trim())) throw new RequestRefused("MediaTypeIsNotSupported", { detail: "JSON comes in UTF-8." });
    const { "content-encoding": encoding = "identity" } = headers;
    if (encoding !== "identity") throw new RequestRefused("MediaTypeIsNotSupported", { detail: "Bodies come uncompressed." });
    return bytes.length === 0 ? undefined : parseJsonBody(bytes);
  });
};
