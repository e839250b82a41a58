import { describeEventLog } from "../testing/event-log-contract.ts";
import { createMemoryEventLog } from "./event-log.ts";

describeEventLog("in memory", async () => {
  const log = createMemoryEventLog({ partitions: 2 });
  return [log, log];
});
