import { instant } from "../clock.ts";
import { describeLeases } from "../testing/lease-contract.ts";
import { createMemoryLeases } from "./leases.ts";

describeLeases("in memory", async () => {
  let nowMs = 0;
  const leases = createMemoryLeases({ clock: { now: () => instant(0), monotonicMs: () => nowMs } });
  return {
    processes: [leases, leases],
    pass: async (ms) => {
      nowMs += ms;
    },
  };
});
