import type { Server } from "node:http";
import type { FastifyHttpOptions, FastifyInstance, FastifyRequest } from "fastify";
import { serverLimits } from "../limits.ts";
import type { HttpSettings } from "./http-settings.ts";
import { RequestRefused } from "./request-refused.ts";

/** How long a client may take for its part. */
export interface Patience {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly timeoutCheckMs: number;
  readonly idleMs: number;
  readonly keepAliveMs: number;
}

export const defaultPatience: Patience = {
  headersTimeoutMs: serverLimits.headersTimeoutMs,
  requestTimeoutMs: serverLimits.requestTimeoutMs,
  timeoutCheckMs: serverLimits.timeoutCheckMs,
  idleMs: serverLimits.idleMs,
  keepAliveMs: serverLimits.keepAliveMs,
};

/** How much and how long a client may send, for the web framework and Node's server. */
export const limitedServerOptions = (patience: Patience) =>
  ({
    bodyLimit: serverLimits.bodyBytes,
    requestTimeout: patience.requestTimeoutMs,
    connectionTimeout: patience.idleMs,
    keepAliveTimeout: patience.keepAliveMs,
    routerOptions: { maxParamLength: serverLimits.pathParamChars },
    http: {
      headersTimeout: patience.headersTimeoutMs,
      connectionsCheckingInterval: patience.timeoutCheckMs,
      maxHeaderSize: serverLimits.headerBytes,
      // Refused with a word by `refuseExcess`: Node's own answer has no body.
      requireHostHeader: false,
    },
  }) as const satisfies FastifyHttpOptions<Server>;

/** Counted from here: the nearest proxies of that number, or those at these addresses. */
export const believedProxies = (trusted: HttpSettings["trustProxy"]): string | false | ((address: string, hop: number) => boolean) =>
  typeof trusted === "number" ? (_, hop) => hop < trusted : trusted;

export const limitConnections = ({ server }: FastifyInstance): void => {
  server.maxConnections = serverLimits.connections;
  // Above our own limit, so that what is too many is refused with a word: Node leaves out what is beyond its own.
  server.maxHeadersCount = serverLimits.headerBytes;
};

/** @throws RequestRefused (RequestIsMalformed, UrlIsTooLong, HeadersAreTooMany) */
export const refuseExcess = ({ raw }: FastifyRequest): void => {
  if (raw.headers.host === undefined && raw.httpVersion === "1.1") {
    throw new RequestRefused("RequestIsMalformed", { detail: "A request of HTTP/1.1 names its host." });
  }
  if ((raw.url ?? "").length > serverLimits.urlChars) {
    throw new RequestRefused("UrlIsTooLong", { detail: `A URL has at most ${serverLimits.urlChars} characters.` });
  }
  if (raw.rawHeaders.length > serverLimits.headers * 2) {
    throw new RequestRefused("HeadersAreTooMany", { detail: `A request has at most ${serverLimits.headers} headers.` });
  }
};
