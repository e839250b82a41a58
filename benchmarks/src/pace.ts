import { setTimeout as sleep } from "node:timers/promises";
import { percentileOf } from "./stopwatch.ts";

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Paced {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Begins work evenly, whether or not what was begun before has ended, as customers come. Latencies count from the moment when it was
 * due, so that a server that halts is charged for all whom it kept waiting.
 */
export const atPace = async ({ perSecond, seconds }: Pace, work: (index: number) => Promise<void>): Promise<Paced> => {
  const total = Math.ceil(perSecond * seconds);
  const tookMs: number[] = [];
  const under: Promise<void>[] = [];
  const startedAtMs = performance.now();
  const begin = async (index: number): Promise<void> => {
    await work(index);
    tookMs.push(performance.now() - startedAtMs - (index / perSecond) * 1_000);
  };
  while (under.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAtMs) / 1_000) * perSecond) + 1);
    while (under.length < due) under.push(begin(under.length));
    await sleep(1);
  }
  await Promise.all(under);
  const tookSeconds = (performance.now() - startedAtMs) / 1_000;
  return { perSecond: Math.round(total / tookSeconds), p50Ms: percentileOf(tookMs, 0.5), p99Ms: percentileOf(tookMs, 0.99) };
};
