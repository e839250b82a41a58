import { createMemoryEventLog } from "@waybill/kernel/memory/event-log";
import { describe, expect, it } from "vitest";
import { hasAt, inventoryProcess } from "../testing/inventory-process.ts";
import { accepted, none, refused, reserve, reservePart, shop } from "../testing/reservation-samples.ts";
import { ada, bob, cake, east, main, tea, west } from "../testing/stock-samples.ts";

describe("reserving lines", () => {
  it("holds all of them, at the default location first", async () => {
    const { ask, has } = await shop();
    expect(await ask(ada, reserve(1, [tea, 3], [cake, 2]))).toEqual(accepted);
    expect(await has(ada, tea)).toEqual({ status: "Held", taken: 3, awaited: 0 });
    expect(await has(ada, cake)).toEqual({ status: "Held", taken: 2, awaited: 0 });
  });
  it("adds up lines of one article, and spreads them over locations", async () => {
    const { ask, has } = await shop();
    expect(await ask(ada, reserve(1, [tea, 3], [tea, 4]))).toEqual(accepted);
    expect([await has(ada, tea), await has(ada, tea, east)]).toEqual([
      { status: "Held", taken: 5, awaited: 0 },
      { status: "Held", taken: 2, awaited: 0 },
    ]);
  });
  it("asks other locations by their priority", async () => {
    const { ask, has, keep, sources } = await shop();
    await keep({ sku: tea, location: west }, { type: "AdjustStock", delta: 4, reason: "a delivery" });
    await sources.put("default", tea, { location: west, priority: 1 });
    expect(await ask(ada, reserve(1, [tea, 6]))).toEqual(accepted);
    expect([(await has(ada, tea, east)).taken, (await has(ada, tea, west)).taken]).toEqual([0, 1]);
  });
  it("holds nothing when something is short, and says what is left", async () => {
    const { ask, has } = await shop();
    const lines = [
      { sku: cake, requested: 3, available: 2 },
      { sku: tea, requested: 10, available: 9 },
    ];
    expect(await ask(ada, reserve(1, [tea, 10], [cake, 3]))).toEqual(refused({ code: "OutOfStock", lines }));
    expect([await has(ada, tea), await has(ada, tea, east), await has(ada, cake)]).toEqual([none, none, none]);
  });
  it("holds what there is when a part will do", async () => {
    const { ask, has } = await shop();
    const lines = [{ sku: cake, requested: 3, held: 2 }];
    expect(await ask(ada, reservePart(1, [tea, 1], [cake, 3]))).toEqual(refused({ code: "PartlyReserved", lines }));
    expect([(await has(ada, tea)).taken, (await has(ada, cake)).taken]).toEqual([1, 2]);
    const nothing = [{ sku: cake, requested: 1, available: 0 }];
    expect(await ask(bob, reservePart(1, [cake, 1]))).toEqual(refused({ code: "OutOfStock", lines: nothing }));
  });
  it("waits for what may be waited for, up to its limit", async () => {
    const { ask, has, keep } = await shop({ backorderable: () => [cake] });
    await keep({ sku: cake, location: main }, { type: "SetStockPolicy", safetyStock: 0, backorderLimit: 3 });
    expect(await ask(ada, reserve(1, [cake, 4]))).toEqual(accepted);
    expect(await has(ada, cake)).toEqual({ status: "Backordered", taken: 2, awaited: 2 });
    const lines = [{ sku: cake, requested: 2, available: 0 }];
    expect(await ask(bob, reserve(1, [cake, 2]))).toEqual(refused({ code: "OutOfStock", lines }));
    expect(await ask(bob, reserve(1, [tea, 10]), "another ask of the same attempt")).toEqual(refused({ code: "OutOfStock", lines }));
  });
  it("may wait for an article that was never there", async () => {
    const { ask, has, sources } = await shop({ backorderable: () => [tea] });
    const log = createMemoryEventLog({ name: "inventory", partitions: 4 });
    const empty = inventoryProcess({ log, backorderable: () => [tea] });
    expect(await empty.ask(ada, reserve(1, [tea, 1]))).toEqual(accepted);
    expect(await hasAt(log, ada, { sku: tea, location: main })).toEqual({ status: "Backordered", taken: 0, awaited: 1 });
    expect(await empty.sources.locationsOf("default", tea)).toEqual([main]);
    expect([await has(ada, tea), await sources.locationsOf("default", tea)]).toEqual([none, [main, east]]);
    expect(await ask(ada, reserve(1, [tea, 1]))).toEqual(accepted);
  });
  it("answers the same again, whatever has changed since", async () => {
    const { ask, keep } = await shop();
    const lines = [{ sku: cake, requested: 3, available: 2 }];
    expect(await ask(ada, reserve(1, [cake, 3]))).toEqual(refused({ code: "OutOfStock", lines }));
    await keep({ sku: cake, location: main }, { type: "AdjustStock", delta: 9, reason: "a delivery" });
    expect(await ask(ada, reserve(1, [cake, 3]))).toEqual(refused({ code: "OutOfStock", lines }));
    expect(await ask(ada, reserve(2, [cake, 3]))).toEqual(accepted);
    expect(await ask(ada, reserve(1, [cake, 3]))).toEqual(refused({ code: "OutOfStock", lines }));
  });
  it("takes over what an earlier attempt has held, and gives back what is not wanted", async () => {
    const { ask, has } = await shop();
    await ask(ada, reservePart(1, [tea, 6], [cake, 3]));
    expect(await ask(ada, reserve(2, [tea, 4]))).toEqual(accepted);
    expect([await has(ada, tea), await has(ada, tea, east), await has(ada, cake)]).toEqual([
      { status: "Held", taken: 4, awaited: 0 },
      none,
      none,
    ]);
    expect(await ask(ada, reserve(1, [tea, 9]), "late")).toEqual(refused({ code: "PartlyReserved", lines: expect.anything() }));
  });
});
