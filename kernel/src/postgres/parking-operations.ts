import type { Sql } from "postgres";
import type { Json } from "../brand.ts";
import { instant } from "../clock.ts";
import type { ParkedKey, ParkedKeys } from "../parking.ts";
import { orUnavailable } from "./unavailable.ts";

/** Where it all is. */
export type Lot = ReturnType<typeof lotIn>;

export const lotIn = (sql: Sql, schema: string) => {
  const named = (name: string) => sql(`${schema}.${name}`);
  const keys = named("parked_key");
  const items = named("parked_item");
  const skips = named("skipped_item");
  const isHeading = (subscription: string, key: string, id: string) => sql`
    subscription = ${subscription} and order_key = ${key} and ${named("is_first_parked")}(${subscription}, ${key}, ${id})`;
  return { sql, named, keys, items, skips, isHeading };
};

/** What an operator can do. */
export const operations = ({ sql, named, keys, items, skips }: Lot): ParkedKeys => ({
  list: (limit, { subscription, key, about, from } = {}) =>
    orUnavailable(async () => {
      // As it is told: to the millisecond.
      const parkedAt = sql`floor(extract(epoch from k.parked_at) * 1000)`;
      const found = await sql<ParkedRow[]>`
        select k.subscription, k.order_key as key, k.attempts, k.fingerprint, k.error, ${parkedAt}::float8 as "parkedAt",
          extract(epoch from k.retry_at)::float8 * 1000 as "retryAt", first.item_id as id, first.payload,
          (select count(*)::int from ${items} i where i.subscription = k.subscription and i.order_key = k.order_key) as waiting
        from ${keys} k cross join lateral (
          select i.item_id, i.payload from ${items} i where i.subscription = k.subscription and i.order_key = k.order_key order by i.sequence limit 1
        ) first
        where true ${subscription === undefined ? sql`` : sql`and k.subscription = ${subscription}`}
          ${key === undefined ? sql`` : sql`and k.order_key = ${key}`}
          ${about === undefined ? sql`` : sql`and strpos(k.order_key, ${about}) > 0`}
          ${from === undefined ? sql`` : sql`and (${parkedAt}, k.subscription, k.order_key) >= (${from.parkedAt}::float8::numeric, ${from.subscription}, ${from.key})`}
        order by ${parkedAt}, k.subscription, k.order_key limit ${limit}`;
      return found.map(parkedKeyOf);
    }),
  concerned: (fingerprint) =>
    orUnavailable(async () =>
      (
        await sql<
          { subscription: string }[]
        >`select distinct subscription from ${keys} where fingerprint = ${fingerprint} and retry_at is null`
      ).map(({ subscription }) => subscription),
    ),
  retry: (subscription, key) =>
    orUnavailable(
      async () =>
        (
          await sql`
      update ${keys} set attempts = 0, retry_at = clock_timestamp() where subscription = ${subscription} and order_key = ${key}`
        ).count > 0,
    ),
  skip: (subscription, { key, id }, { reason, by }) =>
    orUnavailable(async () => {
      // One statement: it is recorded if and only if it is left out.
      const recorded = await sql`
          insert into ${skips} select ${subscription}, ${key}, ${id}, payload, ${reason}, ${by}, clock_timestamp()
          from ${named("drop_first")}(${subscription}, ${key}, ${id}) as payload where payload is not null`;
      if (recorded.count > 0) return true;
      const [before] = await sql<{ isSkipped: boolean }[]>`
        select exists (select from ${skips} where subscription = ${subscription} and item_id = ${id}) as "isSkipped"`;
      return before?.isSkipped ?? false;
    }),
  redrive: (subscription, fingerprint, perSecond) =>
    orUnavailable(
      async () =>
        (
          await sql`
      with waiting as materialized (
        select order_key, parked_at from ${keys} where subscription = ${subscription} and fingerprint = ${fingerprint} and retry_at is null
        order by order_key for update)
      update ${keys} k set attempts = 0, retry_at = clock_timestamp() + n.number / ${perSecond}::float8 * interval '1 s'
      from (select order_key, row_number() over (order by parked_at) - 1 as number from waiting) n
      where k.subscription = ${subscription} and k.order_key = n.order_key`
        ).count,
    ),
});

interface ParkedRow {
  readonly subscription: string;
  readonly key: string;
  readonly attempts: number;
  readonly fingerprint: string | null;
  readonly error: string | null;
  readonly parkedAt: number;
  readonly retryAt: number | null;
  readonly id: string;
  readonly payload: Json;
  readonly waiting: number;
}

const parkedKeyOf = ({ subscription, key, attempts, waiting, ...row }: ParkedRow): ParkedKey => ({
  subscription,
  key,
  attempts,
  waiting,
  first: { id: row.id, key, payload: row.payload },
  failure: row.fingerprint === null ? null : { fingerprint: row.fingerprint, error: row.error ?? "" },
  parkedAt: instant(Math.floor(row.parkedAt)),
  retryAt: row.retryAt === null ? null : instant(Math.floor(row.retryAt)),
});
