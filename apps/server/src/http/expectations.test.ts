import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRaw } from "../testing/raw-connection.ts";
import { stockTea, twoTeas } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let url: string;
let key: string;
beforeAll(async () => {
  server = await startTestServer();
  await stockTea(server);
  key = (await server.keyOf("staff")).token;
  url = await server.listen();
});
afterAll(() => server.stop());

const order = JSON.stringify(twoTeas);
const post = (...lines: readonly string[]) =>
  ["POST /v1/orders HTTP/1.1", "Host: x", `Authorization: Bearer ${key}`, "Content-Type: application/json", ...lines, "", ""].join("\r\n");
const sized = `Content-Length: ${order.length}`;

/** Everything that came back until the server closed the connection, which it must do by itself. */
const exchange = async (sent: string): Promise<string> => {
  const connection = await openRaw(url);
  connection.send(sent);
  return connection.closed;
};
const statuses = (text: string): readonly number[] => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const ordersPlaced = async (): Promise<number> => (await server.ask("GET /v1/orders")).body.items.length;

describe("an expectation that nobody meets", () => {
  it.each<[string, string]>([
    ["without a body", "GET /v1/orders HTTP/1.1\r\nHost: x\r\nExpect: 42-foo\r\n\r\n"],
    ["of HEAD", "HEAD /v1/orders HTTP/1.1\r\nHost: x\r\nExpect: 42-foo\r\n\r\n"],
    ["said in capitals", "GET /nowhere HTTP/1.1\r\nHost: x\r\nEXPECT: 42-FOO\r\n\r\n"],
    ["that is empty", "GET /v1/orders HTTP/1.1\r\nHost: x\r\nExpect:\r\n\r\n"],
    ["while the body is kept back", post("Expect: 42-foo", sized)],
    ["with the body behind it", post("Expect: 42-foo", sized) + order],
    ["with a large body behind it", post("Expect: 42-foo", "Content-Length: 1000000") + " ".repeat(1_000_000)],
    ["with a body in chunks", `${post("Expect: 42-foo", "Transfer-Encoding: chunked")}5\r\n{"a":\r\n`],
  ])("is refused at once, %s, with every header, and the connection is closed", async (what, sent) => {
    const before = await ordersPlaced();
    const text = await exchange(sent);
    expect(statuses(text)).toEqual([417]);
    const [head = "", body = ""] = text.split("\r\n\r\n", 2);
    for (const header of [
      /^content-type: application\/problem\+json; charset=utf-8$/im,
      /^connection: close$/im,
      /^date: \w{3}, \d\d /im,
      /^traceparent: 00-[0-9a-f]{32}-/im,
      /^x-content-type-options: nosniff$/im,
      /^content-security-policy: /im,
    ])
      expect(head).toMatch(header);
    if (what === "of HEAD") expect(body).toBe("");
    else
      expect(JSON.parse(body)).toMatchObject({ status: 417, code: "ExpectationIsNotMet", detail: expect.stringContaining("100-continue") });
    expect(await ordersPlaced()).toBe(before);
  });

  it("does not touch what was asked before on the same connection", async () => {
    const text = await exchange(`GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nExpect: 42-foo\r\n\r\n`);
    expect(statuses(text)).toEqual([200, 417]);
  });
});

describe("an expectation of 100-continue", () => {
  it("is met: whoever waits for the word before sending the body is told to go on", async () => {
    const connection = await openRaw(url);
    let heard = "";
    connection.socket.on("data", (chunk) => (heard += String(chunk)));
    connection.send(post("Expect: 100-continue", "Connection: close", sized));
    await expect.poll(() => heard).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    connection.send(order);
    expect(statuses(await connection.closed)).toEqual([100, 201]);
  });

  it("is none of HTTP/1.0, where the word means nothing", async () => {
    expect(statuses(await exchange("GET /healthz HTTP/1.0\r\nHost: x\r\nExpect: 42-foo\r\n\r\n"))).toEqual([200]);
  });
});
