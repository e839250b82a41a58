import type { IncomingHttpHeaders } from "node:http";
import cors from "@fastify/cors";
import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { serverLimits } from "../limits.ts";
import type { HttpSettings } from "./http-settings.ts";

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
 * A route that answers a page says so itself: `config: { helmet: { contentSecurityPolicy: … } }`.
 */
export const instructBrowsers = (app: FastifyInstance, settings: Pick<HttpSettings, "corsOrigins" | "hstsSeconds">): void => {
  const { corsOrigins, hstsSeconds } = settings;
  app.register(helmet, { ...answerHeaders, strictTransportSecurity: hstsSeconds === null ? false : { maxAge: hstsSeconds } });
  // An answer may be about a person, and is as old as it is soon: no browser keeps it, unless its route says otherwise.
  app.addHook("onRequest", (_, reply, done) => {
    reply.header("cache-control", "no-store");
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
 * The same where no hook is called, and so nothing that is registered: refusals of the router and of the parser. The test of refusals
 * holds them to what all other answers say.
 */
export const browserHeaders = ({ hstsSeconds }: Pick<HttpSettings, "hstsSeconds">): Readonly<Record<string, string>> => ({
  "content-security-policy": "default-src 'none';frame-ancestors 'none'",
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

/** JSON needs no scripts, styles, frames or referrers. What helmet has for pages of long ago is left out. */
const answerHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  crossOriginOpenerPolicy: false,
  // CORS says who may read; a picture or a script can nobody make of an answer.
  crossOriginResourcePolicy: { policy: "same-origin" },
  originAgentCluster: false,
  referrerPolicy: { policy: "no-referrer" },
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: { action: "deny" },
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};
