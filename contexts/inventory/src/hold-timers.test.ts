import { derivedUuid } from "@waybill/kernel/id";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import type { Timer } from "@waybill/kernel/timer";
import { describe, expect, it } from "vitest";
import { stockItemSegment } from "./domain/stock-item-id.ts";
import { holdTimekeeper } from "./hold-timers.ts";
import { hasAt, inventoryProcess } from "./testing/inventory-process.ts";
import { commit, none, reserve } from "./testing/reservation-samples.ts";
import { ada, afterwards, bob, expiresAt, main, tea } from "./testing/stock-samples.ts";

const place = { sku: tea, location: main };
const timer: Timer = {
  ...{ key: "", stream: `default/stock-item/${stockItemSegment(place)}`, name: ada, version: 2, dueAt: expiresAt },
  ...{ partition: 0, position: 2, correlation: null, traceparent: null },
};
const occasion = { commandId: derivedUuid("timer") };

const held = async () => {
  const log = createMemoryEventLog({ name: "inventory", partitions: 1 });
  const inventory = inventoryProcess({ log });
  await inventory.keep(place, { type: "AdjustStock", delta: 3, reason: "a delivery" });
  await inventory.ask(ada, reserve(1, [tea, 3]));
  return { ...inventory, has: () => hasAt(log, ada, place), keeper: holdTimekeeper(inventory.stock) };
};

describe("the timer of a hold", () => {
  it("ends it, though the clock of this process says that it is not time yet", async () => {
    const { keeper, has, ask } = await held();
    expect(keeper.type).toBe("stock-item");
    await keeper.fire(timer, occasion);
    expect(await has()).toEqual(none);
    expect(await ask(bob, reserve(1, [tea, 3]))).toEqual({ kind: "accepted" });
    await keeper.fire(timer, occasion);
  });
  it("ends nothing that has come in its place", async () => {
    const { keeper, has, ask } = await held();
    await keeper.fire({ ...timer, dueAt: afterwards }, occasion);
    expect((await has()).status).toBe("Held");
    await ask(ada, commit(1));
    await keeper.fire(timer, { commandId: derivedUuid("another timer") });
    expect((await has()).status).toBe("Committed");
  });
  it("is no order's when it has another name", async () => {
    const { keeper } = await held();
    await expect(keeper.fire({ ...timer, name: "wake" }, occasion)).rejects.toThrow("wake is no order");
  });
});
