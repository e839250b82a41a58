import { describeDueTimers } from "../testing/due-timers-contract.ts";
import { followingProcess } from "../testing/following-process.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { timersModel } from "../timer.ts";
import { createPostgresDueTimers } from "./due-timers.ts";
import { createPostgresReadModelRows } from "./read-model-rows.ts";

const make = followingSchemas();

describeDueTimers("on PostgreSQL", async () => {
  const { schema, pools } = await make();
  const partsOf = async (sql: (typeof pools)[0]) => ({
    ...(await followingProcess(sql, schema)),
    rows: createPostgresReadModelRows(sql, schema, timersModel(1)),
    timers: createPostgresDueTimers(sql, schema, "timer_v1"),
  });
  return [await partsOf(pools[0]), await partsOf(pools[1])];
});
