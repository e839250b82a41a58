import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions } from "../../access/permissions.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

interface Shown {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly example?: unknown } } };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>>;
}

let server: TestServer;
let operations: readonly { readonly what: string; readonly operation: Shown }[];
beforeAll(async () => {
  server = await startTestServer();
  const { body } = await server.ask("GET /openapi.json");
  operations = Object.entries<Record<string, Shown>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ what: `${method.toUpperCase()} ${filled(path, operation)}`, operation })),
  );
});
afterAll(() => server.stop());

const filled = (path: string, { parameters }: Shown): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters.find((one) => one.name === name)?.example)));

// That they are as their schemas say, the linter has checked; these are the parsers and the server's own eyes.
describe("the examples of the API's description", () => {
  it("are taken as well formed, path and body", async () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(permissions).sort());
    for (const { what, operation } of operations) {
      const body = operation.requestBody?.content["application/json"].example;
      expect(operation.requestBody === undefined || body !== undefined, what).toBe(true);
      const answer = await server.ask(what, { ...(body !== undefined && { body }) });
      expect(answer.status, `${what} ${answer.text}`).not.toBe(400);
      expect(answer.status, `${what} ${answer.text}`).toBeLessThan(500);
    }
  });
  it("show every answer that has a body", () => {
    for (const { what, operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const json = content?.["application/json"];
        if (json !== undefined) expect(json.example, `${what} ${status}`).toBeTypeOf("object");
      }
    }
  });
  it("have words for every text: of the schema, or of example-words.ts", () => {
    expect(JSON.stringify(operations).match(/"\w+":"text"/g) ?? []).toEqual([]);
  });
  it("fit one another: what an order costs is what its lines cost", () => {
    const place = operations.find(({ operation }) => operation.operationId === "placeOrder");
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an example
    const order: any = place?.operation.responses["201"]?.content?.["application/json"]?.example;
    expect(order.lines[0]).toMatchObject({ quantity: 6, unitPrice: { amount: "2.55", currency: "EUR" }, total: { amount: 1530 } });
    expect([order.totals.grand, order.payment.due]).toEqual([order.lines[0].total, order.lines[0].total]);
    expect(order).not.toHaveProperty("accessToken");
  });
});
