import { exactly } from "@waybill/contracts/http";
import Type from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions } from "../access/permissions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { openApiOf } from "./open-api.ts";

let server: TestServer;
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a document
let document: any;
beforeAll(async () => {
  server = await startTestServer();
  document = (await server.ask("GET /openapi.json", { headers: { authorization: "" } })).body;
});
afterAll(() => server.stop());

const operations = (): { operationId: string; path: string; method: string; operation: Record<string, unknown> }[] =>
  Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ operationId: String(operation.operationId), path, method, operation })),
  );

describe("the API's description", () => {
  it("tells of every operation once", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(
      operations()
        .map(({ operationId }) => operationId)
        .sort(),
    ).toEqual(Object.keys(permissions).sort());
  });
  it("refers to nothing that is not there", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? "");
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      const found = reference.split("/").reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), document);
      expect(found, reference).toBeTypeOf("object");
    }
  });
  it("names what an order is, and what a problem is", () => {
    for (const name of ["Order", "OrderSummary", "PlaceOrder", "Product", "Money", "Problem", "Key"]) {
      expect(document.components.schemas, name).toHaveProperty(name);
    }
    expect(document.paths["/v1/orders"].post.responses).toMatchObject({
      "201": { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } },
      default: { $ref: "#/components/responses/Problem" },
    });
  });
  it("says what every place in a path is", () => {
    for (const { path, operation } of operations()) {
      const declared = (operation.parameters as { in: string; name: string; required: boolean }[]).filter(
        (parameter) => parameter.in === "path",
      );
      expect(declared.map(({ name }) => `{${name}}`).sort(), path).toEqual([...path.matchAll(/\{\w+\}/g)].map(([name]) => name).sort());
      expect(
        declared.every(({ required }) => required),
        path,
      ).toBe(true);
    }
  });
  it("says who needs a key", () => {
    for (const { operationId, operation } of operations()) {
      expect(operation.security, operationId).toEqual(permissions[operationId] === "anyone" ? [] : [{ key: [] }]);
    }
    expect(document.components.securitySchemes.key).toMatchObject({ type: "http", scheme: "bearer" });
  });
  it("holds nothing of the validator's own", () => {
    expect(JSON.stringify(document)).not.toContain('"~');
  });
  it("has an answer of a problem for each status in which a code is known, with each code as an example", () => {
    const { responses } = document.paths["/v1/orders"].post;
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(["201", "400", "401", "403", "412", "415", "422", "429", "503", "default"]),
    );
    expect(Object.keys(responses["422"].content["application/problem+json"].examples)).toContain("UnknownSku");
    expect(document.components.examples.UnknownSku.value).toMatchObject({ code: "UnknownSku", status: 422, title: "Unknown sku" });
  });
  it("is refused when two schemas have one name", () => {
    const route = (path: string, schema: ReturnType<typeof exactly>) =>
      ({ operation: "getOrder", method: "GET", path, summary: "x", answers: { 200: schema } }) as const;
    const one = exactly({ a: Type.String() }, { title: "Thing" });
    expect(() => openApiOf([route("/a", one), route("/b", exactly({ b: Type.String() }, { title: "Thing" }))])).toThrow(/called Thing/);
    expect(() => openApiOf([route("/a", one), route("/b", exactly({ a: Type.String() }, { title: "Thing" }))])).not.toThrow();
  });
});
