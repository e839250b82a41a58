import { setTimeout as sleep } from "node:timers/promises";
import { followingSchemas } from "../testing/following-schemas.ts";
import { describeLeases } from "../testing/lease-contract.ts";
import { createPostgresLeases } from "./leases.ts";

const make = followingSchemas();
/** Long enough that a busy machine does not outlive one by accident. */
const leaseMs = 1_500;

describeLeases("on PostgreSQL", async () => {
  const { schema, pools } = await make();
  return {
    processes: [createPostgresLeases(pools[0], schema, leaseMs), createPostgresLeases(pools[1], schema, leaseMs)],
    pass: (ms) => sleep(ms),
  };
});
