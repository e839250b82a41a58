import { setImmediate as tick } from "node:timers/promises";
import { type EventLog, LogUnavailable } from "../event-log.ts";

/** Chance from a seed (mulberry32): the same seed, the same sequence of numbers from 0 up to 1. */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * `log` on a bad day: appends come late, are sent twice because the first answer was lost, are away before or after they
 * happened, or raise an error. Reads go through.
 */
export const troubledLog = (log: EventLog, chance: () => number): EventLog => {
  const wait = async (): Promise<void> => {
    for (let ticks = Math.floor(chance() * 4); ticks > 0; ticks -= 1) await tick();
  };
  return {
    ...log,
    append: async (batch) => {
      const trouble = chance();
      await wait();
      if (trouble < 0.03) throw new LogUnavailable("away before it happened");
      if (trouble < 0.06) throw new Error("this batch cannot be stored");
      const outcomes = await log.append(batch);
      await wait();
      if (trouble < 0.09) throw new LogUnavailable("away after it had happened");
      // What the PostgreSQL log does when the connection is lost before the answer comes.
      return trouble < 0.2 ? log.append(batch) : outcomes;
    },
  };
};
