import type { Reporter } from "vitest/node";

/** What a run came to. A file that could not be loaded, and an error outside of any test, count as one failure each. */
interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Ends a run with a plain line that machines read, `12 passed, 0 failed, 1 skipped`, after a line for each thing that was
 * not there to be tested. A run in which nothing was tested fails.
 */
export const closingLine = (
  absences: readonly string[],
  print: (text: string) => void = (text) => process.stdout.write(text),
): Reporter => ({
  onTestRunEnd(modules, unhandledErrors) {
    const tally: Tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      tally.failed += module.errors().length;
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
      for (const test of module.children.allTests()) tally[outcomeOf(test.result().state)] += 1;
    }
    if (tally.passed + tally.failed === 0) process.exitCode = 1;
    for (const absence of absences) print(`${absence}\n`);
    print(`${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ""}\n`);
  },
});

/** A test that never came to run (`pending`) was skipped by an interruption. */
const outcomeOf = (state: "passed" | "failed" | "skipped" | "pending"): keyof Tally => (state === "pending" ? "skipped" : state);
