import type { EventLog } from "@waybill/kernel/event-log";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { eventually } from "@waybill/kernel/testing/eventually";
import { describe, expect, it } from "vitest";
import { stockAggregate } from "./aggregates.ts";
import { inventoryProcess, stockAt } from "./testing/inventory-process.ts";
import { commit, reserve } from "./testing/reservation-samples.ts";
import { main, order, tea } from "./testing/stock-samples.ts";

const place = { sku: tea, location: main };
const buyers = 1_100;

describe("a stock item with a long history", () => {
  it("is read from its snapshot, and goes on as if it had been read whole", async () => {
    const log = createMemoryEventLog({ name: "inventory", partitions: 1 });
    let written = 0;
    const watched: EventLog = {
      ...log,
      writeSnapshot: async (...given) => {
        await log.writeSnapshot(...given);
        written += 1;
      },
    };
    const first = inventoryProcess({ log: watched });
    await first.keep(place, { type: "AdjustStock", delta: 2_000, reason: "a delivery" });
    const orders = Array.from({ length: buyers }, (_, index) => order(index));
    await Promise.all(orders.map((orderId) => first.ask(orderId, reserve(1, [tea, 1]))));
    await Promise.all(orders.slice(100).map((orderId) => first.ask(orderId, commit(1))));
    await eventually("a snapshot was written", () => written === 1);
    let read = 0;
    const counted: EventLog = {
      ...log,
      readStream: async (...given) => {
        const events = await log.readStream(...given);
        read += events.filter(({ stream }) => stream.includes(`/${stockAggregate.type}/`)).length;
        return events;
      },
    };
    const second = inventoryProcess({ log: counted });
    expect(await second.ask(orders[0]!, commit(1))).toEqual({ kind: "accepted" });
    expect(read).toBeLessThan(1 + buyers + buyers - 100 - (stockAggregate.snapshotEveryEvents ?? 0) + 1);
    expect(await stockAt(log, place)).toMatchObject({ onHand: 2_000, held: 99, committed: buyers - 99 });
    // Without the snapshot the history gives the very same.
    const whole = await stockAt({ ...log, readSnapshot: async () => null }, place);
    expect(await stockAt(log, place)).toEqual(whole);
  });
});
