import type { FastifyRequest } from "fastify";
import { RequestRefused } from "./request-refused.ts";

/**
 * Said once or not at all. Of some Node keeps the first and of others it joins all, and whoever stands in front may choose otherwise: what was meant is
 * then anybody's guess, and a key, a merchant or a host is nothing to guess.
 */
const saidOnce: ReadonlySet<string> = new Set([
  "authorization",
  "content-type",
  "host",
  "idempotency-key",
  "last-event-id",
  "waybill-access-token",
  "waybill-merchant",
]);

/** Whatever could be understood in more than one way. @throws RequestRefused (RequestIsMalformed) */
export const refuseAmbiguity = ({ raw, url }: Pick<FastifyRequest, "raw" | "url">): void => {
  const { httpVersion } = raw;
  if (httpVersion !== "1.1" && httpVersion !== "1.0") {
    throw new RequestRefused("RequestIsMalformed", { detail: "HTTP/1.1 is spoken here." });
  }
  const twice = repeatedIn(raw.rawHeaders);
  if (twice !== null) throw new RequestRefused("RequestIsMalformed", { detail: `${twice} was sent more than once.` });
  if (!isDecodable(url)) {
    const errors = [{ in: "query", pointer: "", message: "is not percent-encoded UTF-8" }] as const;
    throw new RequestRefused("RequestIsMalformed", { detail: "The query holds a % that no UTF-8 follows.", errors });
  }
};

const repeatedIn = (rawHeaders: readonly string[]): string | null => {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    if (!saidOnce.has(name)) continue;
    if (seen.has(name)) return rawHeaders[index] ?? name;
    seen.add(name);
  }
  return null;
};

/** The router has looked at the path; what is wrong in a query is otherwise taken for plain text. */
const isDecodable = (url: string): boolean => {
  const query = url.indexOf("?");
  if (query < 0 || !url.includes("%", query)) return true;
  try {
    decodeURIComponent(url.slice(query));
    return true;
  } catch {
    return false;
  }
};
