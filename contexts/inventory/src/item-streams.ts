import type { MerchantId } from "@waybill/contracts/vocabulary";
import { decodeEvent } from "@waybill/kernel/aggregate";
import { type EventLog, type StreamName, streamName } from "@waybill/kernel/event-log";
import { readState } from "@waybill/kernel/state-cache";
import { stockAggregate } from "./aggregates.ts";
import { levelOf } from "./domain/stock.ts";
import type { StockEvent } from "./domain/stock-events.ts";
import { type StockItemId, stockItemSegment } from "./domain/stock-item-id.ts";
import type { InventoryPorts, Movements } from "./http/ports.ts";

const streamOf = (merchant: MerchantId, item: StockItemId): StreamName => streamName(merchant, stockAggregate.type, stockItemSegment(item));

/** What happened to stock items, read from their streams. */
export const movementsIn = (log: EventLog): Movements => ({
  read: async (merchant, item, { after, limit }) => {
    const recorded = await log.readStream(streamOf(merchant, item), after, limit);
    return recorded.map((one) => ({ event: decodeEvent<StockEvent>(stockAggregate, one), recorded: one }));
  },
});

/** Stock items as they are now. */
export const itemsIn =
  (log: EventLog): InventoryPorts["readItem"] =>
  async (merchant, item) => {
    const { state, version } = await readState(log, stockAggregate, streamOf(merchant, item));
    const { safetyStock, backorderLimit } = state.state;
    const { onHand, held, committed, awaited, available } = levelOf(state.state);
    return { onHand, held, committed, awaited, available, safetyStock, backorderLimit, version };
  };
