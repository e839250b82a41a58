import { createConfig, lintFromString } from "@redocly/openapi-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let text: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ text } = await server.ask("GET /openapi.json"));
});
afterAll(() => server.stop());

/** Rules that the linter leaves to taste, and we hold, beside all that it recommends. */
const held = {
  "operation-4xx-problem-details-rfc7807": "error",
  "operation-description": "error",
  "operation-singular-tag": "error",
  "operation-tag-defined": "error",
  "parameter-description": "error",
} as const;

const findingsIn = async (source: string): Promise<readonly string[]> => {
  const config = await createConfig({ extends: ["recommended"], rules: held });
  const problems = await lintFromString({ source, config });
  return problems.map(({ ruleId, severity, message, location }) => `${severity} ${ruleId}: ${message} at ${location[0]?.pointer}`);
};

describe("the API's description, by the linter,", () => {
  it("has no error and no warning", async () => {
    expect(await findingsIn(text)).toEqual([]);
  });
  it("would be found with an example that its schema does not take, and a part that nobody uses", async () => {
    const document = JSON.parse(text);
    document.paths["/v1/orders"].post.requestBody.content["application/json"].example.lines[0].quantity = "six";
    document.components.schemas.Unused = { type: "string" };
    const found = await findingsIn(JSON.stringify(document));
    expect(found).toEqual([
      expect.stringMatching(/no-invalid-media-type-examples.*quantity/),
      expect.stringMatching(/no-unused-components.*Unused/),
    ]);
  });
});
