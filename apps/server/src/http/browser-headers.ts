import type { IncomingHttpHeaders } from "node:http";
import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import { serverLimits } from "../limits.ts";
import type { HttpSettings } from "./http-settings.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the page that it answers may do: Content-Security-Policy. */
    contentSecurityPolicy?: string;
  }
}

/** What a page of another origin may read of an answer, beside what browsers show always. */
const exposedHeaders = [
  "Allow",
  "Content-Disposition",
  "ETag",
  "Idempotency-Replayed",
  "Location",
  "Preference-Applied",
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "traceparent",
  "tracestate",
  "Waybill-Position",
  "WWW-Authenticate",
];

const allowedHeaders = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "Last-Event-ID",
  "Prefer",
  "traceparent",
  "tracestate",
  "Waybill-Access-Token",
  "Waybill-After",
  "Waybill-Merchant",
];

/**
 * Tells browsers what they may do with answers: nothing but read them, and only pages of the origins that the operator named.
 * A route that answers a page says itself what that may do: `config: { contentSecurityPolicy: … }`.
 */
export const instructBrowsers = (app: FastifyInstance, settings: Pick<HttpSettings, "corsOrigins" | "hstsSeconds">): void => {
  const { corsOrigins } = settings;
  // An answer may be about a person, and is as old as it is soon: no browser keeps it, unless its route says otherwise.
  const usual = { ...browserHeaders(settings), "cache-control": "no-store" };
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(usual);
    const { contentSecurityPolicy } = request.routeOptions.config;
    if (contentSecurityPolicy !== undefined) reply.header("content-security-policy", contentSecurityPolicy);
    done();
  });
  if (corsOrigins.length === 0) return;
  // Whoever asks what is allowed, and not as a browser does before it asks for a page, is answered as if there were no such pages.
  app.after(() => {
    app.addHook("onRequest", async ({ method, headers }, reply) =>
      method === "OPTIONS" && !isPreflight(headers) ? reply.callNotFound() : undefined,
    );
  });
  app.register(cors, {
    origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders,
    exposedHeaders,
    maxAge: serverLimits.preflightSeconds,
    strictPreflight: false,
  });
};

/** WHATWG Fetch, 3.3.2 (CORS-preflight request). */
const isPreflight = (headers: IncomingHttpHeaders): boolean =>
  headers.origin !== undefined && headers["access-control-request-method"] !== undefined;

/**
 * JSON needs no scripts, styles, frames or referrers. Known beforehand and handed over with all other headers: the plugin that is usual for this makes
 * them anew for each answer and writes them past the framework, which cost 6 µs each time. Refusals of the router and of the parser, where no hook is called, have the same.
 */
export const browserHeaders = ({ hstsSeconds }: Pick<HttpSettings, "hstsSeconds">): Readonly<Record<string, string>> => ({
  "content-security-policy": "default-src 'none';frame-ancestors 'none'",
  // CORS says who may read; a picture or a script can nobody make of an answer.
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  ...(hstsSeconds !== null && { "strict-transport-security": `max-age=${hstsSeconds}; includeSubDomains` }),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

/** The same for pages of other origins: that they may read it, if they may read anything. */
export const originHeaders = (
  { corsOrigins }: Pick<HttpSettings, "corsOrigins">,
  origin: string | undefined,
): Readonly<Record<string, string>> => {
  if (corsOrigins.length === 0) return {};
  const exposed = { "access-control-expose-headers": exposedHeaders.join(", ") };
  if (corsOrigins.includes("*")) return { ...exposed, "access-control-allow-origin": "*" };
  const allowed = origin !== undefined && corsOrigins.includes(origin) ? { "access-control-allow-origin": origin } : {};
  return { ...exposed, ...allowed, vary: "Origin" };
};
