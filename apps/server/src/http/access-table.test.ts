import { roles } from "@waybill/contracts/http";
import { expectGenerated, markdownTable } from "@waybill/kernel/testing/generated-part";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions } from "../access/permissions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import type { ApiDocument, ApiOperation } from "./open-api/document.ts";

let server: TestServer;
let operations: readonly { readonly route: string; readonly operation: ApiOperation }[];
beforeAll(async () => {
  server = await startTestServer();
  const { paths }: ApiDocument = (await server.ask("GET /openapi.json")).body;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
});
afterAll(() => server.stop());

describe("the table of who may do what", () => {
  it("is published as it is", () => {
    const head = ["operation", "route", ...roles];
    const rows = operations.map(({ route, operation: { operationId, "x-roles": may } }) => {
      const marks = roles.map((role) => (may === undefined ? "anyone" : may.includes(role) ? "yes" : ""));
      return [`\`${operationId}\``, `\`${route}\``, ...marks];
    });
    expectGenerated(new URL("../../../../docs/access.md", import.meta.url), "access", markdownTable([head, ...rows]));
  });
  it("is in the API's description", () => {
    for (const { operation } of operations) {
      const permitted = permissions[operation.operationId];
      expect(operation["x-roles"] ?? "anyone", operation.operationId).toEqual(permitted);
    }
  });
});
