import { followingProcess } from "../testing/following-process.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { describeReadModels } from "../testing/read-model-contract.ts";

const make = followingSchemas();

describeReadModels("on PostgreSQL", async () => {
  const { schema, pools } = await make();
  return [await followingProcess(pools[0], schema), await followingProcess(pools[1], schema)];
});
