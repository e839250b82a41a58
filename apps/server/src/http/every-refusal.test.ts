import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverLimits } from "../limits.ts";
import { openRaw } from "../testing/raw-connection.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const patience = { headersTimeoutMs: 150, requestTimeoutMs: 300, timeoutCheckMs: 50, idleMs: 5_000, keepAliveMs: 400 };
let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startTestServer({ settings: { patience, hstsSeconds: 600 } });
  url = await server.listen();
});
afterAll(() => server.stop());

const get = (path: string, ...lines: readonly string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: x", "Connection: close", ...lines, "", ""].join("\r\n");
const long = "x".repeat(serverLimits.headerBytes);

/** Whoever refuses: the routes, the web framework's router, Node's HTTP server, or its parser. */
const refusals: readonly (readonly [what: string, status: number, code: string, sent: string])[] = [
  ["a route that is unknown", 404, "RouteIsUnknown", get("/nowhere")],
  ["a method that is none of the route's", 405, "MethodIsNotAllowed", get("/v1/orders").replace("GET", "DELETE")],
  ["a method that nobody here knows", 404, "RouteIsUnknown", get("/nowhere").replace("GET", "PROPFIND")],
  ["a URL that cannot be decoded", 400, "UrlIsMalformed", get("/v1/orders/%zz")],
  ["a part of a path that is too long", 400, "UrlIsMalformed", get(`/v1/orders/${"x".repeat(serverLimits.pathParamChars + 1)}`)],
  ["a URL that is too long", 414, "UrlIsTooLong", get(`/v1/orders?cursor=${"x".repeat(serverLimits.urlChars)}`)],
  ["headers that are too many", 431, "HeadersAreTooMany", get("/", ...Array.from({ length: serverLimits.headers }, (_, n) => `X-${n}: 1`))],
  ["headers that are too large", 431, "HeadersAreTooLarge", get("/", `X-Long: ${long}`)],
  ["no host", 400, "RequestIsMalformed", "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"],
  ["what is no HTTP", 400, "RequestIsMalformed", "hello\r\n\r\n"],
  ["a method that is none", 400, "RequestIsMalformed", get("/").replace("GET", "FETCH")],
  ["an expectation that nobody meets", 417, "ExpectationIsNotMet", get("/v1/orders", "Expect: a-miracle")],
  ["headers that do not end", 408, "RequestTookTooLong", "GET /healthz HTTP/1.1\r\nHost: x\r\n"],
  [
    "a body that does not come",
    408,
    "RequestTookTooLong",
    get("/v1/providers/simulated/webhook", "Content-Length: 10").replace("GET", "POST"),
  ],
  ["what is meant for a proxy", 400, "RequestIsMalformed", get("shop.example:443").replace("GET", "CONNECT")],
];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body
  readonly body: any;
}

const ask = async (sent: string): Promise<Answer> => {
  const connection = await openRaw(url);
  connection.send(sent);
  const [head = "", body = ""] = (await connection.closed).split("\r\n\r\n", 2);
  const [start = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => /^(.*?): (.*)$/.exec(line)?.slice(1) ?? [line, ""]));
  return {
    status: Number(start.split(" ")[1]),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
    body: body === "" ? null : JSON.parse(body),
  };
};

/** What every answer says to browsers and to whoever looks for the trace; the rest is of the one answer alone. */
const security = [
  "content-security-policy",
  "cross-origin-resource-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
];

describe("a refusal", () => {
  it.each(refusals)("of %s (%i %s) is a problem with the headers of every other answer", async (...[, status, code, sent]) => {
    const { headers: usual } = await ask(get("/healthz"));
    const answer = await ask(sent);
    expect(answer).toMatchObject({
      status,
      headers: {
        "content-type": "application/problem+json; charset=utf-8",
        // Whoever has a clock says when (RFC 9110, 6.6.1).
        date: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/),
        ...Object.fromEntries(security.map((name) => [name, usual[name]])),
      },
      body: { type: `urn:waybill:problem:${code}`, status, code, title: expect.any(String), detail: expect.any(String) },
    });
    expect(Object.keys(usual)).toEqual(expect.arrayContaining(security));
  });
});
