import { setTimeout as sleep } from "node:timers/promises";

/** Asks again until the answer is one, and returns it. @throws Error after `patienceMs`: by then even a slow machine has done it. */
export const eventually = async <T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  patienceMs = 30_000,
): Promise<T> => {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > untilMs) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await sleep(10);
  }
};
