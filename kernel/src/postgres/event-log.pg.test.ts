import postgres from "postgres";
import { afterAll, beforeAll } from "vitest";
import { describeEventLog } from "../testing/event-log-contract.ts";
import { testDatabase } from "../testing/postgres.ts";
import { openPostgresEventLog } from "./event-log.ts";
import { prepareLogSchema } from "./log-schema.ts";

const database = testDatabase();
let otherProcess: postgres.Sql;
let logs = 0;

beforeAll(() => {
  otherProcess = postgres(database.url, { max: 2, onnotice: () => undefined });
});
afterAll(() => otherProcess.end());

describeEventLog("on PostgreSQL", async () => {
  const { sql } = database;
  logs += 1;
  const schema = `log_${logs}`;
  await prepareLogSchema(sql, schema, 2);
  return [await openPostgresEventLog(sql, schema), await openPostgresEventLog(otherProcess, schema)];
});
