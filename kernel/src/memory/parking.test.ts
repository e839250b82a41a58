import { systemClock } from "../clock.ts";
import { describeParking, quickParking } from "../testing/parking-contract.ts";
import { createMemoryParking } from "./parking.ts";

describeParking("in memory", async () => {
  const parking = createMemoryParking(systemClock, quickParking);
  return [parking, parking];
});
