import type { Route } from "@waybill/contracts/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { pathOf, sendProblem } from "./rendering.ts";

/** 204 (to OPTIONS) or 405, with what is allowed, where the path exists under other methods, else 404. */
export const answerUnmatched = (routes: readonly Pick<Route, "method" | "path">[]) => {
  const patterns = [...Map.groupBy(routes, ({ path }) => path)].map(([path, same]) => ({
    pattern: new RegExp(`^${path.replace(/:\w+/g, "[^/]+").replaceAll(".", "\\.")}$`),
    methods: same.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])),
  }));
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = pathOf(request.url);
    // Of several patterns that match, as of a name and a fixed word in the same place, all methods count.
    const allowed = patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    if (allowed.length === 0) return sendProblem(reply, { code: "RouteIsUnknown", detail: `There is no ${path} here.` });
    const allow = [...new Set(allowed)].sort().concat("OPTIONS").join(", ");
    reply.header("allow", allow);
    if (request.method === "OPTIONS") return reply.code(204).send();
    return sendProblem(reply, { code: "MethodIsNotAllowed", detail: `${request.method} is not allowed, but ${allow}.` });
  };
};
