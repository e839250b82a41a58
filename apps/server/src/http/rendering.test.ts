import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Answer } from "@waybill/contracts/http";
import { StoreUnavailable } from "@waybill/kernel/checkpoint";
import { LogUnavailable } from "@waybill/kernel/event-log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let answer: () => Promise<Answer>;
const lines: string[] = [];
beforeAll(async () => {
  server = await startTestServer({ instead: { listOrders: () => answer() }, log: (line) => lines.push(line) });
});
afterAll(() => server.stop());

const ask = (given: Answer | Error) => {
  answer = async () => {
    if (given instanceof Error) throw given;
    return given;
  };
  return server.ask("GET /v1/orders");
};

describe("what a command handler says", () => {
  const cases: readonly [Answer, [status: number, code: string, retryAfter?: string]][] = [
    [{ kind: "overloaded", retryAfterMs: 1_500 }, [503, "Overloaded", "2"]],
    [{ kind: "contended", retryAfterMs: 100 }, [503, "ConcurrencyConflict", "1"]],
    [{ kind: "keyReused" }, [422, "IdempotencyKeyReused"]],
    [{ kind: "unstorable", reason: "NulCharacter" }, [400, "BodyIsNotStorable"]],
    [{ kind: "unstorable", reason: "LoneSurrogate" }, [400, "BodyIsNotStorable"]],
    [{ kind: "unstorable", reason: "TooLarge" }, [413, "BodyIsTooLarge"]],
    [{ kind: "unstorable", reason: "TooManyEvents" }, [413, "BodyIsTooLarge"]],
    [{ kind: "refused", refusal: { code: "OrderIsOnItsWay" } }, [409, "OrderIsOnItsWay"]],
    [{ kind: "refused", refusal: { code: "SaidByAnotherVersion" } }, [422, "SaidByAnotherVersion"]],
  ];
  it.each(cases)("is told over HTTP (%#)", async (given, [status, code, retryAfter]) => {
    const told = await ask(given);
    expect([told.status, told.body.code, told.headers["retry-after"]]).toEqual([status, code, retryAfter]);
  });
  it("comes with its facts, which stand in for nothing else", async () => {
    const refusal = { code: "TooFewAreLeft", possible: 2, status: 200, type: "x", lines: [{ sku: "TEA" }] };
    const { body } = await ask({ kind: "refused", refusal });
    expect(body).toMatchObject({
      status: 409,
      type: "urn:waybill:problem:TooFewAreLeft",
      title: "Too few are left",
      possible: 2,
      lines: [{ sku: "TEA" }],
    });
  });
});

describe("a fault", () => {
  it("of the database is said to pass", async () => {
    const driver = Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" });
    const shutdown = Object.assign(new Error("terminating connection"), { code: "57P01" });
    for (const fault of [new LogUnavailable("away"), new StoreUnavailable("away"), driver, shutdown]) {
      const told = await ask(fault);
      expect([told.status, told.body.code, told.headers["retry-after"]]).toEqual([503, "DatabaseIsAway", "1"]);
    }
  });
  it("that nobody foresaw is logged whole, and told by its trace only", async () => {
    const told = await ask(new Error("the secret is tulip"));
    expect([told.status, told.body.code]).toEqual([500, "UnexpectedFault"]);
    expect(told.text).not.toContain("tulip");
    const traceId = told.headers.traceparent?.split("-")[1] ?? "none";
    expect(told.body.detail).toContain(traceId);
    expect(lines.filter((line) => line.includes(traceId)).join()).toContain("the secret is tulip");
  });
  it("of the answer itself is found by the tests", async () => {
    expect((await ask({ kind: "done", status: 200, body: { items: [{}], next: null } })).status).toBe(500);
    expect((await ask({ kind: "done", status: 200, body: { items: [], next: null } })).status).toBe(200);
  });
});

describe("a request's trace", () => {
  it("is the caller's, in the answer and in the log", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const { headers } = await server.ask("GET /v1/products", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    expect(headers.traceparent).toMatch(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
    expect(lines.some((line) => line.includes(traceId))).toBe(true);
  });
  it("is logged without what is in its query", async () => {
    await server.ask("GET /v1/products?search=hush", {});
    expect(lines.join()).not.toContain("hush");
  });
});

describe("what is no HTTP at all", () => {
  const send = async (bytes: string): Promise<string> => {
    const { port } = new URL(await url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.end(bytes);
    return text(socket);
  };
  let url: Promise<string>;
  beforeAll(() => {
    url = server.listen();
  });
  it("is answered with a problem, too", async () => {
    const answered = await send("HELLO WORLD\r\n\r\n");
    expect(answered).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answered.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status: 400, code: "RequestIsMalformed" });
  });
  it("is answered when it is too long", async () => {
    const answered = await send(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(answered).toMatch(/^HTTP\/1\.1 431 /);
    expect(answered).toContain('"code":"HeadersAreTooLarge"');
  });
});
