import type { Sql } from "postgres";
import { createPostgresCheckpoints } from "../postgres/checkpoints.ts";
import { openPostgresEventLog } from "../postgres/event-log.ts";
import { createPostgresLeases } from "../postgres/leases.ts";
import { createPostgresParking } from "../postgres/parking.ts";
import { createPostgresReadModelRows } from "../postgres/read-model-rows.ts";
import type { FollowingProcess } from "./following-sample.ts";
import { quickParking } from "./parking-contract.ts";

/** What one process has in hand that follows a log on PostgreSQL. */
export const followingProcess = async (sql: Sql, schema: string, leaseMs = 1_000): Promise<FollowingProcess> => ({
  log: await openPostgresEventLog(sql, schema),
  checkpoints: createPostgresCheckpoints(sql, schema),
  leases: createPostgresLeases(sql, schema, leaseMs),
  parking: createPostgresParking(sql, schema, quickParking),
  rowsOf: (model) => createPostgresReadModelRows(sql, schema, model),
});
