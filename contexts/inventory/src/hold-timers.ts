import { OrderId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import { aggregateTimekeeper, type Timekeeper } from "@waybill/kernel/timekeeper";
import type { Timer, TimerEvent } from "@waybill/kernel/timer";
import { type StockHandler, stockAggregate } from "./aggregates.ts";
import type { ExpireHold } from "./domain/stock-commands.ts";
import type { StockEvent } from "./domain/stock-events.ts";

/** Lets holds end when their time is over. There is one timer for each order that holds something of an item. */
export const holdTimekeeper = (stock: StockHandler): Timekeeper =>
  aggregateTimekeeper({ aggregate: stockAggregate, handler: stock, timerEventOf: holdTimerOf, commandOf: expireHold });

/** What an event of a stock item does to the timer of an order's hold. */
export const holdTimerOf = (event: StockEvent): TimerEvent => {
  switch (event.type) {
    case "ReservationHeld":
      return { type: "TimerSet", timer: event.orderId, due: { dueAt: event.expiresAt } };
    case "ReservationCommitted":
    case "ReservationExpired":
      return { type: "TimerDropped", timer: event.orderId };
    // A timer that nothing drops would be due for ever.
    case "ReservationReleased":
    case "ReservationShortened":
      return event.left === 0 ? { type: "TimerDropped", timer: event.orderId } : null;
    case "BackorderFilled":
    case "StockConsumed":
    case "StockReceived":
    case "StockWrittenOff":
    case "StockCounted":
    case "StockReturned":
    case "StockAdjustmentImported":
    case "StockPolicySet":
      return null;
  }
};

/** The hold that was to end then; `at` is that instant, by the clock that keeps timers. */
const expireHold = ({ name, dueAt }: Pick<Timer, "dueAt" | "name">): ExpireHold => {
  const orderId = OrderId.parse(name);
  if (orderId === null) throw new TypeError(`${name} is no order`);
  return { type: "ExpireHold", orderId, expiresAt: instant(dueAt), at: instant(dueAt) };
};
