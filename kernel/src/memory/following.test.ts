import { systemClock } from "../clock.ts";
import { type ReadModel, type ReadModelRow, type ReadModelRows, tableOf } from "../read-model.ts";
import type { FollowingProcess } from "../testing/following-sample.ts";
import { quickParking } from "../testing/parking-contract.ts";
import { describeReadModels } from "../testing/read-model-contract.ts";
import { createMemoryCheckpoints } from "./checkpoints.ts";
import { createMemoryEventLog } from "./event-log.ts";
import { createMemoryLeases } from "./leases.ts";
import { createMemoryParking } from "./parking.ts";
import { createMemoryReadModelRows } from "./read-model-rows.ts";

describeReadModels("in memory", async () => {
  const checkpoints = createMemoryCheckpoints();
  const parking = createMemoryParking(systemClock, quickParking);
  const tables = new Map<string, unknown>();
  const rowsOf = <Row extends ReadModelRow>(model: ReadModel<never, Row>): ReadModelRows<Row> => {
    const rows = tables.get(tableOf(model)) ?? createMemoryReadModelRows(model, checkpoints, parking);
    tables.set(tableOf(model), rows);
    return rows as ReadModelRows<Row>;
  };
  const process: FollowingProcess = {
    log: createMemoryEventLog({ partitions: 4 }),
    checkpoints,
    leases: createMemoryLeases({ leaseMs: 1_000 }),
    parking,
    rowsOf,
  };
  return [process, process];
});
