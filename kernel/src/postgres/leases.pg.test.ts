import { followingSchemas } from "../testing/following-schemas.ts";
import { describeLeases } from "../testing/lease-contract.ts";
import { createPostgresLeases } from "./leases.ts";

const make = followingSchemas();
/** Longer than any test takes: time passes by what is written, not by waiting. */
const leaseMs = 600_000;

describeLeases("on PostgreSQL", async () => {
  const { schema, pools } = await make();
  const [sql] = pools;
  return {
    processes: [createPostgresLeases(pools[0], schema, leaseMs), createPostgresLeases(pools[1], schema, leaseMs)],
    pass: async (ms) => {
      await sql`update ${sql(`${schema}.follower`)} set alive_until = alive_until - ${ms} * interval '1 millisecond'`;
    },
  };
});
