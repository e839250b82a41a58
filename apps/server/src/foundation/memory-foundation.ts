import type { Clock } from "@waybill/kernel/clock";
import { createMemoryCheckpoints } from "@waybill/kernel/memory/checkpoints";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createMemoryLeases } from "@waybill/kernel/memory/leases";
import { createMemoryParking } from "@waybill/kernel/memory/parking";
import { createMemoryReadModelRows } from "@waybill/kernel/memory/read-model-rows";
import { createMemoryKeys } from "../access/memory-keys.ts";
import type { ContextStore, Foundation } from "./foundation.ts";

/** Keeps everything as long as the process lives: for tests, and for a city that is only simulated. */
export const createMemoryFoundation = (clock: Clock): Foundation => ({
  description: "memory",
  keys: createMemoryKeys(),
  keyVault: createMemoryKeyVault(),
  openContext: async (name) => openContext(name, clock),
  reach: async () => {},
  stop: async () => {},
});

const openContext = (name: string, clock: Clock): ContextStore => {
  const checkpoints = createMemoryCheckpoints();
  const parking = createMemoryParking(clock);
  return {
    log: createMemoryEventLog({ name, clock }),
    checkpoints,
    leases: createMemoryLeases({ clock }),
    parking,
    keep: ({ model, inMemory }) => {
      const rows = createMemoryReadModelRows(model, checkpoints, parking);
      return { rows, queries: inMemory(rows.all) };
    },
  };
};
