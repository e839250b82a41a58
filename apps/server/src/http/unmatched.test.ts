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
