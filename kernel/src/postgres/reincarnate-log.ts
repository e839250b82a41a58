import type { Sql, TransactionSql } from "postgres";
import { newUuid } from "../id.ts";
import { limits } from "../limits.ts";

/** What becomes of a subscription when the log that it follows goes on as another incarnation. */
export interface FollowedOn {
  /** Where it keeps its checkpoints. */
  readonly schema: string;
  readonly subscription: string;
  /** `rebuilt`: it is a read model that shows what is lost, so its rows are dropped, and made anew by whoever starts next. */
  readonly becomes: "goesBack" | "goesOn" | "rebuilt";
  /** How many positions beyond the log's heads it had passed. */
  readonly lostPositions: number;
}

export interface Reincarnation {
  readonly schema: string;
  readonly from: string;
  readonly to: string;
  readonly followers: readonly FollowedOn[];
}

export interface ReincarnateOptions {
  /** The schema of the log. */
  readonly schema: string;
  /** The application name of connections that may append to it. Any but our own is a process that has to stop first. */
  readonly usedBy: string;
  /** False only tells what would be done. */
  readonly applies: boolean;
  /** How long to wait for what another connection has locked. */
  readonly lockPatienceMs?: number;
}

/** There is no such log, or somebody is at work. The message says which, to a person. */
export class ReincarnationRefused extends Error {
  override readonly name = "ReincarnationRefused";
}

/**
 * Lets a log go on as another incarnation: after a restore, or a failover that lost something, positions that were given out are
 * given out again for other events. Whatever follows it in this database goes on from where it stood, or from the log's head if it had come
 * further. All of it is one transaction. Receipts stay: what was done under a command id is done.
 * @throws ReincarnationRefused, also when another connection keeps something locked for too long.
 */
export const reincarnateLog = async (sql: Sql, options: ReincarnateOptions): Promise<Reincarnation> => {
  try {
    return await sql.begin((transaction) => reincarnate(transaction, options));
  } catch (error) {
    if (!isLockedOut(error)) throw error;
    throw new ReincarnationRefused(
      "Something in the database holds what has to be changed, such as a dump, a server that starts, or a transaction that somebody left open: wait for it or end it, and try again. Nothing was changed.",
    );
  }
};

const isLockedOut = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "55P03";

const reincarnate = async (sql: TransactionSql, options: ReincarnateOptions): Promise<Reincarnation> => {
  const { schema, applies, lockPatienceMs = limits.lockPatienceMs } = options;
  // Whoever waits for a dump holds up every server that starts meanwhile, and says nothing.
  await sql`select set_config('lock_timeout', ${`${lockPatienceMs}ms`}, true)`;
  const schemas = await schemasOfLogs(sql);
  if (!schemas.includes(schema)) {
    throw new ReincarnationRefused(
      `There is no log ${schema} here: there is ${schemas.length === 0 ? "none at all" : schemas.join(", ")}.`,
    );
  }
  // The lock under which a process that starts looks at the schema: whoever comes now reads the new incarnation.
  for (const one of schemas) await sql`select pg_advisory_xact_lock(hashtextextended(${`waybill migrate ${one}`}, 0))`;
  if (applies) await refuseWhileUsed(sql, schemas, options);
  const [log] = await sql<{ incarnation: string }[]>`select incarnation from ${sql(schema)}.log for update`;
  if (log === undefined) throw new ReincarnationRefused(`The log ${schema} was never opened.`);
  const reincarnation = { schema, from: log.incarnation, to: newUuid() };
  const followers: FollowedOn[] = [];
  for (const place of schemas) {
    for (const follower of await followersIn(sql, place, reincarnation)) {
      followers.push(follower);
      if (applies) await followOn(sql, follower, reincarnation);
    }
  }
  if (applies) await sql`update ${sql(schema)}.log set incarnation = ${reincarnation.to}`;
  return { ...reincarnation, followers };
};

/** Every schema that keeps a log, and so may follow others. */
const schemasOfLogs = async (sql: TransactionSql): Promise<readonly string[]> => {
  const rows = await sql<{ name: string }[]>`
    select table_schema as name from information_schema.tables where table_name in ('checkpoint', 'follower', 'log', 'read_model')
    group by table_schema having count(*) = 4 order by table_schema`;
  return rows.map(({ name }) => name);
};

/** A process that runs has the old incarnation in its memory, and would move checkpoints on under it. */
const refuseWhileUsed = async (sql: TransactionSql, schemas: readonly string[], { usedBy }: ReincarnateOptions): Promise<void> => {
  for (const schema of schemas) {
    const [alive] = await sql<{ subscription: string; leftS: number }[]>`
      select subscription, ceil(extract(epoch from alive_until - clock_timestamp()))::int as "leftS" from ${sql(schema)}.follower
      where alive_until > clock_timestamp() order by alive_until desc limit 1`;
    if (alive === undefined) continue;
    const { subscription, leftS } = alive;
    throw new ReincarnationRefused(
      `A process follows for ${subscription} of ${schema}: stop every server first. One that was killed counts as following for ${leftS} s more.`,
    );
  }
  const [connected] = await sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = ${usedBy} and pid <> pg_backend_pid()`;
  if (connected && connected.count > 0) {
    throw new ReincarnationRefused(`${connected.count} connections of a server are open: stop every server first.`);
  }
};

/** Who follows the log and keeps its checkpoints there. */
const followersIn = async (sql: TransactionSql, place: string, log: { readonly schema: string; readonly from: string }) => {
  const rows = await sql<{ subscription: string; lost: string; isReadModel: boolean }[]>`
    with stands as (
      select distinct on (subscription, partition) subscription, partition, position from ${sql(place)}.checkpoint
      where incarnation = ${log.from} order by subscription, partition, epoch desc, position desc
    )
    select s.subscription, sum(greatest(s.position - coalesce(head.position, 0), 0))::text as lost,
      exists (
        select from ${sql(place)}.read_model m where s.subscription in (m.subscription, m.subscription || '_g' || m.generation)
      ) as "isReadModel"
    from stands s
    left join lateral (
      select e.position from ${sql(log.schema)}.event e where e.partition = s.partition order by e.position desc limit 1
    ) as head on true
    group by s.subscription order by s.subscription`;
  return rows.map(({ subscription, lost, isReadModel }): FollowedOn => {
    const lostPositions = Number(lost);
    const becomes = lostPositions === 0 ? "goesOn" : isReadModel ? "rebuilt" : "goesBack";
    return { schema: place, subscription, becomes, lostPositions };
  });
};

const followOn = async (sql: TransactionSql, { schema, subscription, becomes }: FollowedOn, log: Omit<Reincarnation, "followers">) => {
  if (becomes === "rebuilt") return dropReadModel(sql, { schema, subscription }, log.schema);
  await sql`
    with gone as (delete from ${sql(schema)}.checkpoint where subscription = ${subscription} and incarnation = ${log.from} returning *),
      stands as (select distinct on (partition) * from gone order by partition, epoch desc, position desc)
    insert into ${sql(schema)}.checkpoint (subscription, partition, epoch, position, incarnation)
      select s.subscription, s.partition, s.epoch, least(s.position, coalesce(head.position, 0)), ${log.to}::uuid
      from stands s
      left join lateral (
        select e.position from ${sql(log.schema)}.event e where e.partition = s.partition order by e.position desc limit 1
      ) as head on true`;
  // How often work was begun after positions that now come again says nothing.
  await sql`delete from ${sql(schema)}.begun where subscription = ${subscription}`;
};

/** Drops its rows, or those that are built anew for it. Who keeps it finds no table, and begins from the beginning (`know_read_model`). */
const dropReadModel = async (
  sql: TransactionSql,
  { schema, subscription }: Pick<FollowedOn, "schema" | "subscription">,
  followed: string,
): Promise<void> => {
  const [kept] = await sql<{ live: string; building: string | null }[]>`
    select subscription as live, subscription || '_g' || generation as building from ${sql(schema)}.read_model
    where ${subscription} in (subscription, subscription || '_g' || generation)`;
  for (const table of new Set([subscription, ...(kept?.building ? [kept.building] : [])])) {
    await sql`drop table if exists ${sql(schema)}.${sql(table)}`;
    await sql`select ${sql(schema)}.forget_subscription(${table})`;
    // What was skipped beyond the heads is gone. Other events come at those positions, and nobody has decided anything about them.
    await sql`
      delete from ${sql(schema)}.skipped_item
      where subscription = ${table} and split_part(item_id, '@', 2)::bigint > coalesce(
        (select max(position) from ${sql(followed)}.event where partition = split_part(item_id, '@', 1)::int), 0)`;
  }
  if (kept !== undefined) await sql`update ${sql(schema)}.read_model set generation = null where subscription = ${kept.live}`;
};
