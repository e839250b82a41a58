import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { browserHeaders, originHeaders } from "./browser-headers.ts";
import { handleError } from "./error-handling.ts";
import type { HttpSettings } from "./http-settings.ts";
import { type Problem, problemOf, type Reason } from "./problem.ts";
import { traceHeaders, traceUnrouted } from "./trace.ts";

/** What is refused before any hook sees it, in the same words and with the same headers as everything else. */
export interface EarlyRefusals {
  /** What the web framework's router refuses: no route is found for it, and so no hook is called. */
  readonly frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void;
  /** What Node's parser refuses, or its clock: no HTTP request at all, or one that no route could ever see. The connection is closed. */
  readonly clientErrorHandler: (error: Error & { readonly code?: string }, socket: Socket) => void;
  /** What Node's server would refuse without a word. */
  refuseOn(server: Server): void;
}

export const refusingEarly = (settings: Pick<HttpSettings, "corsOrigins" | "hstsSeconds">): EarlyRefusals => {
  const usual = browserHeaders(settings);
  const headersOf = (problem: Problem, raw: IncomingMessage | null) => ({
    ...usual,
    ...traceHeaders(raw),
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(JSON.stringify(problem)),
    connection: "close",
  });
  const endWith = (socket: Duplex, reason: Reason, raw: IncomingMessage | null): void => {
    const problem = problemOf(reason, "/");
    const date = new Date().toUTCString();
    const lines = Object.entries({ ...headersOf(problem, raw), date }).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${problem.status} ${problem.title}`, ...lines, "", JSON.stringify(problem)].join("\r\n"));
  };
  return {
    frameworkErrors: (error, request, reply) => {
      traceUnrouted(request, reply.headers({ ...usual, ...originHeaders(settings, request.headers.origin) }));
      void handleError(error, request, reply);
    },
    clientErrorHandler: (error, socket) => {
      // The client went away, or what could be answered was answered already.
      if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) socket.destroy(error);
      else endWith(socket, reasonOf(error.code), null);
    },
    refuseOn: (server) => {
      server.on("checkExpectation", (raw: IncomingMessage, response: ServerResponse) => {
        const problem = problemOf({ code: "ExpectationIsNotMet", detail: "Nothing is expected here but 100-continue." }, "/");
        response.writeHead(problem.status, headersOf(problem, raw)).end(JSON.stringify(problem));
      });
      server.on("connect", (raw: IncomingMessage, socket: Duplex) => {
        endWith(socket, { code: "RequestIsMalformed", detail: "This is no proxy." }, raw);
      });
    },
  };
};

const reasonOf = (code: string | undefined): Reason => {
  if (code === "HPE_HEADER_OVERFLOW") return { code: "HeadersAreTooLarge", detail: "The request's headers are larger than 16 kB." };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { code: "RequestTookTooLong", detail: "The request did not arrive in time." };
  return { code: "RequestIsMalformed", detail: "This is no HTTP request." };
};
