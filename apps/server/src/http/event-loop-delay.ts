import { monitorEventLoopDelay } from "node:perf_hooks";
import { serverLimits } from "../limits.ts";

/** How late this process is with what it has planned. */
export interface EventLoopDelay {
  /** Mean of the last sample, beyond what was planned. */
  delayMs(): number;
  stop(): void;
}

const resolutionMs = 10;

export const watchEventLoopDelay = (): EventLoopDelay => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let delayMs = 0;
  const sampling = setInterval(() => {
    // Nothing was measured when the process stood still all the time: that is as late as can be.
    delayMs = histogram.count === 0 ? serverLimits.delaySampleMs : Math.max(0, histogram.mean / 1e6 - resolutionMs);
    histogram.reset();
  }, serverLimits.delaySampleMs);
  sampling.unref();
  return {
    delayMs: () => delayMs,
    stop: () => {
      clearInterval(sampling);
      histogram.disable();
    },
  };
};
