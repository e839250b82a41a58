import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { home } from "./house.ts";

/** The pattern that the linter holds against the kernel's TypeScript, which it cannot hold against SQL. */
const domainWord = (): RegExp => {
  const rule = readFileSync(join(home, "fences/rules/kernel-knows-no-domain.grit"), "utf8");
  const words = /r"\(\?is\)\.\*\((?<words>.*)\)\.\*"/.exec(rule)?.groups?.words?.slice(2);
  if (words === undefined) throw new Error("kernel-knows-no-domain.grit no longer holds its words where this test looks");
  return new RegExp(words, "i");
};

describe("the kernel's SQL", () => {
  const files = globSync("kernel/src/**/*.sql", { cwd: home });

  it("is there to be read", () => {
    expect(files).not.toEqual([]);
  });

  it.each(files)("knows not one word of the domain in %s", (file) => {
    const code = readFileSync(join(home, file), "utf8").replaceAll(/--.*$/gm, "");
    expect(domainWord().exec(code)?.[0]).toBeUndefined();
  });

  it("would be seen using one", () => {
    expect(domainWord().exec("create table customer_order (sku text)")?.[0]).toBe("customer");
    expect(domainWord().exec("select position from event order by position")).toBeNull();
  });
});
