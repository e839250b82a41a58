import { describeCheckpoints } from "../testing/checkpoint-contract.ts";
import { createMemoryCheckpoints } from "./checkpoints.ts";

describeCheckpoints("in memory", async () => {
  const checkpoints = createMemoryCheckpoints();
  return [checkpoints, checkpoints];
});
