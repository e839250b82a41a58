import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { home } from "./house.ts";

const sources = globSync(["contexts/*/src/**/*.ts", "apps/server/src/**/*.ts"], { cwd: home })
  .filter((file) => !file.includes("node_modules"))
  .map((file) => ({ file, text: readFileSync(join(home, file), "utf8") }));

/** The version of each read model, by name: where it is declared, one follows the other. */
const versionsIn = (text: string): [string, number][] =>
  [...text.matchAll(/\bname: "(?<name>[a-z_]+)",\n(?:\s*\/\/.*\n)*\s*version: (?<version>\d+),/g)].map(({ groups }) => [
    groups?.name ?? "",
    Number(groups?.version),
  ]);

const versions = new Map(sources.flatMap(({ text }) => versionsIn(text)));

/** Tables of read models that a file names, but not as the model is now. */
const strayTables = (text: string): string[] =>
  [...text.matchAll(/\b(?<name>[a-z]+(?:_[a-z]+)+)_v(?<version>\d+)\b/g)]
    .filter(({ groups }) => versions.has(groups?.name ?? "") && versions.get(groups?.name ?? "") !== Number(groups?.version))
    .map(([table]) => table);

// A query that names the table of a former version answers what was so before the upgrade, and on a new database nothing at all.
describe("a read model's table", () => {
  it("is known with its version", () => {
    expect(versions.get("payment_list")).toBe(4);
    expect(versions.size).toBeGreaterThan(12);
  });

  const naming = sources.filter(({ text }) => /_v\d+\b/.test(text));
  it.each(naming.map(({ file }) => file))("is asked for as it is now in %s", (file) => {
    expect(strayTables(naming.find((one) => one.file === file)?.text ?? "")).toEqual([]);
  });

  it("would be seen when it is of a former version", () => {
    expect(strayTables('selectFrom("payment_list_v1")')).toEqual(["payment_list_v1"]);
    expect(strayTables('selectFrom("payment_list_v4")')).toEqual([]);
  });
});
