import { exactly, type Route } from "@waybill/contracts/http";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from "fastify";
import { permissions } from "../access/permissions.ts";
import { admit } from "./access-check.ts";
import type { Door } from "./door.ts";
import { type Frame, incomingOf, type Known } from "./frame.ts";
import { isAllOptional } from "./optional-body.ts";
import { send, sendDocument } from "./rendering.ts";
import { RequestRefused } from "./request-refused.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set once the request is known to be allowed. */
    known: Known | null;
  }
}

/** Serves a declared route: access, validation, headers, and the answer's rendering are the same for all of them. */
export const serve = (app: FastifyInstance, route: Route, at: { readonly frame: Frame; readonly door: Door }): void => {
  const { frame, door } = at;
  const permitted = permissions[route.operation];
  if (permitted === undefined) throw new Error(`operation ${route.operation} is in no line of access/permissions.ts: nobody could use it`);
  if (permitted === "anyone") throw new Error(`operation ${route.operation} needs a caller, so it cannot be for anyone`);
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route),
    config: { keyed: true, operation: route.operation },
    // Before the body is read: whoever may not ask is not listened to.
    onRequest: async (request, reply) => {
      // Refusals too: what is not acceptable here may be so with another `Accept`.
      if (route.documents !== undefined) alsoVary(reply, "Accept");
      const caller = await admit({ request, reply, permitted }, { access: frame.access, rates: door.rates });
      request.known = { caller, traceparent: request.traceparent, asked: undefined };
    },
    preValidation: async (request) => {
      if (route.body === undefined) refuseBody(request.body);
      else if (request.body === undefined && isAllOptional(route.body)) request.body = {};
      request.known = { ...knownOf(request), asked: request.body };
    },
    handler: async (request, reply) => {
      const incoming = await incomingOf(route, request, { frame, known: knownOf(request) });
      const answer = await door.load.work(() => route.handle(incoming));
      // Whoever waits for what will happen is none of the work.
      if (answer.kind === "document") return sendDocument(reply, answer);
      if (answer.kind === "streamed") return door.streams.begin({ request, reply, caller: incoming.caller }, answer);
      return send(reply, await door.patient.settled({ request, reply }, answer));
    },
  });
};

/** Beside what is said already: pages of other origins have theirs. */
const alsoVary = (reply: FastifyReply, header: string): void => {
  const said = reply.getHeader("vary");
  reply.header("vary", said === undefined ? header : `${String(said)}, ${header}`);
};

const knownOf = ({ known }: FastifyRequest): Known => {
  if (known === null) throw new Error("a request came past the access check");
  return known;
};

/** A route that takes nothing is not sent anything: what somebody meant by it would be lost without a word. */
const refuseBody = (body: unknown): void => {
  if (body === undefined || body === null || (typeof body === "object" && Object.keys(body).length === 0)) return;
  throw new RequestRefused("RequestIsMalformed", { errors: [{ in: "body", pointer: "", message: "must be empty" }] });
};

const nothing = exactly({});

const schemaOf = ({ params, query, body, answers }: Route): FastifySchema => ({
  ...(params !== undefined && { params }),
  querystring: query ?? nothing,
  ...(body !== undefined && { body }),
  response: Object.fromEntries(Object.entries(answers).flatMap(([status, schema]) => (schema === null ? [] : [[status, schema]]))),
});
