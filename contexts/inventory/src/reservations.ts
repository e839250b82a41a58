import type { AskTarget } from "@waybill/kernel/ask";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { streamName } from "@waybill/kernel/event-log";
import { readState } from "@waybill/kernel/state-cache";
import { reservationAggregate, type StockHandler } from "./aggregates.ts";
import { createReservationTarget } from "./sagas/reservation-target.ts";
import type { BackorderPolicies, Sources } from "./sagas/work-ports.ts";

export interface ReservationParts {
  readonly pipeline: CommandPipeline;
  readonly stock: StockHandler;
  readonly sources: Sources;
  readonly policies: BackorderPolicies;
}

/** Orders' reservations as others ask for them. */
export const openReservations = ({ pipeline, stock, sources, policies }: ReservationParts): AskTarget =>
  createReservationTarget({
    clock: pipeline.clock,
    reservations: createCommandHandler(pipeline, reservationAggregate),
    readReservation: async (merchant, orderId) =>
      (await readState(pipeline.log, reservationAggregate, streamName(merchant, reservationAggregate.type, orderId))).state,
    stock,
    sources,
    policies,
  });
