import { describe, expect, it } from "vitest";
import { failureOf } from "./parking.ts";

describe("why something failed", () => {
  it("has the same fingerprint whatever ids and numbers are named", () => {
    const failures = ["ord_01h455 is not there after 3 s", "ord_9xk2 is not there after 12 s"].map((text) => failureOf(new Error(text)));
    expect(new Set(failures.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(failures.map(({ error }) => error)).toEqual([
      "Error: ord_01h455 is not there after 3 s",
      "Error: ord_9xk2 is not there after 12 s",
    ]);
    expect(failureOf(new TypeError("x is not there after 3 s")).fingerprint).not.toBe(failures[0]?.fingerprint);
  });

  it("can be kept, whatever bytes are in its text", () => {
    const { error } = failureOf(new Error(`Unexpected token '\u0000' ${"😀".repeat(600)}`));
    expect(error).not.toContain("\u0000");
    expect(error.isWellFormed()).toBe(true);
    expect(error).toMatch(/^Error: Unexpected token '.' 😀/u);
  });

  it("is told of anything that was thrown", () => {
    for (const thrown of ["text", 17, undefined, null, Symbol("s"), Object.create(null)]) expect(failureOf(thrown).error).not.toBe("");
  });

  it("is found as fast in a long text as it is long", () => {
    // Work that grows with the square of this would take minutes.
    const text = "a".repeat(2_000_000);
    expect(failureOf(new Error(`${text} 17`)).fingerprint).toBe(failureOf(new Error(`${text} 18`)).fingerprint);
  }, 10_000);
});
