import type { Route } from "@waybill/contracts/http";
import { decodeEvent } from "@waybill/kernel/aggregate";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { heardIn } from "@waybill/kernel/ear";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Member } from "@waybill/kernel/member";
import { type Voice, voiceOf } from "@waybill/kernel/voice";
import { stockAggregate } from "./aggregates.ts";
import type { StockEvent } from "./domain/stock-events.ts";
import { holdTimekeeper } from "./hold-timers.ts";
import { adjustStock, countStock } from "./http/change-stock.ts";
import { getStock, listStock } from "./http/get-stock.ts";
import { importStockAdjustment } from "./http/import-adjustment.ts";
import { listStockMovements } from "./http/list-movements.ts";
import type { InventoryPorts } from "./http/ports.ts";
import { putStockPolicy } from "./http/put-stock-policy.ts";
import { itemsIn, movementsIn } from "./item-streams.ts";
import {
  type BackorderableQueries,
  backorderable,
  createBackorderableQueries,
  createBackorderableQueriesInMemory,
  productNews,
} from "./read-models/backorderable.ts";
import { stockLevel } from "./read-models/stock-level.ts";
import { createStockLevelQueries, createStockLevelQueriesInMemory, type StockLevelQueries } from "./read-models/stock-level-queries.ts";
import { openReservations } from "./reservations.ts";
import { patientPolicies } from "./sagas/patient-policies.ts";
import { saysOfStock } from "./says.ts";
import { createSources } from "./sources.ts";

/** A recorded event as inventory speaks of it today. Read models look only at those that are theirs. */
const decodeStockEvent = (recorded: RecordedEvent): StockEvent => decodeEvent<StockEvent>(stockAggregate, recorded);

/** What inventory keeps up to date for those who ask, and how it is asked where. */
export const inventoryReadModels = {
  stockLevel: {
    model: stockLevel,
    decode: decodeStockEvent,
    onPostgres: createStockLevelQueries,
    inMemory: createStockLevelQueriesInMemory,
  },
  /** Of what the catalog says. */
  backorderable: {
    model: backorderable,
    decode: (entry: RecordedEvent) => heardIn(entry, productNews),
    onPostgres: createBackorderableQueries,
    inMemory: createBackorderableQueriesInMemory,
  },
};

/** What inventory says to others. */
export const inventoryVoices = (): readonly Voice[] => [voiceOf<StockEvent>(stockAggregate, saysOfStock)];

/** What inventory is given to run on. */
export interface InventoryParts {
  readonly pipeline: CommandPipeline;
  readonly stockLevels: StockLevelQueries;
  readonly backorderable: BackorderableQueries;
}

/** Inventory at work: what it offers over HTTP, and to other contexts. */
export interface Inventory {
  readonly routes: readonly Route[];
  readonly member: Member;
}

export const openInventory = ({ pipeline, stockLevels, backorderable: heard }: InventoryParts): Inventory => {
  const stock = createCommandHandler(pipeline, stockAggregate);
  const sources = createSources(pipeline);
  const policies = patientPolicies(heard.find, pipeline.clock);
  const { log } = pipeline;
  const ports: InventoryPorts = { log, stock, places: sources, readItem: itemsIn(log), movements: movementsIn(log), stockLevels };
  return {
    routes: [adjustStock, importStockAdjustment, countStock, putStockPolicy, getStock, listStock, listStockMovements].map((declare) =>
      declare(ports),
    ),
    member: {
      target: openReservations({ pipeline, stock, sources, policies }),
      sagas: [],
      timekeepers: [holdTimekeeper(stock)],
      timersVersion: 1,
    },
  };
};
