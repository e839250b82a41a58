import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const home = fileURLToPath(new URL("../../", import.meta.url));

it("is made of what browsers have: it compiles without Node's types, and imports no package", () => {
  const tsc = `${home}node_modules/.bin/tsc`;
  const listed = execFileSync(tsc, ["--noEmit", "--listFilesOnly", "-p", "client"], { cwd: home, encoding: "utf8" });
  expect(listed).toContain("client/src/index.ts");
  expect(listed.split("\n").filter((file) => /node_modules\/(?!.*typescript)/.test(file))).toEqual([]);
  expect(execFileSync(tsc, ["--noEmit", "-p", "client"], { cwd: home, encoding: "utf8", stdio: "pipe" })).toBe("");
});
