import { createClient } from "../index.ts";

/** A request as it was sent. */
export interface Seen {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
}
export type Reply = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> } | Error;

/** A client whose requests are answered as told, one after the other, the last one for ever. */
export const clientOf = (...replies: readonly Reply[]) => {
  const seen: Seen[] = [];
  const answer: typeof fetch = async (input, init) => {
    const { method = "GET", headers, body } = init ?? {};
    seen.push({ url: String(input), method, headers: new Headers(headers), body: typeof body === "string" ? JSON.parse(body) : null });
    const reply = replies[Math.min(seen.length, replies.length) - 1] ?? {};
    if (reply instanceof Error) throw reply;
    const { status = 200, body: told = {}, headers: more = {} } = reply;
    return new Response(status === 204 ? null : JSON.stringify(told), { status, headers: { "content-type": "application/json", ...more } });
  };
  const waybill = createClient({ baseUrl: "http://shop.test/", key: "wb_secret", fetch: answer, retryDelayMs: 1 });
  return { waybill, seen };
};
