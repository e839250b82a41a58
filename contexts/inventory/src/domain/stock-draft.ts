import { accept, type Decision, nothingToDo, type Refusal } from "@waybill/kernel/decider";
import { evolveStock } from "./evolve-stock.ts";
import { levelOf, type Stock } from "./stock.ts";
import type { StockEvent, StockFact } from "./stock-events.ts";

/** A decision in the making: one thing leads to another, and each is decided on the stock as those before it leave it. */
export interface StockDraft {
  stock(): Stock;
  record(fact: StockFact): void;
  decision(): Decision<StockEvent, Refusal & never>;
}

export const draftOn = (before: Stock): StockDraft => {
  let stock = before;
  const events: StockEvent[] = [];
  return {
    stock: () => stock,
    record: (fact) => {
      stock = evolveStock(stock, fact);
      events.push({ ...fact, level: levelOf(stock) });
    },
    decision: () => {
      const [first, ...rest] = events;
      return first === undefined ? nothingToDo : accept(first, ...rest);
    },
  };
};
