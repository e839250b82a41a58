import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRaw } from "../testing/raw-connection.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const shop = "https://shop.example";
let server: TestServer;
let url: string;
let key: string;
beforeAll(async () => {
  server = await startTestServer({ settings: { corsOrigins: [shop] } });
  key = (await server.keyOf("admin")).token;
  url = await server.listen();
});
afterAll(() => server.stop());

/** What a server answers to this request line and these headers. */
const ask = async (line: string, ...headers: readonly string[]) => {
  const connection = await openRaw(url);
  connection.send([`${line}`, "Host: x", "Connection: close", `Authorization: Bearer ${key}`, ...headers, "", ""].join("\r\n"));
  const text = await connection.closed;
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]),
    code: /"code":"(\w+)"/.exec(text)?.[1],
    allow: /^allow: (.*)$/im.exec(text)?.[1],
    origin: /^access-control-allow-origin: (.*)$/im.exec(text)?.[1],
    vary: /^vary: (.*)$/im.exec(text)?.[1],
  };
};
const openCart = ["Content-Type: application/json", "Content-Length: 18", "", '{"currency":"EUR"}'];

describe("a request that could be understood in more than one way", () => {
  it.each([
    ["GET /v1/products HTTP/1.1", ["Host: y"]],
    ["GET /v1/products HTTP/1.1", ["authorization: Bearer another"]],
    ["GET /v1/products HTTP/1.1", ["Waybill-Merchant: default", "waybill-merchant: default"]],
    ["POST /v1/carts HTTP/1.1", ["Idempotency-Key: a", "Idempotency-Key: b", ...openCart]],
    ["POST /v1/carts HTTP/1.1", ["Content-Type: text/plain", ...openCart]],
    ["GET /healthz HTTP/2.0", []],
  ])("is refused: %s with %j", async (line, headers) => {
    expect(await ask(line, ...headers)).toMatchObject({ status: 400, code: "RequestIsMalformed" });
  });

  it.each(["%", "%zz", "%ff", "%ED%A0%80"])("is refused when its query is no UTF-8: %s", async (text) => {
    expect(await ask(`GET /v1/products?search=${text} HTTP/1.1`)).toMatchObject({ status: 400, code: "RequestIsMalformed" });
  });

  it("is none when headers that may be lists come twice, and a query is well encoded", async () => {
    expect(
      await ask("GET /v1/products?search=%C3%A4+%26 HTTP/1.1", "Accept: */*", "Accept: text/html", "Prefer: a", "Prefer: b"),
    ).toMatchObject({
      status: 200,
    });
  });
});

describe("a method that nobody here takes", () => {
  it("is answered with those that are, whatever its body is said to be", async () => {
    for (const headers of [[], ["Content-Type: application/sql", "Content-Length: 2"]]) {
      expect(await ask("QUERY /v1/orders HTTP/1.1", ...headers)).toMatchObject({
        status: 405,
        code: "MethodIsNotAllowed",
        allow: "GET, HEAD, POST, OPTIONS",
      });
      expect(await ask("QUERY /nowhere HTTP/1.1", ...headers)).toMatchObject({ status: 404, code: "RouteIsUnknown" });
    }
    expect(await ask("POST /nowhere HTTP/1.1", "Content-Type: text/plain", "Content-Length: 2")).toMatchObject({ status: 404 });
  });
});

describe("a refusal of the router", () => {
  it("may be read by pages that may read answers, and by no others", async () => {
    const refused = { status: 400, code: "UrlIsMalformed", vary: "Origin" };
    expect(await ask("GET /v1/orders/%zz HTTP/1.1", `Origin: ${shop}`)).toMatchObject({ ...refused, origin: shop });
    expect(await ask("GET /v1/orders/%zz HTTP/1.1", "Origin: https://evil.example")).toMatchObject({ ...refused, origin: undefined });
  });
});
