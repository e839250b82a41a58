import type { ReservationCommand } from "@waybill/contracts/reservation";
import { instant, systemClock } from "@waybill/kernel/clock";
import type { EventLog } from "@waybill/kernel/event-log";
import { followTimers } from "@waybill/kernel/follow-timers";
import { derivedUuid } from "@waybill/kernel/id";
import { createMemoryCheckpoints } from "@waybill/kernel/memory/checkpoints";
import { createMemoryDueTimers } from "@waybill/kernel/memory/due-timers";
import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { createMemoryLeases } from "@waybill/kernel/memory/leases";
import { createMemoryReadModelRows } from "@waybill/kernel/memory/read-model-rows";
import { Tailer } from "@waybill/kernel/tailer";
import { eventually } from "@waybill/kernel/testing/eventually";
import type { Timer } from "@waybill/kernel/timer";
import { timersModel } from "@waybill/kernel/timer";
import { describe, expect, it } from "vitest";
import { stockItemSegment } from "./domain/stock-item-id.ts";
import { holdTimekeeper } from "./hold-timers.ts";
import { hasAt, type InventoryProcess, inventoryProcess, stockAt } from "./testing/inventory-process.ts";
import { commit, none, release, reserve } from "./testing/reservation-samples.ts";
import { ada, afterwards, bob, cleo, expiresAt, main, tea } from "./testing/stock-samples.ts";

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

/** Timers kept and fired as a server does, beside one process of inventory. */
const timekeeping = (log: EventLog, stock: InventoryProcess["stock"]) => {
  const model = timersModel(1);
  const checkpoints = createMemoryCheckpoints();
  const rows = createMemoryReadModelRows(model, checkpoints);
  const parts = { log, tailer: new Tailer(log), checkpoints, leases: createMemoryLeases(), clock: systemClock, rows, model };
  const timers = createMemoryDueTimers(rows);
  return { rows, followed: followTimers({ ...parts, timers, timekeepers: [holdTimekeeper(stock)], pollMs: 10 }) };
};

describe("a hold that is not paid in time", () => {
  it("returns by itself, and leaves no timer behind; one that is paid in time stays", async () => {
    const log = createMemoryEventLog({ name: "inventory", partitions: 2 });
    const inventory = inventoryProcess({ log, now: systemClock.now });
    const { rows, followed } = timekeeping(log, inventory.stock);
    await followed.start();
    await inventory.keep(place, { type: "AdjustStock", delta: 3, reason: "a delivery" });
    const soon = { ...reserve(1, [tea, 1]), expiresAt: instant(systemClock.now() + 300) };
    for (const orderId of [ada, bob, cleo]) expect(await inventory.ask(orderId, soon as ReservationCommand)).toEqual({ kind: "accepted" });
    await inventory.ask(bob, commit(1));
    await inventory.ask(cleo, release(1));
    await eventually("ada's hold is over", async () => (await hasAt(log, ada, place)).status === "Absent");
    expect((await hasAt(log, bob, place)).status).toBe("Committed");
    await eventually("all timers have gone", () => rows.all().length === 0);
    expect(await stockAt(log, place)).toMatchObject({ onHand: 3, held: 0, committed: 1 });
    await followed.stop();
  });
});

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
