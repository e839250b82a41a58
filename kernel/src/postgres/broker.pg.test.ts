import { createMemoryBroker } from "../memory/broker.ts";
import { describeBroker } from "../testing/broker-contract.ts";
import { followingSchemas } from "../testing/following-schemas.ts";
import { type MakeSpeaker, townWithCarrier, townWithLogBroker } from "../testing/speaking/town.ts";
import { createPostgresCheckpoints } from "./checkpoints.ts";
import { openPostgresEventLog } from "./event-log.ts";

const make = followingSchemas();

const onPostgres: MakeSpeaker = async () => {
  const { schema, pools } = await make();
  const log = { ...(await openPostgresEventLog(pools[0], schema)), name: "workshop" };
  return { log, checkpoints: createPostgresCheckpoints(pools[0], schema) };
};

describeBroker("the log, on PostgreSQL", townWithLogBroker(onPostgres));
describeBroker(
  "in memory, relayed from PostgreSQL",
  townWithCarrier(() => createMemoryBroker(), onPostgres),
);
