import type { Sql } from "postgres";
import { type Follower, fairShare, type Holding, type Leases } from "../lease.ts";
import { limits } from "../limits.ts";
import { orUnavailable } from "./unavailable.ts";

/**
 * Leases in the context's schema, on its server's clock; the tables are in `migrations/0002-following.sql`. Every step is one
 * statement: what it decides on may have changed, and then the epoch it expects is not there any more and it takes nothing.
 */
export const createPostgresLeases = (sql: Sql, schema: string, leaseMs: number = limits.leaseMs): Leases => {
  const table = (name: string) => sql(`${schema}.${name}`);

  /** Writes that the follower is alive. Returns everybody who is, and every lease. */
  const look = async ({ subscription, owner }: Follower): Promise<{ alive: readonly string[]; leases: readonly LeaseRow[] }> => {
    const rows = await sql<{ alive: string[]; leases: LeaseRow[] }[]>`
      with me as (
        insert into ${table("follower")} values (${subscription}, ${owner}, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
        on conflict (subscription, owner) do update set alive_until = excluded.alive_until
      ), gone as (
        -- Long gone: one that has just fallen silent may be about to write its own row, and the two would wait for each other.
        delete from ${table("follower")}
        where subscription = ${subscription} and alive_until < clock_timestamp() - 10 * ${leaseMs} * interval '1 millisecond'
      )
      select
        (select coalesce(jsonb_agg(owner), '[]') from ${table("follower")}
          where subscription = ${subscription} and alive_until >= clock_timestamp() and owner <> ${owner}) as alive,
        (select coalesce(jsonb_agg(jsonb_build_object('partition', partition, 'owner', owner, 'epoch', epoch)), '[]')
          from ${table("lease")} where subscription = ${subscription}) as leases`;
    return { alive: [owner, ...(rows[0]?.alive ?? [])], leases: rows[0]?.leases ?? [] };
  };

  /** Takes those of the partitions whose epoch is still the expected one. */
  const take = async ({ subscription, owner }: Follower, expected: ReadonlyMap<number, number>): Promise<readonly LeaseRow[]> => {
    if (expected.size === 0) return [];
    const taken = await sql<{ partition: number; epoch: string }[]>`
      insert into ${table("lease")} as held (subscription, partition, owner, epoch)
      select ${subscription}, partition, ${owner}, expected + 1
      from unnest(${`{${[...expected.keys()].join(",")}}`}::int[], ${`{${[...expected.values()].join(",")}}`}::bigint[]) as free (partition, expected)
      on conflict (subscription, partition) do update set owner = excluded.owner, epoch = excluded.epoch where held.epoch = excluded.epoch - 1
      returning partition, epoch`;
    return taken.map(({ partition, epoch }) => ({ partition, owner, epoch: Number(epoch) }));
  };

  const tend = async (follower: Follower, partitions: number): Promise<Holding> => {
    const { alive, leases } = await look(follower);
    const known = new Map(leases.map((lease) => [lease.partition, lease]));
    const owners = new Map(Array.from({ length: partitions }, (_, partition) => [partition, known.get(partition)?.owner ?? null]));
    const share = fairShare(follower.owner, { alive, owners });
    const taken = await take(follower, new Map(share.take.map((partition) => [partition, known.get(partition)?.epoch ?? 0])));
    const held = [...leases.filter((lease) => lease.owner === follower.owner), ...taken];
    return { epochs: new Map(held.map(({ partition, epoch }) => [partition, epoch])), surplus: share.surplus };
  };

  return {
    leaseMs,
    tend: (follower, partitions) => orUnavailable(() => tend(follower, partitions)),
    release: ({ subscription, owner }, partitions) =>
      orUnavailable(async () => {
        await sql`
          update ${table("lease")} set owner = null
          where subscription = ${subscription} and owner = ${owner} and partition = any(${`{${partitions.join(",")}}`}::int[])`;
      }),
    leave: ({ subscription, owner }) =>
      orUnavailable(async () => {
        await sql`
          with released as (update ${table("lease")} set owner = null where subscription = ${subscription} and owner = ${owner})
          delete from ${table("follower")} where subscription = ${subscription} and owner = ${owner}`;
      }),
  };
};

interface LeaseRow {
  readonly partition: number;
  readonly owner: string | null;
  readonly epoch: number;
}
