import { round } from "./cpu.ts";

/** Latencies in milliseconds, kept in full: a million of them are 8 MB. */
export interface Stopwatch {
  time<T>(work: () => Promise<T>): Promise<T>;
  p50Ms(): number;
  p99Ms(): number;
}

/** NaN when there are none. */
export const percentileOf = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN, 3);
};

export const createStopwatch = (): Stopwatch => {
  const latenciesMs: number[] = [];
  return {
    time: async (work) => {
      const startedAtMs = performance.now();
      const result = await work();
      latenciesMs.push(performance.now() - startedAtMs);
      return result;
    },
    p50Ms: () => percentileOf(latenciesMs, 0.5),
    p99Ms: () => percentileOf(latenciesMs, 0.99),
  };
};

/** `callers` workers that each call `work` with the next number from 0 until `total` numbers are given out. Seconds it took. */
export const withCallers = async (callers: number, total: number, work: (index: number) => Promise<void>): Promise<number> => {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < total) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  return (performance.now() - startedAtMs) / 1_000;
};
