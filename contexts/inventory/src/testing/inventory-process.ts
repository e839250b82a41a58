import { ofReservation, type ReservationCommand } from "@waybill/contracts/reservation";
import type { LocationId, OrderId, Sku } from "@waybill/contracts/vocabulary";
import { type Clock, type Instant, instant, systemClock } from "@waybill/kernel/clock";
import { type CommandPipeline, createCommandHandler } from "@waybill/kernel/command-handler";
import { createCommitter } from "@waybill/kernel/committer";
import { type EventLog, streamName } from "@waybill/kernel/event-log";
import { derivedUuid } from "@waybill/kernel/id";
import { mustHold } from "@waybill/kernel/saga-at-work";
import { readState } from "@waybill/kernel/state-cache";
import { noMetrics } from "@waybill/kernel/telemetry";
import { reservationAggregate, stockAggregate } from "../aggregates.ts";
import { reservationOf } from "../domain/stock.ts";
import type { StockCommand } from "../domain/stock-commands.ts";
import { stockItemSegment } from "../domain/stock-item-id.ts";
import { openReservations } from "../reservations.ts";
import { createSources } from "../sources.ts";

export interface InventoryProcessOptions {
  readonly log: EventLog;
  readonly now?: () => Instant;
  /** Articles that may be sold before they have arrived. */
  readonly backorderable?: () => readonly Sku[];
}

/** A command of somebody at the shelf, but for the time. */
type Kept<Command = StockCommand> = Command extends unknown ? Omit<Command, "at"> : never;

type Place = { readonly sku: Sku; readonly location: LocationId };

/** One process of inventory over a log that it may share with others: a committer and caches of its own. */
export const inventoryProcess = ({ log, now = () => instant(1_000_000), backorderable = () => [] }: InventoryProcessOptions) => {
  const clock: Clock = { ...systemClock, now };
  const committer = createCommitter(log, { lanes: 1 });
  const pipeline: CommandPipeline = { log, committer, clock, metrics: noMetrics, admission: { inFlight: 0 }, cachedStates: 100 };
  const stock = createCommandHandler(pipeline, stockAggregate);
  const sources = createSources(pipeline);
  const policies = { allowed: async (_: unknown, skus: readonly Sku[]) => skus.filter((sku) => backorderable().includes(sku)) };
  const target = openReservations({ pipeline, stock, sources, policies });
  return {
    pipeline,
    stock,
    sources,
    /** What a saga asks; the same `ask` is the same ask, sent again. */
    ask: async (orderId: OrderId, command: ReservationCommand, ask = JSON.stringify(command)) => {
      const context = { merchant: "default", actor: "saga-fulfil-order", commandId: derivedUuid(orderId, ask), replayableForMs: null };
      return mustHold(await target.carryOut(ofReservation(orderId, command), context), orderId);
    },
    /** What somebody does at the shelf. */
    keep: async ({ sku, location }: Place, command: Kept) => {
      await sources.add("default", sku, location);
      const outcome = await stock.handle(stockItemSegment({ sku, location }), { ...command, at: now() } as StockCommand, {
        merchant: "default",
      });
      return mustHold(outcome, stockItemSegment({ sku, location }));
    },
  };
};
export type InventoryProcess = ReturnType<typeof inventoryProcess>;

/** What an order has at a place, as the log has it. */
export const hasAt = async (log: EventLog, orderId: OrderId, place: Place) => {
  const stock = await stockAt(log, place);
  const { status, taken, awaited } = reservationOf(stock, orderId) ?? { status: "Absent", taken: 0, awaited: 0 };
  return { status, taken, awaited };
};

export const stockAt = async (log: EventLog, place: Place) => {
  const { state } = await readState(log, stockAggregate, streamName("default", stockAggregate.type, stockItemSegment(place)));
  return state.state;
};

export const reservationIn = async (log: EventLog, orderId: OrderId) =>
  (await readState(log, reservationAggregate, streamName("default", reservationAggregate.type, orderId))).state;
