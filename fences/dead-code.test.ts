import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Finding, knipFindings } from "./finding.ts";
import { copyHouse, type House } from "./house.ts";

let house: House;
let findings: readonly Finding[];

beforeAll(() => {
  house = copyHouse();
  house.plant("kernel/src/planted-sower.ts", `export const sown = 1;\nexport const wasted = 2;\nexport type Wasted = string;\n`);
  house.plant("benchmarks/src/planted-idle.ts", "export const idle = 1;\n");
  house.plant(
    "benchmarks/src/planted-reaper.test.ts",
    `export { sown } from "@waybill/kernel/planted-sower";\nexport * from "csv-parse";\n`,
  );
  const manifest = JSON.parse(readFileSync(`${house.root}/contracts/package.json`, "utf8"));
  manifest.dependencies["csv-parse"] = "*";
  house.plant("contracts/package.json", JSON.stringify(manifest));
  findings = knipFindings(house.root);
});

afterAll(() => house[Symbol.dispose]());

const unused = (file: string, rule: string): readonly string[] =>
  findings.filter((finding) => finding.file === file && finding.rule === rule).map(({ message }) => message);

describe("the house, by its gleaner,", () => {
  it("has no export that nobody imports, though a package would let it out", () => {
    expect(unused("kernel/src/planted-sower.ts", "exports")).toEqual(["wasted"]);
    expect(unused("kernel/src/planted-sower.ts", "types")).toEqual(["Wasted"]);
  });

  it("has no file that nobody imports", () => {
    expect(unused("benchmarks/src/planted-idle.ts", "files")).toHaveLength(1);
  });

  it("has no dependency that nobody uses", () => {
    expect(unused("contracts/package.json", "dependencies")).toContain("csv-parse");
  });

  it("has no import that is not declared", () => {
    expect(unused("benchmarks/src/planted-reaper.test.ts", "unlisted")).toEqual(["csv-parse"]);
  });
});
