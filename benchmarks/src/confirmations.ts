import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@waybill/kernel/limits";
import type { Sql } from "postgres";
import type { Figures } from "./bench.ts";
import { cpuPerThousand, cpuSeconds } from "./cpu.ts";
import { atPace } from "./pace.ts";
import { percentileOf, withCallers } from "./stopwatch.ts";

export interface ConfirmRun {
  /** Places one order, and gives its id when it is acknowledged. */
  readonly place: (index: number) => Promise<string>;
  readonly sql: Sql;
  readonly postmasterPid: number;
  readonly orders: number;
  readonly callers: number;
  readonly seconds: number;
}

/** How long the last order may take: a saga's whole deadline. */
const patienceMs = 120_000;
const lookMs = 500;

/** First as many orders as can be, then for some seconds half of what was confirmed a second. */
export const measureConfirming = async (run: ConfirmRun): Promise<Figures> => {
  const { place, sql, orders, callers, seconds } = run;
  const watch = watchConfirmed(sql);
  await withCallers(callers, Math.ceil(orders / 5), async (index) => watch.begin(await place(index)));
  await watch.allConfirmed();
  const before = cpuSeconds(run.postmasterPid);
  const startedAtMs = Date.now();
  const placedSeconds = await withCallers(callers, orders, async (index) => watch.begin(await place(index)));
  const top = await watch.allConfirmed();
  const confirmedPerSecond = Math.round(orders / ((top.lastAtMs - startedAtMs) / 1_000));
  const cpu = cpuPerThousand(before, cpuSeconds(run.postmasterPid), orders);
  await atPace({ perSecond: confirmedPerSecond / 2, seconds }, async (index) => {
    const askedAtMs = Date.now();
    watch.begin(await place(index), askedAtMs);
  });
  const { tookMs } = await watch.allConfirmed();
  return {
    orders,
    callers,
    placedPerSecond: Math.round(orders / placedSeconds),
    confirmedPerSecond,
    cpuSecondsPer1000Orders: cpu,
    atHalfRate: { perSecond: Math.round(confirmedPerSecond / 2), p50Ms: percentileOf(tookMs, 0.5), p99Ms: percentileOf(tookMs, 0.99) },
  };
};

interface Confirmed {
  readonly stream: string;
  readonly at: number;
  readonly partition: number;
  readonly position: number;
}

/** Looks into ordering's log for the orders that were begun; when each was confirmed is what PostgreSQL recorded, by the same machine's clock. */
const watchConfirmed = (sql: Sql) => {
  const seen = new Map(Array.from({ length: limits.defaultPartitions }, (_, partition) => [partition, 0]));
  const askedAtMs = new Map<string, number>();
  // Planned anew each time, and along the key: a plan from when the log was empty cost as much as a tenth of what is measured.
  const look = () =>
    sql.unsafe<Confirmed[]>(
      `select event.* from unnest($1::int[], $2::int[]) as known (partition, position) cross join lateral (
        select stream, extract(epoch from recorded_at)::float8 * 1000 as at, event.partition, event.position::int as position from ordering.event
        where event.partition = known.partition and event.position > known.position and event.type = 'OrderConfirmed'
        order by event.position
      ) as event`,
      [`{${[...seen.keys()].join(",")}}`, `{${[...seen.values()].join(",")}}`],
      { prepare: false },
    );
  const early = new Map<string, number>();
  return {
    begin: (orderId: string, atMs = Date.now()): void => void askedAtMs.set(orderId, atMs),
    /** Resolves when all that were begun are confirmed, and forgets them. @throws Error when it takes too long. */
    allConfirmed: async (): Promise<{ readonly lastAtMs: number; readonly tookMs: readonly number[] }> => {
      const untilMs = performance.now() + patienceMs;
      const tookMs: number[] = [];
      let lastAtMs = 0;
      while (askedAtMs.size > 0) {
        for (const { stream, at, partition, position } of await look()) {
          seen.set(partition, position);
          early.set(stream.slice(stream.lastIndexOf("/") + 1), at);
        }
        for (const [orderId, at] of early) {
          const asked = askedAtMs.get(orderId);
          if (asked === undefined || !askedAtMs.delete(orderId)) continue;
          tookMs.push(at - asked);
          lastAtMs = Math.max(lastAtMs, at);
        }
        early.clear();
        if (askedAtMs.size > 0 && performance.now() > untilMs) throw new Error(`${askedAtMs.size} orders are still not confirmed`);
        await sleep(lookMs);
      }
      return { lastAtMs, tookMs };
    },
  };
};
