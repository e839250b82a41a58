import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { PROGRESS_INTERVAL_MS } from "../limits.ts";
import { progressText, withProgressLine } from "./progress-line.ts";

const tally = { lines: 12_345, orders: { placed: 900, skipped: 80, refused: 0 } };
const clock = { monotonicMs: () => performance.now() };

const watched = async (terminal: { readonly isTTY?: boolean; readonly columns?: number }) => {
  let written = "";
  const write = (text: string) => {
    written += text;
  };
  const state = () => ({ tally, bytesRead: 45, sizeBytes: 100 });
  const work = () => delay(PROGRESS_INTERVAL_MS * 1.5, "done");
  expect(await withProgressLine({ terminal: { ...terminal, write }, clock, state, work })).toBe("done");
  return written;
};

describe("the progress line", () => {
  it("tells lines, orders, speed, share of the bytes and the time left", () => {
    expect(progressText({ tally, bytesRead: 45, sizeBytes: 100, elapsedMs: 4_500 })).toBe(
      "12,345 lines · 980 orders · 218 orders/s · 45 % · 6 s left",
    );
    expect(progressText({ tally, bytesRead: 1, sizeBytes: 100, elapsedMs: 60_000 })).toContain("99 min left");
    expect(progressText({ tally, bytesRead: 0, sizeBytes: 100, elapsedMs: 0 })).toBe("12,345 lines · 980 orders · 0 %");
  });

  it("changes in place on a terminal, within its width, and is gone in the end", async () => {
    const written = await watched({ isTTY: true, columns: 20 });
    const drawn = "\r\x1b[2K12,345 lines · 980 ";
    expect(written.replaceAll(drawn, "")).toBe("\r\x1b[2K");
    expect(written).toContain(drawn);
  });

  it("is not written where nobody watches", async () => {
    expect(await watched({})).toBe("");
  });
});
