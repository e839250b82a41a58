import type postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { connectLog } from "../postgres/log-connections.ts";
import { prepareLogSchema } from "../postgres/log-schema.ts";
import { testDatabase } from "./postgres.ts";

/** A new schema with an empty log of four partitions, and two pools of connections to it, as two processes would have. */
export interface FollowingSchema {
  readonly url: string;
  readonly schema: string;
  readonly pools: readonly [postgres.Sql, postgres.Sql];
}

/** Makes such schemas in a database of this test file's own. */
export const followingSchemas = (partitions = 4): (() => Promise<FollowingSchema>) => {
  const database = testDatabase();
  const pools: postgres.Sql[] = [];
  let schemas = 0;
  beforeAll(() => {
    for (let process = 0; process < 2; process += 1) pools.push(connectLog(database.url, { max: 5, applicationName: "following" }));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
  });
  return async () => {
    schemas += 1;
    const schema = `following_${schemas}`;
    await prepareLogSchema(database.sql, schema, partitions);
    const [one, other] = pools;
    if (one === undefined || other === undefined) throw new Error("schemas are made in tests and hooks, when the database is there");
    return { url: database.url, schema, pools: [one, other] };
  };
};
