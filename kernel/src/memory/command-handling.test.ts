import { describeCommandHandling } from "../testing/command-handling-contract.ts";
import { createMemoryEventLog } from "./event-log.ts";

describeCommandHandling("in memory", async () => {
  const log = createMemoryEventLog({ partitions: 2 });
  return [log, log];
});
