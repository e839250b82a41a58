import type { Sql, TransactionSql } from "postgres";
import { type Follower, fairShare, type Holding, type Leases } from "../lease.ts";
import { limits } from "../limits.ts";
import { orUnavailable } from "./unavailable.ts";

/** Leases in the context's schema, on its server's clock; the tables are in `migrations/0002-following.sql`. */
export const createPostgresLeases = (sql: Sql, schema: string, leaseMs: number = limits.leaseMs): Leases => {
  const table = (name: string) => sql(`${schema}.${name}`);

  /** One look at a subscription at a time, so that no two processes take the same free partition, or both leave it to the other. */
  const lock = (transaction: TransactionSql, subscription: string) =>
    transaction`select pg_advisory_xact_lock(hashtextextended(${`${schema}/lease/${subscription}`}, 0))`;

  /** Everybody alive, the follower included from now on. By clock_timestamp(), because now() is when the wait for the lock began. */
  const sayAlive = async (transaction: TransactionSql, { subscription, owner }: Follower): Promise<readonly string[]> => {
    await transaction`
      insert into ${table("follower")} values (${subscription}, ${owner}, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
      on conflict (subscription, owner) do update set alive_until = excluded.alive_until`;
    await transaction`delete from ${table("follower")} where subscription = ${subscription} and alive_until < clock_timestamp()`;
    const rows = await transaction<{ owner: string }[]>`select owner from ${table("follower")} where subscription = ${subscription}`;
    return rows.map((row) => row.owner);
  };

  const take = (transaction: TransactionSql, { subscription, owner }: Follower, partitions: readonly number[]) =>
    transaction<LeaseRow[]>`
      insert into ${table("lease")} as held (subscription, partition, owner, epoch)
      select ${subscription}, partition, ${owner}, 1 from unnest(${`{${partitions.join(",")}}`}::int[]) as partition
      on conflict (subscription, partition) do update set owner = excluded.owner, epoch = held.epoch + 1
      returning partition, owner, epoch`;

  const tend = async (transaction: TransactionSql, follower: Follower, partitions: number): Promise<Holding> => {
    const { subscription, owner } = follower;
    await lock(transaction, subscription);
    const alive = await sayAlive(transaction, follower);
    const leases = await transaction<LeaseRow[]>`
      select partition, owner, epoch from ${table("lease")} where subscription = ${subscription}`;
    const owners = new Map<number, string | null>(Array.from({ length: partitions }, (_, partition) => [partition, null]));
    for (const lease of leases) owners.set(lease.partition, lease.owner);
    const share = fairShare(owner, { alive, owners });
    const taken = share.take.length === 0 ? [] : await take(transaction, follower, share.take);
    const held = [...leases.filter((lease) => lease.owner === owner), ...taken];
    return { epochs: new Map(held.map(({ partition, epoch }) => [partition, Number(epoch)])), surplus: share.surplus };
  };

  return {
    leaseMs,
    tend: (follower, partitions) => orUnavailable(() => sql.begin((transaction) => tend(transaction, follower, partitions))),
    release: ({ subscription, owner }, partitions) =>
      orUnavailable(async () => {
        await sql`
          update ${table("lease")} set owner = null
          where subscription = ${subscription} and owner = ${owner} and partition = any(${`{${partitions.join(",")}}`}::int[])`;
      }),
    leave: ({ subscription, owner }) =>
      orUnavailable(async () => {
        await sql.begin(async (transaction) => {
          await lock(transaction, subscription);
          await transaction`update ${table("lease")} set owner = null where subscription = ${subscription} and owner = ${owner}`;
          await transaction`delete from ${table("follower")} where subscription = ${subscription} and owner = ${owner}`;
        });
      }),
  };
};

interface LeaseRow {
  readonly partition: number;
  readonly owner: string | null;
  readonly epoch: string;
}
