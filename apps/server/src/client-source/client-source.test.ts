import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiDocument } from "../http/open-api/document.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { callsSource } from "./calls-source.ts";
import { schemasSource } from "./schemas-source.ts";

let server: TestServer;
let document: ApiDocument;
beforeAll(async () => {
  server = await startTestServer();
  document = (await server.ask("GET /openapi.json")).body;
});
afterAll(() => server.stop());

const home = new URL("../../../../", import.meta.url);
const howTo = "UPDATE_GENERATED=1 npm test -- --project pure apps/server/src/client-source";

/** As the formatter has it. */
const formatted = (file: string, source: string): string => {
  const biome = fileURLToPath(new URL("node_modules/.bin/biome", home));
  return execFileSync(biome, ["check", "--write", `--stdin-file-path=${file}`], {
    input: source,
    cwd: home,
    encoding: "utf8",
    stdio: "pipe",
  });
};

const isLong = (source: string): boolean => source.split("\n").length > 200;
const whyLong = "// biome-ignore-all lint/style/noExcessiveLinesPerFile: generated, one entry for each thing that the API knows\n";
const whyLongFunction = "// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: generated, as above\n";

const files: readonly (readonly [file: string, source: (from: ApiDocument) => string, more: string])[] = [
  ["client/src/generated/schemas.ts", schemasSource, ""],
  ["client/src/generated/calls.ts", callsSource, whyLongFunction],
];

describe("the client's source", () => {
  it.each(files)("is what the API's description makes of it: %s", (file, source, more) => {
    const text = formatted(file, source(document));
    const made = `// Generated from the API's description. To write it anew: ${howTo}\n${isLong(text) ? whyLong : ""}${more}\n${text}`;
    const path = new URL(file, home);
    if (process.env.UPDATE_GENERATED === "1") writeFileSync(path, made);
    expect(readFileSync(path, "utf8") === made, `${file} is stale: run ${howTo}`).toBe(true);
  });
});
