import { setTimeout as sleep } from "node:timers/promises";
import { connectLog, disconnectLog } from "@waybill/kernel/postgres/log-connections";
import type { FastifyBaseLogger } from "fastify";
import type { Sql } from "postgres";
import { serverLimits } from "../limits.ts";
import { serverApplicationName } from "./postgres-foundation.ts";

/** Says now and then that a start is not done yet, and which connections of others it waits for, until it is disposed of. */
export const tellOfLongStart = (url: string, logger: FastifyBaseLogger): AsyncDisposable => {
  let sql: Sql | null = null;
  const look = async (): Promise<void> => {
    // A connection of its own, and only now: all others may wait, and most starts are done by then.
    sql ??= connectLog(url, { max: 1, applicationName: `${serverApplicationName} start` });
    let holders = await holdersIn(sql);
    // A migration lets others pass now and then, and waits for nobody meanwhile.
    for (let again = 0; again < 4 && holders.length === 0; again += 1) {
      await sleep(serverLimits.longStartMs / 10);
      holders = await holdersIn(sql);
    }
    if (holders.length === 0) logger.info("still starting: the database is being prepared");
    for (const holder of holders)
      logger.warn(holder, "still starting: another connection holds what has to be changed in the database; it goes on when that one ends");
  };
  // A database that does not answer is told of by the start itself.
  const looking = setInterval(() => void look().catch(() => undefined), serverLimits.longStartMs);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(looking);
      if (sql !== null) await disconnectLog(sql);
    },
  };
};

/** A connection that others wait for. */
interface Holder {
  readonly pid: number;
  /** What it calls itself. */
  readonly application: string;
  readonly state: string;
  /** How long its transaction has been open. */
  readonly forSeconds: number;
}

/** Those that processes of ours wait for, and not only for a moment. */
const holdersIn = async (sql: Sql): Promise<readonly Holder[]> => sql<Holder[]>`
  select distinct holder.pid, holder.application_name as application, coalesce(holder.state, 'not shown to this user') as state,
    coalesce(extract(epoch from clock_timestamp() - holder.xact_start), 0)::int as "forSeconds"
  from pg_stat_activity waiting
  cross join lateral unnest(pg_blocking_pids(waiting.pid)) as blocking (pid)
  join pg_stat_activity holder on holder.pid = blocking.pid
  where waiting.application_name = ${serverApplicationName} and waiting.datname = current_database() and waiting.wait_event_type = 'Lock'
    and waiting.query_start < clock_timestamp() - ${serverLimits.longStartMs / 50} * interval '1 ms'
  order by 1`;
