import type { Sql } from "postgres";
import { type Instant, instant } from "../clock.ts";
import { readModelLimits } from "../read-model-limits.ts";
import { orUnavailable } from "./unavailable.ts";

/** A version of a read model that has a table in a context's schema. */
export interface KeptReadModel {
  /** The name of its table and of its subscription, such as `order_summary_v2`. */
  readonly subscription: string;
  /** Since when its rows are complete; null while they are built for the first time. */
  readonly builtAt: Instant | null;
  /** Under which it is built anew; null when it is not. */
  readonly generation: number | null;
  /** Processes that follow for it, as far as is known. */
  readonly followers: number;
}

/** All that are kept, of whichever version of the code, by name. @throws StoreUnavailable */
export const listReadModels = (sql: Sql, schema: string): Promise<readonly KeptReadModel[]> =>
  orUnavailable(async () => {
    const rows = await sql<{ subscription: string; builtAt: number | null; generation: string | null; followers: number }[]>`
      select subscription, floor(extract(epoch from built_at) * 1000)::float8 as "builtAt", generation, (
        select count(*)::int from ${sql(`${schema}.follower`)} f
        where f.subscription = kept.subscription and f.alive_until >= clock_timestamp()) as followers
      from ${sql(`${schema}.read_model`)} kept order by subscription`;
    return rows.map(({ subscription, builtAt, generation, followers }) => ({
      subscription,
      builtAt: builtAt === null ? null : instant(builtAt),
      generation: generation === null ? null : Number(generation),
      followers,
    }));
  });

/**
 * Drops a read model for good: table, checkpoints and what is parked. Meant for versions that no code runs any more; a version that
 * is still known is built from the beginning when it is followed again. `followed` while any process follows for it, or did a minute ago.
 * @throws StoreUnavailable
 */
export const dropReadModel = (sql: Sql, schema: string, subscription: string): Promise<"dropped" | "followed"> =>
  orUnavailable(async () => {
    try {
      await sql`select ${sql(`${schema}.drop_read_model`)}(${subscription}, ${readModelLimits.quietMs})`;
      return "dropped";
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === followedCode) return "followed";
      throw error;
    }
  });

/** What `drop_read_model` raises. */
const followedCode = "WB002";
