import type { Sql } from "postgres";
import type { Json } from "../brand.ts";
import { gather } from "../gather.ts";
import { type Beginning, type ItemPlace, type Parking, type ParkingLimits, parkingLimits, type Start } from "../parking.ts";
import { type Lot, lotIn, operations } from "./parking-operations.ts";
import { parkStatement } from "./parking-statements.ts";
import { plainList } from "./text-lists.ts";
import { orUnavailable } from "./unavailable.ts";

const nothing: ReadonlySet<string> = new Set();
const neither = { parked: nothing, skipped: nothing };

/** Which items of a subscription. */
interface Wanted {
  readonly subscription: string;
  readonly items: readonly ItemPlace[];
}

/** What is known of a subscription as a whole. */
interface Standing {
  readonly isAnyParked: boolean;
  /** One more than `skippedKnown` where there are more. */
  readonly skipped: readonly string[];
}

/** All subscriptions of a process ask, mostly in vain: those who ask at once ask together. */
const lookUps = ({ sql, keys, skips }: Lot) => ({
  standingOf: gather(
    async (asked: readonly string[]): Promise<readonly Standing[]> => {
      const rows = await sql<({ name: string } & Standing)[]>`
        select name, exists (select from ${keys} where subscription = name) as "isAnyParked", (
          select coalesce(json_agg(one.item_id), '[]') from (
            select item_id from ${skips} where subscription = name limit ${parkingLimits.skippedKnown + 1}) one) as skipped
        from json_array_elements_text(${JSON.stringify(asked)}::text::json) as name
        where exists (select from ${keys} where subscription = name) or exists (select from ${skips} where subscription = name)`;
      const found = new Map(rows.map((row) => [row.name, row]));
      return asked.map((subscription) => found.get(subscription) ?? { isAnyParked: false, skipped: [] });
    },
    { most: askedTogether },
  ),
  /** In one statement: what is skipped between two would be neither parked nor skipped. */
  concerning: gather(
    async (asked: readonly Wanted[]): Promise<readonly Pick<Beginning, "parked" | "skipped">[]> => {
      const items = asked.flatMap((one) => one.items);
      const subscriptions = sql`select json_array_elements_text(${JSON.stringify(asked.map(({ subscription }) => subscription))}::text::json)`;
      const rows = await sql<{ subscription: string; found: string; isSkipped: boolean }[]>`
        select subscription, order_key as found, false as "isSkipped" from ${keys} where subscription in (${subscriptions})
          and order_key in (select json_array_elements_text(${JSON.stringify(items.map(({ key }) => key))}::text::json))
        union all select subscription, item_id, true from ${skips} where subscription in (${subscriptions})
          and item_id in (select json_array_elements_text(${JSON.stringify(items.map(({ id }) => id))}::text::json))`;
      if (rows.length === 0) return asked.map(() => neither);
      return asked.map((one) => {
        const own = rows.filter(({ subscription }) => subscription === one.subscription);
        const [parked, skipped] = [own.filter(({ isSkipped }) => !isSkipped), own.filter(({ isSkipped }) => isSkipped)];
        return { parked: new Set(parked.map(({ found }) => found)), skipped: new Set(skipped.map(({ found }) => found)) };
      });
    },
    { most: askedTogether },
  ),
  isDue: gather(
    async (asked: readonly string[]): Promise<readonly boolean[]> => {
      const rows = await sql<{ subscription: string }[]>`
        select distinct subscription from ${keys} where retry_at <= clock_timestamp()
          and subscription in (select json_array_elements_text(${JSON.stringify(asked)}::text::json))`;
      const due = new Set(rows.map(({ subscription }) => subscription));
      return asked.map((subscription) => due.has(subscription));
    },
    { most: askedTogether },
  ),
});

const askedTogether = 64;

/** Parked items in the context's schema, beside its log; tables and functions are in `migrations/0003-parked.sql` and those after it. */
export const createPostgresParking = (sql: Sql, schema: string, limits: ParkingLimits = parkingLimits): Parking => {
  const lot = lotIn(sql, schema);
  const { named, keys, items, isHeading } = lot;
  const { standingOf, concerning, isDue } = lookUps(lot);
  return {
    begin: (subscription, starts, begun) =>
      orUnavailable(async () => {
        const attempts = starts.length === 0 ? 0 : await beginAt(lot, subscription, starts);
        const { isAnyParked, skipped } = await standingOf(subscription);
        const isEmpty = !isAnyParked && skipped.length <= parkingLimits.skippedKnown;
        if (isEmpty) return { attempts, parked: nothing, skipped: new Set(skipped), isEmpty };
        return { attempts, ...(begun.length === 0 ? neither : await concerning({ subscription, items: begun })), isEmpty };
      }),
    park: (subscription, parked, failures) =>
      orUnavailable(async () => {
        // Keys in one sequence for everybody: two that park the same ones never wait for each other in a circle.
        const sorted = parked.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
        const { text, values } = parkStatement(schema, subscription, {
          items: sorted.map((item) => ({ ...item, failure: failures.get(item.key) ?? null })),
          pauseMs: limits.pauseMs,
        });
        await sql.unsafe(text, [...values]);
      }),
    take: (subscription) =>
      orUnavailable(async () => {
        if (!(await isDue(subscription))) return null;
        await sql`
          update ${keys} set retry_at = null where subscription = ${subscription} and order_key in (
            select order_key from ${keys} where subscription = ${subscription} and retry_at <= clock_timestamp() and attempts >= ${limits.attempts}
            for update skip locked)`;
        const [row] = await sql<{ id: string; key: string; payload: Json }[]>`
          with taken as (
            update ${keys} set attempts = attempts + 1, retry_at = clock_timestamp() + ${limits.attemptMs} * interval '1 ms'
            where subscription = ${subscription} and order_key = (
              select order_key from ${keys} where subscription = ${subscription} and retry_at <= clock_timestamp()
              order by retry_at limit 1 for update skip locked)
            returning order_key)
          select first.order_key as key, first.item_id as id, first.payload
          from taken cross join lateral ${named("first_parked")}(${subscription}, taken.order_key) first`;
        return row === undefined ? null : { id: row.id, key: row.key, payload: row.payload };
      }),
    settle: (subscription, { key, id }) =>
      orUnavailable(async () => {
        await sql`select ${named("drop_first")}(${subscription}, ${key}, ${id})`;
      }),
    waiting: (subscription, ids) =>
      orUnavailable(async () => {
        const found = await sql<{ id: string }[]>`
          select item_id as id from ${items} where subscription = ${subscription}
            and item_id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`;
        return new Set(found.map(({ id }) => id));
      }),
    fail: (subscription, { key, id }, { fingerprint, error }) =>
      orUnavailable(async () => {
        await sql`
          update ${keys} set fingerprint = ${fingerprint}, error = ${error}, retry_at = case when attempts < ${limits.attempts}
            then clock_timestamp() + ${limits.pauseMs} * 2 ^ greatest(0, attempts - 1) * interval '1 ms' end
          where ${isHeading(subscription, key, id)}`;
      }),
    giveBack: (subscription, { key, id }) =>
      orUnavailable(async () => {
        await sql`
          update ${keys} set attempts = greatest(0, attempts - 1), retry_at = clock_timestamp() + ${limits.pauseMs} * interval '1 ms'
          where ${isHeading(subscription, key, id)}`;
      }),
    ...operations(lot),
  };
};

/** Counts that work is begun after these positions; the highest count. Marks of earlier positions are cleared away. */
const beginAt = async ({ sql, named }: Lot, subscription: string, starts: readonly Start[]): Promise<number> => {
  const ascending = starts.toSorted((a, b) => a.partition - b.partition);
  const [row] = await sql<{ attempts: number }[]>`
    select ${named("begin_work")}(${subscription}, ${plainList(ascending.map(({ partition }) => partition))}::int[],
      ${plainList(ascending.map(({ position }) => position))}::bigint[], ${plainList(ascending.map(() => null))}::bigint[]) as attempts`;
  return row?.attempts ?? 0;
};
