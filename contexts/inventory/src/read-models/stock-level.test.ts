import { streamName } from "@waybill/kernel/event-log";
import { tableOf } from "@waybill/kernel/read-model";
import { describe, expect, it } from "vitest";
import type { StockFact } from "../domain/stock-events.ts";
import { stockItemSegment, stockItemType } from "../domain/stock-item-id.ts";
import { ada, committed, east, eventsOf, held, policy, received, tea } from "../testing/stock-samples.ts";
import { type StockLevelRow, stockLevel } from "./stock-level.ts";

const stream = streamName("default", stockItemType, stockItemSegment({ sku: tea, location: east }));
const rowAfter = (...facts: readonly StockFact[]): StockLevelRow | null => {
  let row: StockLevelRow | null = null;
  for (const [index, event] of eventsOf(facts).entries()) {
    const recorded = { stream, version: index + 1 } as never;
    expect(stockLevel.keyOf(event, recorded)).toBe(stream);
    row = stockLevel.project(row, event, recorded);
  }
  return row;
};

describe("the level of an article at a location", () => {
  it("is what its last event says, with what was said of how it is kept", () => {
    expect(rowAfter(received(9), policy(2, 10), held(ada, 3), committed(ada, 3))).toEqual({
      ...{ stream, merchant: "default", sku: tea, location: east, version: 4 },
      ...{ onHand: 9, held: 0, committed: 3, awaited: 0, available: 4, safetyStock: 2, backorderLimit: 10 },
    });
    expect(rowAfter(received(9))).toMatchObject({ available: 9, safetyStock: 0, backorderLimit: null });
  });
  it("is of stock items only", () => {
    const [event] = eventsOf([received(1)]);
    expect(stockLevel.of).toBe("stock-item");
    expect(() => stockLevel.project(null, event!, { stream: "default/stock-item/main", version: 1 } as never)).toThrow("is not the stream");
  });
  it("is kept in the table that is asked", () => {
    expect(tableOf(stockLevel)).toBe("stock_level_v1");
  });
});
