import { describeKeyStore } from "../testing/key-store-contract.ts";
import { createMemoryKeys } from "./memory-keys.ts";

describeKeyStore("keys in memory", async () => {
  const keys = createMemoryKeys();
  return [keys, keys];
});
