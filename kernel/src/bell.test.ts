import { describe, expect, it } from "vitest";
import { createBell } from "./bell.ts";

describe("a bell", () => {
  it("wakes who waits", async () => {
    const bell = createBell();
    const woken = bell.wait(60_000);
    bell.ring();
    await woken;
  });

  it("is heard by whoever waits next when nobody did, once", async () => {
    const bell = createBell();
    bell.ring();
    bell.ring();
    await bell.wait(60_000);
    const startedAtMs = performance.now();
    await bell.wait(30);
    expect(performance.now() - startedAtMs).toBeGreaterThan(25);
  });
});
