import type { Clock } from "@waybill/kernel/clock";
import { createMemoryCheckpoints } from "@waybill/kernel/memory/checkpoints";
import { createMemoryDueTimers } from "@waybill/kernel/memory/due-timers";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryKeyVault } from "@waybill/kernel/memory/key-vault";
import { createMemoryLeases } from "@waybill/kernel/memory/leases";
import { createMemoryParking } from "@waybill/kernel/memory/parking";
import { createMemoryReadModelRows, type MemoryReadModelRows } from "@waybill/kernel/memory/read-model-rows";
import { type ReadModel, type ReadModelRow, tableOf } from "@waybill/kernel/read-model";
import { timersModel } from "@waybill/kernel/timer";
import { createMemoryAudit } from "../access/memory-audit.ts";
import { createMemoryKeys } from "../access/memory-keys.ts";
import type { ContextStore, Foundation } from "./foundation.ts";

/** Keeps everything as long as the process lives: for tests, and for a city that is only simulated. */
export const createMemoryFoundation = (clock: Clock): Foundation => ({
  description: "memory",
  keys: createMemoryKeys(),
  audit: createMemoryAudit(),
  keyVault: createMemoryKeyVault(),
  openContext: async (name) => openContext(name, clock),
  reach: async () => {},
  stop: async () => {},
});

const openContext = (name: string, clock: Clock): ContextStore => {
  const checkpoints = createMemoryCheckpoints();
  const parking = createMemoryParking(clock);
  const tables = new Map<string, unknown>();
  /** Of each read model there is one table, whoever keeps it. */
  const rowsOf = <Row extends ReadModelRow>(model: ReadModel<never, Row>): MemoryReadModelRows<Row> => {
    const known = tables.get(tableOf(model)) ?? createMemoryReadModelRows(model, checkpoints, parking);
    tables.set(tableOf(model), known);
    return ofModel<Row>(known);
  };
  return {
    log: createMemoryEventLog({ name, clock }),
    checkpoints,
    leases: createMemoryLeases({ clock }),
    parking,
    timers: (version) => {
      const model = timersModel(version);
      const rows = rowsOf(model);
      return { model, rows, timers: createMemoryDueTimers(rows, clock) };
    },
    keep: ({ model, inMemory }) => {
      const rows = rowsOf(model);
      return { rows, queries: inMemory(rows.all) };
    },
  };
};

/** A table's name and version say which rows are in it. */
const ofModel = <Row>(rows: unknown): MemoryReadModelRows<Row> => rows as MemoryReadModelRows<Row>;
