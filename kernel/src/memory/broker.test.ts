import { describeBroker } from "../testing/broker-contract.ts";
import { townWithCarrier } from "../testing/speaking/town.ts";
import { createMemoryBroker } from "./broker.ts";

describeBroker(
  "in memory",
  townWithCarrier(() => createMemoryBroker()),
);
