import type timers from "node:timers/promises";
import { onTestFinished, vi } from "vitest";

type Timers = typeof timers;

/**
 * `node:timers/promises` on the timers that a test replaces; Vitest's own do not reach it. For tests whose time stands still until they
 * let it pass, so that nothing depends on how fast a machine is:
 * `vi.mock(import("node:timers/promises"), async (original) => (await import("./testing/movable-time.ts")).movable(await original()))`
 */
export const movable = (original: Timers): Timers => ({
  ...original,
  setTimeout: <T>(delayMs?: number, value?: T, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", giveUp);
        resolve(value as T);
      }, delayMs);
      if (signal?.aborted) giveUp();
      signal?.addEventListener("abort", giveUp, { once: true });
    }),
});

/** From here to the end of the test no time passes but by `pass` and `passUntil`. What waits for nothing goes on. */
export const stopTime = (): void => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
};

export const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

/** Lets time pass until it is so; how many milliseconds that took. @throws Error after an hour */
export const passUntil = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<number> => {
  for (let passedMs = 0; passedMs < 3_600_000; passedMs += stepMs) {
    if (await isSo()) return passedMs;
    await pass(stepMs);
  }
  throw new Error(`not within an hour: ${what}`);
};

const stepMs = 10;
