import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { expectGenerated } from "./generated-part.ts";

describe("the example of a saga", () => {
  it("is in the guide as it is compiled and tested", () => {
    const code = readFileSync(new URL("./example-saga.ts", import.meta.url), "utf8").trimEnd();
    expectGenerated(new URL("../../../docs/writing-a-saga.md", import.meta.url), "example", `\`\`\`ts\n${code}\n\`\`\``);
  });
});
