import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { defaultHttpSettings } from "./http-settings.ts";

let server: TestServer;
/** Such as `["/v1/products/{sku}", "GET"]`, of everything that is served. */
let served: readonly (readonly [string, string])[];
beforeAll(async () => {
  server = await startTestServer();
  const { paths } = (await server.ask("GET /openapi.json")).body;
  served = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [path, method.toUpperCase()] as const),
  );
});
afterAll(() => server.stop());

describe("a path with an empty part", () => {
  it("is unknown to everybody, with a key or without, wherever the part is and whatever is asked", async () => {
    const holed = served.flatMap(([path, method]) =>
      [...path.matchAll(/\{\w+\}/g)].map(({ 0: part, index }) => {
        const before = path.slice(0, index).replaceAll(/\{\w+\}/g, "x");
        const after = path.slice(index + part.length).replaceAll(/\{\w+\}/g, "x");
        return `${method} ${before}${after}`;
      }),
    );
    expect(holed).toEqual(expect.arrayContaining(["PUT /v1/products/", "POST /v1/orders//hold", "POST /v1/providers//webhook"]));
    for (const what of [...holed, "GET /v1/products/?limit=1"]) {
      const path = what.split(/[ ?]/)[1];
      for (const headers of [{}, { authorization: "" }]) {
        const { status, headers: told, body } = await server.ask(what, { headers });
        expect([status, told["content-type"], told["www-authenticate"]], what).toEqual([
          404,
          expect.stringMatching(/^application\/problem/),
          undefined,
        ]);
        expect(body, what).toMatchObject({ code: "RouteIsUnknown", detail: `There is no ${path} here.`, instance: path });
      }
    }
  });
  it("is counted as what strangers ask, whatever key comes with it", async () => {
    const strict = await startTestServer({ settings: { rates: { ...defaultHttpSettings.rates, anonymous: 2 } } });
    const ask = () => strict.ask("GET /v1/products/");
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([404, 404, 429]);
    await strict.stop();
  });
});

describe("OPTIONS", () => {
  const shop = "https://shop.example";
  it.each([[[]], [[shop]], [["*"]]])("names the methods of a path, whichever pages may ask: %j", async (corsOrigins) => {
    const its = await startTestServer({ settings: { corsOrigins } });
    const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
      const { status, headers: told, text, body } = await its.ask(`OPTIONS ${path}`, { headers: { authorization: "", ...headers } });
      return { status, allow: told.allow, text, code: body?.code, policy: told["content-security-policy"], cache: told["cache-control"] };
    };
    const named = { status: 204, text: "", policy: "default-src 'none';frame-ancestors 'none'", cache: "no-store" };
    expect(await ask("/v1/products/TEA")).toEqual({ ...named, allow: "GET, HEAD, PUT, OPTIONS" });
    expect(await ask("/v1/orders?x=1")).toEqual({ ...named, allow: "GET, HEAD, POST, OPTIONS" });
    expect(await ask("/healthz", { origin: shop })).toEqual({ ...named, allow: "GET, HEAD, OPTIONS" });
    for (const path of ["/v1/nothing", "/v1/products/", "/"]) {
      expect(await ask(path), path).toMatchObject({ status: 404, allow: undefined, code: "RouteIsUnknown" });
    }
    await its.stop();
  });
  it("names the methods of every path that is described", async () => {
    const methods = Map.groupBy(served, ([path]) => path);
    for (const [path, same] of methods) {
      const { headers } = await server.ask(`OPTIONS ${path.replaceAll(/\{\w+\}/g, "x")}`);
      const allowed = headers.allow?.split(", ");
      expect(allowed, path).toEqual(expect.arrayContaining([...same.map(([, method]) => method), "OPTIONS"]));
    }
  });
  it("of a browser that asks before a page of another origin may, is answered as to any path", async () => {
    const its = await startTestServer({ settings: { corsOrigins: [shop] } });
    const headers = { origin: shop, "access-control-request-method": "GET" };
    for (const path of ["/v1/products/TEA", "/v1/nothing"]) {
      const { status, headers: told } = await its.ask(`OPTIONS ${path}`, { headers });
      expect([status, told["access-control-allow-origin"]], path).toEqual([204, shop]);
    }
    await its.stop();
  });
});
