import { inventoryLanguage } from "@waybill/contracts/inventory";
import { undeclaredFields } from "@waybill/contracts/testing/undeclared";
import { instant } from "@waybill/kernel/clock";
import { type RecordedEvent, streamName } from "@waybill/kernel/event-log";
import { describe, expect, it } from "vitest";
import type { StockFact } from "./domain/stock-events.ts";
import { stockItemSegment, stockItemType } from "./domain/stock-item-id.ts";
import { inventoryVoices } from "./module.ts";
import { ada, at, bob, committed, east, eventsOf, expired, filled, held, main, policy, received, tea } from "./testing/stock-samples.ts";

const about = { merchantId: "default", sku: tea, location: east };

/** What is said of the last of these facts. */
const told = async (...facts: readonly StockFact[]) => {
  const events = eventsOf(facts).map(
    ({ type, ...data }, index): RecordedEvent => ({
      ...{
        partition: 0,
        position: index + 1,
        version: index + 1,
        type,
        schemaVersion: 1,
        causation: {},
        commandId: "",
        recordedAt: instant(5),
      },
      ...{
        stream: streamName("default", stockItemType, stockItemSegment({ sku: tea, location: east })),
        data: JSON.parse(JSON.stringify(data)),
      },
    }),
  );
  const voice = inventoryVoices().find(({ type }) => type === stockItemType)!;
  const said = await voice.tell(events, { readStream: async () => [] });
  for (const { contract, data } of said.flat()) {
    expect(contract.accepts(data)).toBe(true);
    expect(undeclaredFields(contract, data)).toEqual([]);
    expect(inventoryLanguage.some(({ name }) => name === contract.name)).toBe(true);
  }
  return said.at(-1)!.map(({ contract, data }) => [contract.name, data]);
};
const changed = (available: number) => ["StockChanged", { ...about, available, changedAt: at }];

describe("what inventory says", () => {
  it("is nothing of history", async () => {
    const imported = { type: "StockAdjustmentImported", quantity: -4, source: "till/1", reason: "gone", adjustedAt: at, at } as const;
    expect(await told(received(5), imported)).toEqual([]);
  });
  it("is what can be had now, after whatever changes it", async () => {
    const written = { type: "StockWrittenOff", quantity: 1, reason: "because of Mrs Smith", at } as const;
    const counted = { type: "StockCounted", counted: 4, difference: -1, reason: "yearly", at } as const;
    const returned = { type: "StockReturned", orderId: ada, quantity: 1, source: "ret_1", reason: "Restocked", at } as const;
    const released = { type: "ReservationReleased", orderId: ada, taken: 2, awaited: 0, left: 0, reason: "OrderExpired", at } as const;
    expect(await told(received(5))).toEqual([changed(5)]);
    expect(await told(received(5), written)).toEqual([changed(4)]);
    expect(await told(received(5), counted)).toEqual([changed(4)]);
    expect(await told(received(5), returned)).toEqual([changed(6)]);
    expect(await told(received(5), policy(2, null))).toEqual([changed(3)]);
    expect(await told(received(5), held(ada, 2))).toEqual([changed(3)]);
    expect(await told(received(5), held(ada, 2), released)).toEqual([changed(5)]);
    expect(await told(received(5), committed(ada, 2))).toEqual([changed(3)]);
  });
  it("is nothing when what leaves could not be had before", async () => {
    const consumed = { type: "StockConsumed", orderId: ada, quantity: 2, source: "ful_1", at } as const;
    expect(await told(received(5), committed(ada, 2), consumed)).toEqual([]);
  });
  it("is what an order has lost, and what it waited for", async () => {
    const shortened = { type: "ReservationShortened", orderId: ada, quantity: 2, left: 0, wasCommitted: true, at } as const;
    expect(await told(received(5), held(ada, 2, 1), expired(ada, 2, 1))).toEqual([
      ["ReservationExpired", { ...about, orderId: ada, quantity: 3, expiredAt: at }],
      changed(5),
    ]);
    expect(await told(received(2), committed(ada, 2), shortened)).toEqual([
      ["ReservationShort", { ...about, orderId: ada, quantity: 2, shortAt: at }],
      changed(2),
    ]);
    // Whether it is there is asked again when it is committed.
    expect(await told(received(2), held(ada, 2), { ...shortened, wasCommitted: false })).toEqual([changed(2)]);
    expect(await told(held(bob, 0, 3), received(2), filled(bob, 2, 1))).toEqual([
      ["BackorderFilled", { ...about, orderId: bob, quantity: 2, awaited: 1, filledAt: at }],
      changed(0),
    ]);
  });
  it("fails for what is no stock item", async () => {
    const [event] = eventsOf([received(1)]);
    const { saysOfStock } = await import("./says.ts");
    expect(() => saysOfStock(event!, { stream: `default/stock-item/${main}` } as RecordedEvent)).toThrow(
      "is not the stream of a stock item",
    );
  });
});
