import type { Server } from "node:http";
import type { FastifyHttpOptions, FastifyInstance, FastifyRequest } from "fastify";
import { serverLimits } from "../limits.ts";
import type { HttpSettings } from "./http-settings.ts";
import { RequestRefused } from "./request-refused.ts";

/** How much and how long a client may send, for the web framework and Node's server. */
export const limitedServerOptions = {
  bodyLimit: serverLimits.bodyBytes,
  requestTimeout: serverLimits.requestTimeoutMs,
  connectionTimeout: serverLimits.idleMs,
  keepAliveTimeout: serverLimits.keepAliveMs,
  routerOptions: { maxParamLength: serverLimits.pathParamChars },
  http: {
    headersTimeout: serverLimits.headersTimeoutMs,
    connectionsCheckingInterval: serverLimits.timeoutCheckMs,
    maxHeaderSize: serverLimits.headerBytes,
  },
} as const satisfies FastifyHttpOptions<Server>;

/** Counted from here: the nearest proxies of that number, or those at these addresses. */
export const believedProxies = (trusted: HttpSettings["trustProxy"]): string | false | ((address: string, hop: number) => boolean) =>
  typeof trusted === "number" ? (_, hop) => hop < trusted : trusted;

export const limitConnections = ({ server }: FastifyInstance): void => {
  server.maxConnections = serverLimits.connections;
  // Above our own limit, so that what is too many is refused with a word: Node leaves out what is beyond its own.
  server.maxHeadersCount = serverLimits.headerBytes;
};

/** @throws RequestRefused (UrlIsTooLong, HeadersAreTooMany) */
export const refuseExcess = ({ raw }: FastifyRequest): void => {
  if ((raw.url ?? "").length > serverLimits.urlChars) {
    throw new RequestRefused("UrlIsTooLong", { detail: `A URL has at most ${serverLimits.urlChars} characters.` });
  }
  if (raw.rawHeaders.length > serverLimits.headers * 2) {
    throw new RequestRefused("HeadersAreTooMany", { detail: `A request has at most ${serverLimits.headers} headers.` });
  }
};
