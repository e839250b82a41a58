import { type Clock, systemClock } from "../clock.ts";
import type { DueTimers, Timer } from "../timer.ts";
import type { MemoryReadModelRows } from "./read-model-rows.ts";

/** Due timers among rows in memory; the twin is `postgres/due-timers.ts`. */
export const createMemoryDueTimers = (
  rows: Pick<MemoryReadModelRows<Timer>, "all">,
  clock: Pick<Clock, "now"> = systemClock,
): DueTimers => ({
  due: async (partitions, limit) => {
    const now = clock.now();
    return rows
      .all()
      .filter(({ partition, dueAt }) => dueAt <= now && partitions.includes(partition))
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit);
  },
});
