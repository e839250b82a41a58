import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { home } from "./house.ts";
import { completed, missingFrom, readLockFile } from "./lock-file.ts";

/** What a package of the house may depend on of the house. With linked installs, what is not declared cannot be imported. */
const mayDependOn = (folder: string): readonly string[] => {
  if (folder === "kernel" || folder === "client") return [];
  if (folder === "contracts") return ["@waybill/kernel"];
  if (folder.startsWith("contexts/")) return ["@waybill/kernel", "@waybill/contracts"];
  return packages.map(({ name }) => name);
};

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string): Manifest => JSON.parse(readFileSync(join(home, path), "utf8"));

const packages = globSync(["{kernel,contracts,client,benchmarks,fences}/package.json", "{contexts,apps}/*/package.json"], {
  cwd: home,
}).map((path) => {
  const manifest = read(path);
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return { folder: path.slice(0, -"/package.json".length), name: manifest.name, isPrivate: manifest.private, declared };
});

describe("the package in", () => {
  it.each(packages)("$folder depends on what its room may", ({ folder, declared }) => {
    const ours = declared.filter((name) => name.startsWith("@waybill/"));
    expect(ours.filter((name) => !mayDependOn(folder).includes(name))).toEqual([]);
  });

  it.each(packages)("$folder is called after its folder and never published by mistake", ({ folder, name, isPrivate }) => {
    expect(name).toBe(`@waybill/${folder.split("/").at(-1)}`);
    expect(isPrivate).toBe(true);
  });
});

describe("the lock file", () => {
  // Mend it with `npm run lock`.
  it("names the packages of every platform, so that npm ci installs on all of them", () => {
    expect(missingFrom(readLockFile())).toEqual([]);
  });

  it("is completed by what npm left out, and by nothing else", () => {
    const tool = { version: "1.0.0", dev: true, optionalDependencies: { "tool-linux-x64-musl": "1.0.0", "tool-darwin-arm64": "1.0.0" } };
    const known = { "node_modules/tool": tool, "node_modules/tool-darwin-arm64": { version: "1.0.0" } };
    const added = { version: "1.0.0", os: ["linux"], cpu: ["x64"], libc: ["musl"], dev: true, optional: true };
    expect(completed({ packages: known })).toEqual({ packages: { ...known, "node_modules/tool-linux-x64-musl": added } });
  });
});

describe("the root's package.json", () => {
  const {
    scripts,
    optionalDependencies,
  }: Record<"scripts" | "optionalDependencies", Record<string, string>> = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));

  // Else SIGTERM ends npm's shell and leaves Node behind.
  it.each(Object.entries(scripts).filter(([, script]) => /\bnode /.test(script)))("hands %s over to Node with exec", (_name, script) => {
    expect(script).toMatch(/^exec node /);
  });

  it.each(Object.entries(optionalDependencies))("pins %s to one Node 24", (_name, version) => {
    expect(version).toMatch(/^24\.\d+\.\d+$/);
  });
});
