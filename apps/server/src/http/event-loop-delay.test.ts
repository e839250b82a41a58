import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { serverLimits } from "../limits.ts";
import { watchEventLoopDelay } from "./event-loop-delay.ts";

const busyMs = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until) Math.sqrt(2);
};

describe("the delay of the event loop", () => {
  it("shows how long a process is busy at a stretch, and that it is over", { timeout: 20_000 }, async () => {
    const delay = watchEventLoopDelay();
    const until = performance.now() + serverLimits.delaySampleMs * 2.5;
    while (performance.now() < until) {
      busyMs(150);
      await sleep(0);
    }
    const busy = delay.delayMs();
    await sleep(serverLimits.delaySampleMs * 2.5);
    const idle = delay.delayMs();
    delay.stop();
    expect(busy).toBeGreaterThan(70);
    expect(idle).toBeLessThan(busy / 2);
  });
});
