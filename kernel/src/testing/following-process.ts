import type { Sql } from "postgres";
import { createPostgresCheckpoints } from "../postgres/checkpoints.ts";
import { openPostgresEventLog } from "../postgres/event-log.ts";
import { createPostgresLeases } from "../postgres/leases.ts";
import { createPostgresReadModelRows } from "../postgres/read-model-rows.ts";
import type { FollowingProcess } from "./following-sample.ts";

/** What one process has in hand that follows a log on PostgreSQL. */
export const followingProcess = async (sql: Sql, schema: string, leaseMs = 1_000): Promise<FollowingProcess> => ({
  log: await openPostgresEventLog(sql, schema),
  checkpoints: createPostgresCheckpoints(sql, schema),
  leases: createPostgresLeases(sql, schema, leaseMs),
  rowsOf: (model) => createPostgresReadModelRows(sql, schema, model),
});
