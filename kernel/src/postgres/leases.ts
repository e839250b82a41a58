import type { Sql } from "postgres";
import { gather } from "../gather.ts";
import { type Follower, fairShare, type Holding, type Leases } from "../lease.ts";
import { limits } from "../limits.ts";
import { marksFor, textList } from "./text-lists.ts";
import { orUnavailable } from "./unavailable.ts";

/**
 * Leases in the context's schema, on its server's clock; the tables are in `migrations/0002-following.sql`. Every step is one
 * statement: what it decides on may have changed, and then the epoch it expects is not there any more and it takes nothing.
 */
export const createPostgresLeases = (sql: Sql, schema: string, leaseMs: number = limits.leaseMs): Leases => {
  const table = (name: string) => sql(`${schema}.${name}`);

  /** Writes that the follower is alive. Returns everybody who is, and every lease. Followers that ask at once share a statement. */
  const look = gather(
    async (followers: readonly Follower[]): Promise<readonly Look[]> => {
      const [names, owners] = [followers.map(({ subscription }) => subscription), followers.map(({ owner }) => owner)];
      const marks = marksFor(names);
      const rows = await sql<Look[]>`
        with me as materialized (
          select nth, name, owner from unnest(string_to_array(${textList(names, marks)}, ${marks.separator}), ${`{${owners.join(",")}}`}::uuid[])
            with ordinality as each (name, owner, nth) where owner is not null
        ), alive as (
          insert into ${table("follower")} select name, owner, clock_timestamp() + ${leaseMs} * interval '1 millisecond' from me
          on conflict (subscription, owner) do update set alive_until = excluded.alive_until
        ), gone as (
          -- Long gone: one that has just fallen silent may be about to write its own row, and the two would wait for each other.
          delete from ${table("follower")} where (subscription, owner) in (
            select subscription, owner from ${table("follower")}
            where subscription in (select name from me) and alive_until < clock_timestamp() - 10 * ${leaseMs} * interval '1 millisecond'
            for update skip locked)
        )
        select
          (select coalesce(jsonb_agg(other.owner), '[]') from ${table("follower")} as other
            where other.subscription = me.name and other.alive_until >= clock_timestamp() and other.owner <> me.owner) as alive,
          (select coalesce(jsonb_agg(jsonb_build_object('partition', partition, 'owner', lease.owner, 'epoch', epoch)), '[]')
            from ${table("lease")} as lease where lease.subscription = me.name) as leases
        from me order by nth`;
      return rows;
    },
    { most: followersLookingAtOnce },
  );

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
    const { alive: others, leases } = await look(follower);
    const alive = [follower.owner, ...others];
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

/** Each takes some 40 bytes for every partition of its log. */
const followersLookingAtOnce = 100;

interface Look {
  /** Without the one who asks. */
  readonly alive: readonly string[];
  readonly leases: readonly LeaseRow[];
}

interface LeaseRow {
  readonly partition: number;
  readonly owner: string | null;
  readonly epoch: number;
}
