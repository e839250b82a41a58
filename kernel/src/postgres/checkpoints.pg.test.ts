import { describeCheckpoints } from "../testing/checkpoint-contract.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { createPostgresCheckpoints } from "./checkpoints.ts";

const make = followingSchemas();

describeCheckpoints("on PostgreSQL", async () => {
  const { schema, pools } = await make();
  return [createPostgresCheckpoints(pools[0], schema), createPostgresCheckpoints(pools[1], schema)];
});
