import { type Clock, systemClock } from "../clock.ts";
import type { DueTimers, Timer, TimerPlace } from "../timer.ts";
import type { MemoryReadModelRows } from "./read-model-rows.ts";

/** Due timers among rows in memory; the twin is `postgres/due-timers.ts`. */
export const createMemoryDueTimers = (
  rows: Pick<MemoryReadModelRows<Timer>, "all">,
  clock: Pick<Clock, "now"> = systemClock,
): DueTimers => ({
  due: async (partitions, limit, after = null) => {
    const now = clock.now();
    return rows
      .all()
      .filter(({ partition, dueAt }) => dueAt <= now && partitions.includes(partition))
      .filter((timer) => after === null || byPlace(timer, after) > 0)
      .sort(byPlace)
      .slice(0, limit);
  },
});

const byPlace = (a: TimerPlace, b: TimerPlace): number => a.dueAt - b.dueAt || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
