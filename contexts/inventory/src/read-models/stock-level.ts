import { type LocationId, MerchantId, type Sku } from "@waybill/contracts/vocabulary";
import { streamParts } from "@waybill/kernel/event-log";
import type { ReadModel } from "@waybill/kernel/read-model";
import type { StockEvent } from "../domain/stock-events.ts";
import { parseStockItemSegment, stockItemType } from "../domain/stock-item-id.ts";

/** One article at one location as lists show it. */
export type StockLevelRow = {
  readonly stream: string;
  readonly merchant: MerchantId;
  readonly sku: Sku;
  readonly location: LocationId;
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
  readonly awaited: number;
  readonly available: number;
  readonly safetyStock: number;
  readonly backorderLimit: number | null;
  readonly version: number;
};

/** Answers what there is of a merchant's articles, and where. Events tell the level they led to, so nothing is counted here. */
export const stockLevel: ReadModel<StockEvent, StockLevelRow> = {
  name: "stock_level",
  version: 1,
  // A location holds fewer units than 32 bits count.
  columns: {
    ...{ stream: "text", merchant: "text", sku: "text", location: "text" },
    ...{ onHand: "integer", held: "integer", committed: "integer", awaited: "integer", available: "integer" },
    ...{ safetyStock: "integer", backorderLimit: "integer", version: "integer" },
  },
  indexes: ["(merchant, sku, location)"],
  of: stockItemType,
  keyOf: (_, { stream }) => stream,
  project: (row, event, { stream, version }) => {
    const { merchant, id } = streamParts(stream);
    const [merchantId, item] = [MerchantId.parse(merchant), parseStockItemSegment(id)];
    if (merchantId === null || item === null) throw new TypeError(`${stream} is not the stream of a stock item`);
    const { safetyStock, backorderLimit } = event.type === "StockPolicySet" ? event : (row ?? { safetyStock: 0, backorderLimit: null });
    const { onHand, held, committed, awaited, available } = event.level;
    const level = { onHand, held, committed, awaited, available };
    return { stream, merchant: merchantId, sku: item.sku, location: item.location, ...level, safetyStock, backorderLimit, version };
  },
};
