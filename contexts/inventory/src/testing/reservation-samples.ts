import type { ReservationCommand } from "@waybill/contracts/reservation";
import type { LocationId, OrderId, Sku } from "@waybill/contracts/vocabulary";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { hasAt, type InventoryProcessOptions, inventoryProcess } from "./inventory-process.ts";
import { cake, east, expiresAt, main, tea } from "./stock-samples.ts";

export const accepted = { kind: "accepted" } as const;
export const refused = (refusal: object) => ({ kind: "refused", refusal });
/** What an order has where it has nothing. */
export const none = { status: "Absent", taken: 0, awaited: 0 };

type Lines = readonly (readonly [sku: Sku, quantity: number])[];
const linesOf = (lines: Lines) => lines.map(([sku, quantity]) => ({ sku, quantity }));

/** Asks for all of these lines, or for what there is of them. */
export const reserve = (attempt: number, ...lines: Lines): ReservationCommand => ({
  ...{ type: "ReserveLines", attempt, lines: linesOf(lines), allowPartial: false, expiresAt },
});
export const reservePart = (attempt: number, ...lines: Lines): ReservationCommand => ({
  ...{ type: "ReserveLines", attempt, lines: linesOf(lines), allowPartial: true, expiresAt },
});
export const commit = (attempt: number): ReservationCommand => ({ type: "CommitReservation", attempt });
export const release = (attempt: number): ReservationCommand => ({ type: "ReleaseReservation", attempt, reason: "OrderExpired" });
export const releaseLines = (source: string, ...lines: Lines): ReservationCommand => ({
  ...{ type: "ReleaseLines", source, lines: linesOf(lines), reason: "Customer" },
});
export const consume = (source: string, ...lines: Lines): ReservationCommand => ({
  ...{ type: "ConsumeReservation", source, lines: linesOf(lines) },
});

/** Tea: 5 at main, 4 at east. Cake: 2 at main. */
export const shop = async (more: Partial<InventoryProcessOptions> = {}) => {
  const log = more.log ?? createMemoryEventLog({ name: "inventory", partitions: 4 });
  const inventory = inventoryProcess({ ...more, log });
  await inventory.keep({ sku: tea, location: east }, { type: "AdjustStock", delta: 4, reason: "a delivery" });
  await inventory.keep({ sku: tea, location: main }, { type: "AdjustStock", delta: 5, reason: "a delivery" });
  await inventory.keep({ sku: cake, location: main }, { type: "AdjustStock", delta: 2, reason: "a delivery" });
  const has = (orderId: OrderId, sku: Sku, location: LocationId = main) => hasAt(log, orderId, { sku, location });
  return { log, has, ...inventory };
};
