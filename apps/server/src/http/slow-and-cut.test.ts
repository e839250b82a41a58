import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "@waybill/kernel/testing/eventually";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { serverLimits } from "../limits.ts";
import { openRaw } from "../testing/raw-connection.ts";
import { stockTea, twoTeas } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { defaultPatience, type Patience } from "./request-limits.ts";

let server: TestServer;
let url: string;
let key: string;
let logged: { level: number; msg: string; status?: number }[] = [];
const start = (patience: Partial<Patience> = {}) =>
  startTestServer({ settings: { patience: { ...defaultPatience, ...patience } }, log: (line) => logged.push(JSON.parse(line)) });
beforeAll(async () => {
  server = await start({ keepAliveMs: 400 });
  await stockTea(server);
  key = (await server.keyOf("staff")).token;
  url = await server.listen();
});
beforeEach(() => {
  logged = [];
});
afterAll(() => server.stop());

const body = JSON.stringify(twoTeas);
const head = (...lines: readonly string[]) =>
  ["POST /v1/orders HTTP/1.1", "Host: x", `Authorization: Bearer ${key}`, "Content-Type: application/json", ...lines, "", ""].join("\r\n");
const sized = (bytes: number, ...lines: readonly string[]) => head(`Content-Length: ${bytes}`, ...lines);

/** What a test reads of an answer on the wire. */
const answerIn = (text: string) => ({
  status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]),
  code: /"code":"(\w+)"/.exec(text)?.[1],
  isProblem: /content-type: application\/problem\+json/i.test(text),
});
const problem = (status: number, code: string) => ({ status, code, isProblem: true });

const ordersAfter = async (ms: number, at = server): Promise<number> => {
  await sleep(ms);
  return (await at.ask("GET /v1/orders")).body.items.length;
};
const complaints = () => logged.filter(({ level }) => level >= 40);

/** A server that is short of one patience only, and would wait for ever for all else. */
const impatient = async (patience: Partial<Patience>): Promise<{ readonly hasty: TestServer; readonly its: string }> => {
  const hasty = await start({ requestTimeoutMs: 600_000, idleMs: 600_000, keepAliveMs: 600_000, timeoutCheckMs: 50, ...patience });
  onTestFinished(() => hasty.stop());
  return { hasty, its: await hasty.listen() };
};

describe("a slow client", () => {
  it("that says nothing, or no end of headers, is told so, and its connection closed", async () => {
    const { its } = await impatient({ headersTimeoutMs: 200 });
    const silent = await openRaw(its);
    const slow = await openRaw(its);
    slow.send("POST /v1/orders HTTP/1.1\r\nHost: x\r\n");
    const dripping = setInterval(() => slow.send("X-Drip: 1\r\n"), 50);
    expect(answerIn(await slow.closed)).toEqual(problem(408, "RequestTookTooLong"));
    clearInterval(dripping);
    expect(answerIn(await silent.closed)).toEqual(problem(408, "RequestTookTooLong"));
    expect(complaints()).toEqual([]);
  });
  it("that drips its body is told so, and nothing is stored", async () => {
    const { hasty, its } = await impatient({ headersTimeoutMs: 500, requestTimeoutMs: 500 });
    await stockTea(hasty);
    const token = (await hasty.keyOf("staff")).token;
    const slow = await openRaw(its);
    slow.send(sized(body.length).replace(key, token));
    let sent = 0;
    const dripping = setInterval(() => slow.send(body.slice(sent, Math.min(++sent, body.length - 1))), 50);
    expect(answerIn(await slow.closed)).toEqual(problem(408, "RequestTookTooLong"));
    clearInterval(dripping);
    expect(await ordersAfter(50, hasty)).toBe(0);
    expect(complaints()).toEqual([]);
  });
  it("that asks nothing more after its answer is let go", async () => {
    const { its } = await impatient({ keepAliveMs: 400 });
    const idle = await openRaw(its);
    idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(answerIn(await idle.closed).status).toBe(200);
  });
  it("or does not read its answers does not keep its connection for ever", async () => {
    const { hasty, its } = await impatient({ idleMs: 1_000 });
    const deaf = await openRaw(its, { reads: false });
    deaf.send("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100));
    await eventually("it is let go", async () => (await hasty.connections()) === 0);
    deaf.socket.destroy();
    expect((await hasty.ask("GET /healthz")).status).toBe(200);
    expect(complaints()).toEqual([]);
  });
});

describe("a client that is cut off", () => {
  it("within the headers leaves nothing behind", async () => {
    const cut = await openRaw(url);
    cut.send(sized(body.length).slice(0, -8));
    cut.socket.destroy();
    expect(await ordersAfter(100)).toBe(0);
    expect(complaints()).toEqual([]);
  });
  it.each([
    ["with a reset", (socket: { resetAndDestroy(): unknown }) => socket.resetAndDestroy()],
    ["with an end", (socket: { destroy(): unknown }) => socket.destroy()],
  ])("within the body, %s, leaves nothing behind, and is nobody's fault here", async (_, cutOff) => {
    for (const announced of [sized(body.length), head("Transfer-Encoding: chunked")]) {
      const cut = await openRaw(url);
      const part = body.slice(0, 10);
      cut.send(announced + (announced.includes("chunked") ? `a\r\n${part}\r\n` : part));
      await sleep(50);
      cutOff(cut.socket);
    }
    expect(await ordersAfter(100)).toBe(0);
    expect(complaints()).toEqual([]);
    expect(logged.filter(({ status = 0 }) => status >= 500)).toEqual([]);
  });
  it("and still listens after half of its body is told what is missing, or nothing", async () => {
    const half = await openRaw(url);
    half.send(sized(body.length) + body.slice(0, 10));
    half.socket.end();
    const { status } = answerIn(await half.closed);
    expect(Number.isNaN(status) || (status >= 400 && status < 500)).toBe(true);
    expect(await ordersAfter(50)).toBe(0);
    expect(complaints()).toEqual([]);
  });
  it("after it has said everything has ordered", async () => {
    const gone = await openRaw(url);
    gone.send(sized(body.length, "Idempotency-Key: said-it-all") + body);
    gone.socket.end();
    expect(answerIn(await gone.closed).status).toBe(201);
    const again = await server.ask("POST /v1/orders", { as: "staff", body: twoTeas, headers: { "idempotency-key": "said-it-all" } });
    expect([again.status, again.headers["idempotency-replayed"]]).toEqual([201, "true"]);
  });
});

describe("a request that is too much", () => {
  const refused = async (text: string | Uint8Array) => {
    const connection = await openRaw(url);
    connection.send(text);
    return answerIn(await connection.closed);
  };
  const get = (path: string, ...lines: readonly string[]) =>
    [`GET ${path} HTTP/1.1`, "Host: x", "Connection: close", ...lines, "", ""].join("\r\n");
  const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: 1`);

  it("is refused by the size that it announces, before it comes", async () => {
    expect(await refused(sized(serverLimits.bodyBytes + 1))).toEqual(problem(413, "BodyIsTooLarge"));
  });
  it("is refused by the size that it has, when it announces none", async () => {
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const sending = head("Transfer-Encoding: chunked") + chunk.repeat(serverLimits.bodyBytes / 65_536 + 1);
    expect(await refused(sending)).toEqual(problem(413, "BodyIsTooLarge"));
  });
  it("is refused for its URL, its headers, or the number of them", async () => {
    expect(await refused(get(`/v1/orders?cursor=${"x".repeat(serverLimits.urlChars)}`))).toEqual(problem(414, "UrlIsTooLong"));
    expect(await refused(get("/healthz", `X-Long: ${"x".repeat(serverLimits.headerBytes)}`))).toEqual(problem(431, "HeadersAreTooLarge"));
    expect(await refused(get(`/${"x".repeat(serverLimits.headerBytes)}`))).toEqual(problem(431, "HeadersAreTooLarge"));
    expect((await refused(get("/healthz", ...many(serverLimits.headers - 2)))).status).toBe(200);
    expect(await refused(get("/healthz", ...many(serverLimits.headers - 1)))).toEqual(problem(431, "HeadersAreTooMany"));
    expect(await refused(get("/healthz", ...many(1_500)))).toEqual(problem(431, "HeadersAreTooMany"));
  });
  const nonsense: readonly [string, string][] = [
    ["no HTTP", "hello\r\n\r\n"],
    ["TLS on the plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["a version to come", "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n"],
    ["no host", "GET /healthz HTTP/1.1\r\n\r\n"],
    ["two lengths", "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"],
    ["a length and chunks", "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a negative length", "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"],
    ["a chunk of no size", "POST /v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ["a header with a space in its name", "GET /healthz HTTP/1.1\r\nHost: x\r\nX Y: 1\r\n\r\n"],
    ["a header with NUL in it", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Y: a\0b\r\n\r\n"],
    ["a space in its path", "GET /v1/ orders HTTP/1.1\r\nHost: x\r\n\r\n"],
  ];
  it.each(nonsense)("or is no request (%s) is answered as that, and its connection closed", async (_, text) => {
    const answer = await refused(Buffer.from(text, "latin1"));
    expect(answer.isProblem, JSON.stringify(answer)).toBe(true);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(complaints()).toEqual([]);
  });
});
