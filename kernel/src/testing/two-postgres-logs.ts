import postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { openPostgresEventLog } from "../postgres/event-log.ts";
import { prepareLogSchema } from "../postgres/log-schema.ts";
import type { MakeLog } from "./event-log/sample.ts";
import { testDatabase } from "./postgres.ts";

/** Makes new logs in a database of this test file's own, each opened over two pools of connections as two processes would. */
export const twoPostgresLogs = (partitions = 2): MakeLog => {
  const database = testDatabase();
  const pools: postgres.Sql[] = [];
  let logs = 0;
  beforeAll(() => {
    for (let process = 0; process < 2; process += 1) pools.push(postgres(database.url, { max: 3, onnotice: () => undefined }));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
  });
  return async () => {
    logs += 1;
    const schema = `log_${logs}`;
    await prepareLogSchema(database.sql, schema, partitions);
    const [one, other] = await Promise.all(pools.map((pool) => openPostgresEventLog(pool, schema)));
    if (one === undefined || other === undefined) throw new Error("logs are made in tests and hooks, when the database is there");
    return [one, other];
  };
};
