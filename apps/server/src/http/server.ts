import { jsonTextOf, type Route } from "@waybill/contracts/http";
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import type { AuditTrail } from "../access/audit-trail.ts";
import { permissions } from "../access/permissions.ts";
import { answerChecker } from "./answer-check.ts";
import { auditRequests } from "./audit-requests.ts";
import { hangDoor } from "./door.ts";
import { refusingEarly } from "./early-refusals.ts";
import { handleError } from "./error-handling.ts";
import type { Frame } from "./frame.ts";
import { defaultHttpSettings, type HttpSettings } from "./http-settings.ts";
import { parseJsonBody } from "./json-body.ts";
import { holdToDescription } from "./open-api/hold-to-description.ts";
import { type Described, openApiOf } from "./open-api.ts";
import { type Operations, operationRoutes, serveOperations } from "./operations.ts";
import { type ProviderWebhooks, providerWebhookRoute, serveProviderWebhooks } from "./provider-webhooks.ts";
import { believedProxies, limitedServerOptions } from "./request-limits.ts";
import { RequestLog } from "./request-log.ts";
import { RequestRefused } from "./request-refused.ts";
import { serve } from "./serving.ts";
import { beginTrace, traceRequests } from "./trace.ts";
import { answerUnmatched } from "./unmatched.ts";
import { validatorOf } from "./validation.ts";

export interface ServerParts {
  readonly routes: readonly Route[];
  readonly frame: Frame;
  readonly audit: AuditTrail;
  readonly operations: Operations;
  readonly receiveWebhook: ProviderWebhooks["receive"];
  readonly logger: FastifyBaseLogger;
  readonly settings?: HttpSettings;
  /** For tests: an answer fails whose body is not as its route declares it, or of which anything is not as openapi.json tells. */
  readonly checkAnswers?: "bodies" | "whole";
}

/** The HTTP side of the platform, not yet listening. @throws Error when a route and the table of permissions do not fit. */
export const createServer = (parts: ServerParts): FastifyInstance => {
  const { routes, frame, audit, operations, receiveWebhook, logger, settings = defaultHttpSettings, checkAnswers } = parts;
  const served: readonly Described[] = [...routes, providerWebhookRoute, ...Object.values(operationRoutes)];
  const early = refusingEarly(settings);
  const app: FastifyInstance = fastify({
    ...limitedServerOptions(settings.patience),
    trustProxy: believedProxies(settings.trustProxy),
    loggerInstance: logger,
    logController: new RequestLog(),
    genReqId: beginTrace,
    frameworkErrors: early.frameworkErrors,
    clientErrorHandler: early.clientErrorHandler,
    return503OnClosing: false,
  });
  early.refuseOn(app.server);
  app.decorateRequest("known", null);
  traceRequests(app);
  auditRequests(app, { audit, access: frame.access, clock: frame.clock });
  const door = hangDoor(app, { settings, frame, operations });
  const unmatched = answerUnmatched(served);
  // What the web framework finds amiss with a request for nothing is beside the point.
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    request.is404 && beside.has(error.code) ? unmatched(request, reply) : handleError(error, request, reply),
  );
  app.setNotFoundHandler(unmatched);
  takeJson(app);
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => validatorOf(partNames[httpPart ?? "body"] ?? "body", schema));
  app.setSerializerCompiler<TSchema>(({ schema }) => (checkAnswers !== undefined ? answerChecker(schema) : jsonTextOf));
  if (checkAnswers === "whole") holdToDescription(app, () => openApiOf(served));
  serveOperations(app, operations, served);
  serveProviderWebhooks(app, { receive: receiveWebhook, clock: frame.clock, door });
  for (const route of routes) serve(app, route, { frame, door });
  refuseEmptyPermissions(served);
  return app;
};

const refuseEmptyPermissions = (served: readonly { readonly operation: string }[]): void => {
  const operations = new Set(served.map(({ operation }) => operation));
  const empty = Object.keys(permissions).filter((operation) => !operations.has(operation));
  if (empty.length > 0) throw new Error(`access/permissions.ts speaks of ${empty.join(", ")}, which nothing serves`);
};

/** Of these the framework speaks before its own handler for what is not found. */
const beside: ReadonlySet<string> = new Set([
  "FST_ERR_CTP_EMPTY_TYPE",
  "FST_ERR_CTP_INVALID_MEDIA_TYPE",
  "FST_ERR_CTP_INVALID_TYPE",
  "FST_ERR_ROUTE_MISSING_CONTENT_TYPE",
]);

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
