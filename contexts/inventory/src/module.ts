import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { heardIn } from "@waybill/kernel/ear";
import type { RecordedEvent } from "@waybill/kernel/event-log";
import type { Member } from "@waybill/kernel/member";
import { type Voice, voiceOf } from "@waybill/kernel/voice";
import { stockAggregate } from "./aggregates.ts";
import type { StockEvent } from "./domain/stock-events.ts";
import { holdTimekeeper } from "./hold-timers.ts";
import {
  type BackorderableQueries,
  backorderable,
  createBackorderableQueries,
  createBackorderableQueriesInMemory,
  productNews,
} from "./read-models/backorderable.ts";
import { openReservations } from "./reservations.ts";
import { patientPolicies } from "./sagas/patient-policies.ts";
import { saysOfStock } from "./says.ts";
import { createSources } from "./sources.ts";

/** What inventory keeps up to date for those who ask, and how it is asked where. */
export const inventoryReadModels = {
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
  readonly backorderable: BackorderableQueries;
}

/** Inventory at work: what it offers to other contexts. */
export interface Inventory {
  readonly member: Member;
}

export const openInventory = ({ pipeline, backorderable: heard }: InventoryParts): Inventory => {
  const stock = createCommandHandler(pipeline, stockAggregate);
  const sources = createSources(pipeline);
  const policies = patientPolicies(heard.find, pipeline.clock);
  return {
    member: {
      target: openReservations({ pipeline, stock, sources, policies }),
      sagas: [],
      timekeepers: [holdTimekeeper(stock)],
      timersVersion: 1,
    },
  };
};
