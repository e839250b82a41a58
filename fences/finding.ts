import { execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import { home } from "./house.ts";

/** What a tool has against a file. */
export interface Finding {
  /** Relative to the house. */
  readonly file: string;
  /** Which rule: `lint/style/noEnum`, `plugin` (a GritQL rule), `TS2741`, `exports`. */
  readonly rule: string;
  readonly message: string;
}

/** Runs one of the house's own tools inside `root` and gives what it printed; finding something to complain about is no fault. */
const printed = (root: string, bin: string, args: readonly string[]): string => {
  try {
    return execFileSync(process.execPath, [join(home, "node_modules", bin), ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    if (error instanceof Error && "stdout" in error && typeof error.stdout === "string" && error.stdout !== "") return error.stdout;
    throw error;
  }
};

/** What Biome, with the house's own configuration, has against some files. */
export const biomeFindings = (root: string, files: readonly string[]): readonly Finding[] => {
  const report: { diagnostics: readonly { category: string; message: string; location: { path: string } }[] } = JSON.parse(
    printed(root, "@biomejs/biome/bin/biome", ["lint", "--reporter=json", "--max-diagnostics=none", ...files]),
  );
  return report.diagnostics.map(({ category, message, location }) => ({ file: location.path, rule: category, message }));
};

/** What the compiler has against the files of a project. */
export const compilerFindings = (root: string, project: string): readonly Finding[] =>
  printed(root, "typescript/bin/tsc", ["--noEmit", "--pretty", "false", "--project", project])
    .split("\n")
    .flatMap((line) => {
      const [, file, rule, message] = /^(.+)\(\d+,\d+\): error (TS\d+): (.*)$/.exec(line) ?? [];
      return file === undefined || rule === undefined || message === undefined ? [] : [{ file, rule, message }];
    });

type KnipIssue = { readonly file: string } & Readonly<Record<string, unknown>>;

/** What Knip, with the house's own configuration, finds unused; the message is the name of what is. */
export const knipFindings = (root: string): readonly Finding[] => {
  const { issues }: { issues: readonly KnipIssue[] } = JSON.parse(
    printed(root, "knip/bin/knip.js", ["--reporter", "json", "--no-progress"]),
  );
  return issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([rule, names]) =>
      Array.isArray(names)
        ? names.map(({ name }: { name: string }) => ({ file: relative(root, join(root, file)), rule, message: name }))
        : [],
    ),
  );
};
