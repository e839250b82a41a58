import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { placeTea, stockTea } from "../testing/sample-order.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { instructBrowsers } from "./browser-headers.ts";

let server: TestServer;
afterEach(() => server.stop());

const shop = "https://shop.example";
const preflight = (origin: string) => ({
  headers: {
    authorization: "",
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,idempotency-key",
  },
});

describe("what browsers are told", () => {
  it("with every answer, refusals included, is to do nothing with it but read it", async () => {
    server = await startTestServer();
    for (const what of ["GET /v1/products", "GET /v1/nowhere", "GET /healthz", "POST /v1/orders"]) {
      const { headers } = await server.ask(what);
      expect(headers, what).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none';frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
      expect(headers, what).not.toHaveProperty("strict-transport-security");
      expect(headers, what).not.toHaveProperty("x-powered-by");
    }
  });
  it("is to come over TLS only, when the operator asks for it", async () => {
    server = await startTestServer({ settings: { hstsSeconds: 600 } });
    expect((await server.ask("GET /healthz")).headers["strict-transport-security"]).toMatch(/^max-age=600\b/);
  });
});

describe("a route that answers a page", () => {
  it("says itself what the page may do, in its declaration or with its answer", async () => {
    const app = fastify();
    instructBrowsers(app, { corsOrigins: [], hstsSeconds: null });
    app.get("/declared", { config: { contentSecurityPolicy: "default-src 'self'" } }, async () => "page");
    app.get("/answered", async (_, reply) => reply.header("content-security-policy", "default-src 'self'").send("page"));
    for (const url of ["/declared", "/answered"]) {
      const { headers } = await app.inject({ url });
      expect([headers["content-security-policy"], headers["x-content-type-options"]], url).toEqual(["default-src 'self'", "nosniff"]);
    }
    await app.close();
  });
});

describe("a page of another origin", () => {
  it("may ask and read the headers that a client needs, where its origin was named", async () => {
    server = await startTestServer({ settings: { corsOrigins: [shop] } });
    await stockTea(server);
    const asked = await server.ask("OPTIONS /v1/orders", preflight(shop));
    expect([asked.status, asked.text]).toEqual([204, ""]);
    expect(asked.headers).toMatchObject({ "access-control-allow-origin": shop, "access-control-max-age": "7200", vary: "Origin" });
    expect(asked.headers["access-control-allow-methods"]).toMatch(/PATCH/);
    expect(asked.headers["access-control-allow-headers"]).toMatch(/Authorization.*Idempotency-Key.*If-Match.*Waybill-After/);
    expect(asked.headers).not.toHaveProperty("access-control-allow-credentials");

    const placed = await placeTea(server, { headers: { origin: shop } });
    expect([placed.status, placed.headers["access-control-allow-origin"]]).toEqual([201, shop]);
    const exposed = placed.headers["access-control-expose-headers"]?.split(", ");
    expect(exposed).toEqual(
      expect.arrayContaining(["ETag", "Location", "Retry-After", "Waybill-Position", "RateLimit", "RateLimit-Policy", "traceparent"]),
    );
  });
  it("may read why it was refused, too", async () => {
    server = await startTestServer({ settings: { corsOrigins: [shop] } });
    for (const headers of [{ authorization: "" }, { authorization: "Bearer wb_wrong" }, { "waybill-after": "x" }]) {
      const { status, headers: told } = await server.ask("GET /v1/orders", { headers: { ...headers, origin: shop } });
      expect([status >= 400, told["access-control-allow-origin"]]).toEqual([true, shop]);
    }
  });
  it("may not, where it was not named", async () => {
    server = await startTestServer({ settings: { corsOrigins: [shop] } });
    for (const origin of ["https://evil.example", `${shop}.evil.example`, "http://shop.example", "null"]) {
      expect((await server.ask("OPTIONS /v1/orders", preflight(origin))).headers, origin).not.toHaveProperty("access-control-allow-origin");
      expect((await server.ask("GET /v1/orders", { headers: { origin } })).headers, origin).not.toHaveProperty(
        "access-control-allow-origin",
      );
    }
  });
  it("may not, where none was named, and may from anywhere, where any was", async () => {
    server = await startTestServer();
    const none = await server.ask("OPTIONS /v1/orders", preflight(shop));
    expect([none.status, none.headers.allow]).toEqual([204, "GET, HEAD, POST, OPTIONS"]);
    expect(Object.keys(none.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    await server.stop();
    server = await startTestServer({ settings: { corsOrigins: ["*"] } });
    expect((await server.ask("OPTIONS /v1/orders", preflight(shop))).headers["access-control-allow-origin"]).toBe("*");
  });
});
