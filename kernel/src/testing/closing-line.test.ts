import { afterEach, describe, expect, it } from "vitest";
import type { Reporter } from "vitest/node";
import { closingLine } from "./closing-line.ts";

type RunEnd = NonNullable<Reporter["onTestRunEnd"]>;
type Module = Parameters<RunEnd>[0][number];

const moduleOf = (states: readonly string[], errors: number = 0): Module =>
  ({
    errors: () => Array(errors).fill({}),
    children: { allSuites: () => [{ errors: () => [] }], allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
  }) as unknown as Module;

const report = async (modules: readonly Module[], unhandledErrors = 0, absences: readonly string[] = []): Promise<string> => {
  let printed = "";
  const reporter = closingLine(absences, (text) => {
    printed += text;
  });
  await reporter.onTestRunEnd?.(modules, Array(unhandledErrors).fill({ message: "boom" }), "passed");
  return printed;
};

describe("the closing line", () => {
  const exitCode = process.exitCode;
  afterEach(() => {
    process.exitCode = exitCode;
  });

  it("counts every test of every file", async () => {
    expect(await report([moduleOf(["passed", "failed"]), moduleOf(["passed", "skipped", "pending"])])).toBe(
      "2 passed, 1 failed, 2 skipped\n",
    );
    expect(await report([moduleOf(["passed"])])).toBe("1 passed, 0 failed\n");
  });

  it("counts as failed what never came to be tested", async () => {
    expect(await report([moduleOf(["passed"]), moduleOf([], 1)], 2)).toBe("1 passed, 3 failed\n");
  });

  it("comes after what is absent", async () => {
    expect(await report([moduleOf(["passed"])], 0, ["PostgreSQL 15 is not here"])).toBe("PostgreSQL 15 is not here\n1 passed, 0 failed\n");
  });

  it("fails a run in which nothing was tested", async () => {
    expect(await report([moduleOf(["passed"])])).toBe("1 passed, 0 failed\n");
    expect(process.exitCode).toBe(exitCode);
    expect(await report([moduleOf(["skipped"])])).toBe("0 passed, 0 failed, 1 skipped\n");
    expect(process.exitCode).toBe(1);
  });
});
