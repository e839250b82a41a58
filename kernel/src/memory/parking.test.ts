import { systemClock } from "../clock.ts";
import { describeParking } from "../testing/parking-contract.ts";
import { createMemoryParking } from "./parking.ts";

describeParking("in memory", async (limits) => {
  const parking = createMemoryParking(systemClock, limits);
  return [parking, parking];
});
