import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonTestSuite } from "../testing/json-test-suite.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

const suite = jsonTestSuite();
const title = `JSONTestSuite${suite === null ? " (left out: it is not at ../shared/data/conformance/jsontestsuite)" : ""}`;

/** What is well-formed JSON, but holds what a database could not. */
const unstorable = ["y_object_escaped_null_in_key.json", "y_string_null_escape.json"];

describe.skipIf(suite === null)(title, () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  const codeOf = async (body: Uint8Array): Promise<readonly [number, string]> => {
    const { status, headers, body: problem } = await server.ask("POST /v1/orders", { as: "staff", body });
    expect(headers["content-type"]).toMatch(/^application\/problem\+json/);
    return [status, problem.code];
  };
  const cases = (kind: string) => (suite ?? []).filter(({ name }) => name.startsWith(kind));

  it("is there as a whole", () => {
    expect(["y_", "n_", "i_"].map((kind) => cases(kind).length)).toEqual([95, 188, 35]);
  });
  it("has what is no JSON refused as that", async () => {
    for (const { name, bytes } of cases("n_")) {
      const noBody = bytes.length === 0;
      expect(await codeOf(bytes), name).toEqual([400, noBody ? "RequestIsMalformed" : "BodyIsNotJson"]);
    }
  });
  it("has all JSON read: it is no order, but understood as something else", async () => {
    for (const { name, bytes } of cases("y_")) {
      expect(await codeOf(bytes), name).toEqual([400, unstorable.includes(name) ? "BodyIsNotStorable" : "RequestIsMalformed"]);
    }
  });
  it("has what parsers differ about refused in one way or another", async () => {
    for (const { name, bytes } of cases("i_")) {
      const [status, code] = await codeOf(bytes);
      expect([status, /^(?:BodyIs(?:NotJson|NotStorable|TooDeep)|RequestIsMalformed)$/.test(code)], `${name} ${code}`).toEqual([400, true]);
    }
  });
});
