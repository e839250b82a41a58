import { setTimeout as delay } from "node:timers/promises";
import { isoFromInstant } from "@waybill/kernel/clock";
import type { Refusal } from "@waybill/kernel/decider";
import { CannotGoOn } from "../cannot-go-on.ts";
import { HTTP_IN_FLIGHT_MAX, HTTP_RETRY_DELAY_MAX_MS, HTTP_TIMEOUT_MS, HTTP_TRIES_MAX } from "../limits.ts";
import type { OrderSink } from "../order-sink.ts";

/** Where a server listens, and with which key to ask it. */
export interface HttpSinkOptions {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** A staff key: others may not import. */
  readonly key: string;
  /** The merchant, where the key is an admin's; null for the key's own. */
  readonly merchant: string | null;
  /** How long to wait before the second try when the server does not say; doubled each time. */
  readonly retryDelayMs?: number;
}

/** Imports over HTTP: `PUT /v1/products/{sku}` with `If-None-Match: *`, `POST /v1/orders/import` (201 placed, 200 placed before). */
export const httpSink = (options: HttpSinkOptions): OrderSink => {
  const ask = asking(options);
  return {
    inFlightMax: HTTP_IN_FLIGHT_MAX,
    async createProduct({ sku, name, unitPrice }) {
      const path = `/v1/products/${encodeURIComponent(sku)}`;
      const answer = await ask(path, { method: "PUT", body: { name, unitPrice }, onlyIfNew: true });
      if (answer.status === 412) return { kind: "known" };
      return answer.status < 300 ? { kind: "created" } : { kind: "refused", refusal: refusalIn(answer) };
    },
    async importOrder({ placedAt, ...order }) {
      const answer = await ask("/v1/orders/import", { method: "POST", body: { ...order, placedAt: isoFromInstant(placedAt) } });
      if (answer.status === 201) return { kind: "placed" };
      return answer.status < 300 ? { kind: "skipped" } : { kind: "refused", refusal: refusalIn(answer) };
    },
    close: async () => {},
  };
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Sent {
  readonly method: "POST" | "PUT";
  readonly body: object;
  /** Whether what exists is to be left as it is: answered with 412. */
  readonly onlyIfNew?: true;
}

type Ask = (path: string, sent: Sent) => Promise<Answer>;

/** Sends until there is an answer that tells something: all it sends may be sent twice. */
const asking = ({ url, key, merchant, retryDelayMs = 500 }: HttpSinkOptions): Ask => {
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    ...(merchant !== null && { "waybill-merchant": merchant }),
  };
  const once = async (path: string, { method, body, onlyIfNew }: Sent): Promise<Response | Error> =>
    fetch(new URL(path, url), {
      method,
      headers: { ...headers, ...(onlyIfNew && { "if-none-match": "*" }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    }).catch((error: Error) => error);

  return async (path, sent) => {
    for (let tries = 1; ; tries += 1) {
      const response = await once(path, sent);
      if (!(response instanceof Error) && !isPassing(response.status)) return answerOf(response, url);
      if (tries >= HTTP_TRIES_MAX) throw new CannotGoOn(awayText(url, response));
      await delay(Math.min(waitMs(response) ?? retryDelayMs * 2 ** (tries - 1), HTTP_RETRY_DELAY_MAX_MS));
    }
  };
};

/** Overloaded, or the database is away: asked to come back. */
const isPassing = (status: number): boolean => status === 429 || status === 503;

const waitMs = (response: Response | Error): number | null => {
  const seconds = response instanceof Error ? null : response.headers.get("retry-after");
  return seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : null;
};

const answerOf = async (response: Response, url: string): Promise<Answer> => {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  if (status === 401) throw new CannotGoOn(`The server at ${url} does not know this key. Give a staff key with --key or WAYBILL_KEY.`);
  if (status === 403) throw new CannotGoOn(`The server at ${url} lets only a staff key import. Give one with --key or WAYBILL_KEY.`);
  if (status >= 500) throw new CannotGoOn(`The server at ${url} failed (${status}). Look into its log, then run the same command again.`);
  return { status, body };
};

const awayText = (url: string, last: Response | Error): string =>
  last instanceof Error
    ? `No answer from ${url} (${reasonOf(last)}). Is the server running there? Run the same command again to go on.`
    : `The server at ${url} is overloaded or its database is away (${last.status}). Run the same command again later to go on.`;

/** What fetch hides behind "fetch failed". */
const reasonOf = ({ message, cause }: Error): string => (cause instanceof Error ? cause.message || cause.name : message);

/** The refusal's code out of problem+json (RFC 9457); a code of our own where there is none. */
const refusalIn = ({ status, body }: Answer): Refusal => {
  const code = typeof body === "object" && body !== null && "code" in body ? body.code : null;
  return { code: typeof code === "string" && code !== "" ? code : `ServerAnswered${status}` };
};
