import { describeDueTimers } from "../testing/due-timers-contract.ts";
import { timersModel } from "../timer.ts";
import { createMemoryCheckpoints } from "./checkpoints.ts";
import { createMemoryDueTimers } from "./due-timers.ts";
import { createMemoryEventLog } from "./event-log.ts";
import { createMemoryLeases } from "./leases.ts";
import { createMemoryReadModelRows } from "./read-model-rows.ts";

describeDueTimers("in memory", async () => {
  const checkpoints = createMemoryCheckpoints();
  const rows = createMemoryReadModelRows(timersModel(1), checkpoints);
  const its = {
    log: createMemoryEventLog({ partitions: 4 }),
    checkpoints,
    leases: createMemoryLeases({ leaseMs: 1_000 }),
    rows,
    timers: createMemoryDueTimers(rows),
  };
  return [its, its];
});
