import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again until the answer is one, and returns it. A process that was halted from outside, such as by whoever measures on the same machine, has not
 * waited meanwhile: of each round a second counts at most.
 * @throws Error after `patienceMs`: by then even a slow machine has done it.
 */
export const eventually = async <T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  patienceMs = 30_000,
): Promise<T> => {
  let waitedMs = 0;
  for (;;) {
    const beganAtMs = performance.now();
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (waitedMs > patienceMs) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await sleep(10);
    waitedMs += Math.min(performance.now() - beganAtMs, roundMs);
  }
};

const roundMs = 1_000;
