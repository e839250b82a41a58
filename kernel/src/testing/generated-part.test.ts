import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { expectGenerated } from "./generated-part.ts";

const folder = mkdtempSync(join(tmpdir(), "generated-part-"));
const path = join(folder, "README.md");
const file = pathToFileURL(path);
const before = "# A\n<!-- generated: life -->\n<!-- end: life -->\nafter\n";

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe("a generated part", () => {
  it("is written when asked for, and then found as it is", () => {
    writeFileSync(path, before);
    vi.stubEnv("UPDATE_GENERATED", "1");
    expectGenerated(file, "life", "one\ntwo");
    vi.stubEnv("UPDATE_GENERATED", "");
    expect(readFileSync(path, "utf8")).toBe("# A\n<!-- generated: life -->\none\ntwo\n<!-- end: life -->\nafter\n");
    expect(() => expectGenerated(file, "life", "one\ntwo")).not.toThrow();
  });
  it("fails when it is stale, and leaves the file alone", () => {
    writeFileSync(path, before);
    expect(() => expectGenerated(file, "life", "one")).toThrow("is stale");
    expect(readFileSync(path, "utf8")).toBe(before);
  });
  it("fails when the file has no such part", () => {
    vi.stubEnv("UPDATE_GENERATED", "1");
    expect(() => expectGenerated(file, "death", "one")).toThrow('has no part "death"');
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});
