import type { OrderId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { fold } from "@waybill/kernel/decider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdTimerOf } from "../hold-timers.ts";
import { order } from "../testing/stock-samples.ts";
import { entriesIn } from "./sorted-map.ts";
import { availableOf, isOpen, levelOf, noStock, type Stock } from "./stock.ts";
import type { StockCommand } from "./stock-commands.ts";
import type { StockEvent } from "./stock-events.ts";
import { stockDecider } from "./stock-item.ts";

const orders = fc.integer({ min: 1, max: 8 }).map(order);
const units = fc.integer({ min: 0, max: 6 });
const some = fc.integer({ min: 1, max: 6 });
const reason = fc.constant("because");
const source = fc.constant("ful_1");

/** Any command but for the time, which goes on by `pause` before it; holds last for `lasts` from then. */
const commands: fc.Arbitrary<{ readonly pause: number; readonly make: (at: number) => StockCommand }> = fc
  .tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.oneof(
      { weight: 2, arbitrary: fc.record({ type: fc.constant("AdjustStock" as const), delta: fc.integer({ min: -4, max: 12 }), reason }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant("CountStock" as const), counted: fc.integer({ min: 0, max: 20 }), reason }) },
      {
        weight: 1,
        arbitrary: fc.record({ type: fc.constant("SetStockPolicy" as const), safetyStock: units, backorderLimit: fc.option(units) }),
      },
      {
        weight: 8,
        arbitrary: fc.record({
          ...{ type: fc.constant("HoldStock" as const), orderId: orders, taken: units },
          ...{ awaited: fc.oneof(fc.constant(0), units), lasts: fc.integer({ min: 0, max: 30 }) },
        }),
      },
      { weight: 4, arbitrary: fc.record({ type: fc.constant("CommitStock" as const), orderId: orders, taken: some, awaited: units }) },
      {
        weight: 3,
        arbitrary: fc.record({
          ...{ type: fc.constant("ReleaseStock" as const), orderId: orders, reason },
          quantity: fc.oneof(fc.constant("all" as const), some),
        }),
      },
      { weight: 3, arbitrary: fc.record({ type: fc.constant("ConsumeStock" as const), orderId: orders, quantity: some, source }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant("ReturnStock" as const), orderId: orders, quantity: some, source, reason }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant("ExpireHold" as const), orderId: orders }) },
    ),
  )
  .map(([pause, command]) => ({
    pause,
    make: (now: number): StockCommand => {
      const at = instant(now);
      if (command.type === "HoldStock") return { ...command, expiresAt: instant(now + command.lasts), at };
      return command.type === "ExpireHold" ? { ...command, expiresAt: at, at } : { ...command, at };
    },
  }));

/** Units by what became of them, counted from the events alone. */
const sums = (events: readonly StockEvent[]) => {
  const all = { received: 0, writtenOff: 0, returned: 0, consumed: 0 };
  for (const event of events) {
    if (event.type === "StockReceived") all.received += event.quantity;
    if (event.type === "StockCounted") all.received += event.difference;
    if (event.type === "StockWrittenOff") all.writtenOff += event.quantity;
    if (event.type === "StockReturned") all.returned += event.quantity;
    if (event.type === "StockConsumed") all.consumed += event.quantity;
  }
  return all;
};

/** The timers that these events leave running: by order, when they are due. */
const timersOf = (events: readonly StockEvent[]) => {
  const running = new Map<string, unknown>();
  for (const event of events) {
    const timer = holdTimerOf(event);
    if (timer?.type === "TimerSet") running.set(timer.timer, timer.due);
    else if (timer !== null) running.delete(timer.timer);
  }
  return [...running].sort(([a], [b]) => (a < b ? -1 : 1));
};

const check = (stock: Stock, events: readonly StockEvent[]): void => {
  const { received, writtenOff, returned, consumed } = sums(events);
  expect(stock.onHand).toBe(received - writtenOff - consumed + returned);
  const all = [...entriesIn(stock.reservations)].map(([, reservation]) => reservation);
  const total = (of: typeof all, what: "awaited" | "taken") => of.reduce((sum, one) => sum + one[what], 0);
  expect(stock.held).toBe(total(all.filter(isOpen), "taken"));
  expect(stock.committed).toBe(
    total(
      all.filter((one) => !isOpen(one)),
      "taken",
    ),
  );
  expect(stock.awaited).toBe(total(all, "awaited"));
  expect(stock.held + stock.committed, "no unit is promised twice").toBeLessThanOrEqual(stock.onHand);
  expect(all.every(({ taken, awaited }) => taken >= 0 && awaited >= 0 && taken + awaited > 0)).toBe(true);
  expect(all.every((one) => one.status === "Committed" || (one.status === "Backordered") === one.awaited > 0)).toBe(true);
  if (stock.awaited > 0) expect(availableOf(stock), "nothing lies about while somebody waits").toBe(0);
  expect(stock.queue.size).toBe(all.filter(({ awaited }) => awaited > 0).length);
  expect(stock.expiries.size).toBe(all.filter(isOpen).length);
  const dues = [...entriesIn(stock.reservations)].flatMap(([orderId, one]) => (isOpen(one) ? [[orderId, { dueAt: one.expiresAt }]] : []));
  expect(timersOf(events), "each hold has its timer, and nothing else has").toEqual(dues);
  expect(events.at(-1)?.level ?? levelOf(noStock)).toEqual(levelOf(stock));
};

describe("a stock item, whatever is asked of it", () => {
  it("loses no unit and promises none twice", () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 60, size: "max" }), (walk) => {
        let stock = noStock;
        let now = 1_000;
        const events: StockEvent[] = [];
        for (const { pause, make } of walk) {
          now += pause;
          const decision = stockDecider.decide(make(now), stock);
          if (decision.kind !== "accepted") continue;
          events.push(...decision.events);
          stock = fold(stockDecider, decision.events, stock);
          check(stock, events);
        }
        const again: Stock = fold(stockDecider, JSON.parse(JSON.stringify(events)));
        expect(JSON.parse(JSON.stringify(again))).toEqual(stock);
      }),
      { numRuns: 400 },
    );
  });

  it("gives the same order the same once more", () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), orders, some, (walk, orderId: OrderId, taken) => {
        let stock = noStock;
        for (const { make } of walk) {
          const decision = stockDecider.decide(make(1_000), stock);
          if (decision.kind === "accepted") stock = fold(stockDecider, decision.events, stock);
        }
        const hold = { type: "HoldStock", orderId, taken, awaited: 0, expiresAt: instant(2_000), at: instant(1_000) } as const;
        const first = stockDecider.decide(hold, stock);
        if (first.kind !== "accepted") return;
        const second = stockDecider.decide(hold, fold(stockDecider, first.events, stock));
        expect(second.kind).toBe("nothingToDo");
      }),
      { numRuns: 200 },
    );
  });
});
