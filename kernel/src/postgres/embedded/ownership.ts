import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { superuser } from "./cluster.ts";
import { limits } from "./limits.ts";

/** Where a server of ours listens, and the password of its users. */
export interface Address {
  readonly port: number;
  readonly password: string;
}

/** "waybill" in ASCII. The lock is in the database `postgres`, where nothing else of ours is. */
const lockKey = 0x77617962;

/** The living process that runs a database: a lock that PostgreSQL lets go of when the process dies, however it does. */
export interface Ownership {
  /** A connection as superuser, which holds the lock. */
  readonly sql: postgres.Sql;
  /** From here on a lost lock is no surprise. */
  letGo(): void;
  close(): Promise<void>;
}

export type Claim =
  | { readonly kind: "owned"; readonly ownership: Ownership }
  /** Someone else owns it; `holder` says who and since when. */
  | { readonly kind: "held"; readonly holder: string };

export const urlOf = ({ port, password }: Address, user: string, database: string): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

/** One connection as superuser that lasts until it is ended. */
export const connectAsSuperuser = (address: Address, onclose?: () => void): postgres.Sql =>
  postgres(urlOf(address, superuser, "postgres"), {
    max: 1,
    max_lifetime: null,
    connect_timeout: limits.connectSeconds,
    backoff: () => limits.pollMs / 1000,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: `process ${process.pid} on ${hostname()}`.slice(0, 63) },
    ...(onclose === undefined ? {} : { onclose }),
  });

/**
 * Takes the lock on a server that accepts connections.
 * @param patienceMs how long to wait for an owner to show itself before taking what seems to be nobody's
 * @param onLost called when the lock was lost and someone else took it
 */
export const claimOwnership = async (address: Address, patienceMs: number, onLost: () => void): Promise<Claim> => {
  let letGo = false;
  let owned = false;
  const retake = async (): Promise<void> => {
    while (!letGo) {
      const taken = await tryLock(sql).catch(() => null);
      if (taken === true) return;
      if (taken === false) return onLost();
      await sleep(limits.pollMs);
    }
  };
  // Lost with the connection, when PostgreSQL restarts after one of its processes crashed.
  const sql = connectAsSuperuser(address, () => {
    if (owned && !letGo) void retake();
  });
  const holder = await (patienceMs > 0 ? watchForHolder(sql, patienceMs) : null);
  if (holder === null && (await tryLock(sql))) {
    owned = true;
    return {
      kind: "owned",
      ownership: {
        sql,
        letGo: () => {
          letGo = true;
        },
        close: () => {
          letGo = true;
          return sql.end({ timeout: limits.connectSeconds });
        },
      },
    };
  }
  const named = holder ?? (await findHolder(sql)) ?? "another process";
  await sql.end({ timeout: limits.connectSeconds });
  return { kind: "held", holder: named };
};

const tryLock = async (sql: postgres.Sql): Promise<boolean> => {
  const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${lockKey}) as taken`;
  return row?.taken === true;
};

const watchForHolder = async (sql: postgres.Sql, patienceMs: number): Promise<string | null> => {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const holder = await findHolder(sql);
    if (holder !== null || performance.now() > deadlineMs) return holder;
    await sleep(limits.retryMs);
  }
};

const findHolder = async (sql: postgres.Sql): Promise<string | null> => {
  const [row] = await sql<{ name: string; since: Date }[]>`
    select a.application_name as name, a.backend_start as since
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = ${lockKey} and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())`;
  return row === undefined ? null : `${row.name}, since ${row.since.toISOString()}`;
};
