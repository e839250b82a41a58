import { describe, expect, it } from "vitest";
import { randomReserve } from "./random-reserve.ts";

describe("a reserve of random bytes", () => {
  it.each([12, 16])("gives %i bytes at a time, and none of them twice", (bytes) => {
    const next = randomReserve(bytes);
    const given = Array.from({ length: 5_000 }, () => next().toString("hex"));
    expect(new Set(given).size).toBe(5_000);
    expect(new Set(given.map(({ length }) => length))).toEqual(new Set([bytes * 2]));
    // Of each place within a piece, every value comes: 5,000 times, and one of 256 values would be missing once in 10^6 such tests.
    for (let at = 0; at < bytes; at += 1) expect(new Set(given.map((hex) => hex.slice(at * 2, at * 2 + 2))).size).toBe(256);
  });
});
