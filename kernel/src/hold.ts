import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import { readModelLimits } from "./read-model-limits.ts";

export type Hold = ReturnType<typeof createHold>;

/**
 * Lets the live rows stand still for a moment, so that what is built beside them catches up entirely even while the log grows. Only a
 * courtesy: the swap itself looks, under its locks, whether it may.
 */
export const createHold = (clock: Clock) => {
  let untilMs = 0;
  let mayHoldFromMs = 0;
  return {
    hold: (): void => {
      const nowMs = clock.monotonicMs();
      if (nowMs < mayHoldFromMs) return;
      untilMs = nowMs + readModelLimits.holdMs;
      mayHoldFromMs = untilMs + readModelLimits.betweenHoldsMs;
    },
    release: (): void => {
      untilMs = 0;
    },
    wait: async (): Promise<void> => {
      while (clock.monotonicMs() < untilMs) await sleep(holdLookMs);
    },
  };
};

const holdLookMs = 5;
