import { LocationId, OrderId, parseSku } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import { evolveStock } from "../domain/evolve-stock.ts";
import { levelOf, noStock, type Stock } from "../domain/stock.ts";
import type { StockCommand, StockRefusal } from "../domain/stock-commands.ts";
import type { StockEvent, StockFact } from "../domain/stock-events.ts";

export const at: Instant = instant(1_000_000);
export const later: Instant = instant(1_060_000);
/** When holds of the samples are over. */
export const expiresAt: Instant = instant(1_900_000);
export const afterwards: Instant = instant(1_900_001);

export const order = (number: number): OrderId => OrderId.derive("sample", String(number));
export const [ada, bob, cleo] = [order(1), order(2), order(3)] as const;

export const tea = parseSku("TEA-100")!;
export const cake = parseSku("CAKE")!;
export const main = LocationId.parse("main")!;
export const east = LocationId.parse("east")!;
export const west = LocationId.parse("west")!;

export const received = (quantity: number): StockFact => ({ type: "StockReceived", quantity, reason: "a delivery", at });
export const held = (orderId: OrderId, taken: number, awaited = 0): StockFact => ({
  ...{ type: "ReservationHeld", orderId, taken, awaited, expiresAt, at },
});
/** The same hold, until then. */
export const until = (when: Instant, hold: StockFact): StockFact => ({ ...hold, ...{ expiresAt: when } });
export const committed = (orderId: OrderId, taken: number, awaited = 0): StockFact => ({
  ...{ type: "ReservationCommitted", orderId, taken, awaited, at },
});
export const policy = (safetyStock: number, backorderLimit: number | null): StockFact => ({
  ...{ type: "StockPolicySet", safetyStock, backorderLimit, at },
});

export const expired = (orderId: OrderId, taken: number, awaited = 0): StockFact => ({
  ...{ type: "ReservationExpired", orderId, taken, awaited, at },
});
export const filled = (orderId: OrderId, quantity: number, awaited = 0): StockFact => ({
  ...{ type: "BackorderFilled", orderId, quantity, awaited, at },
});
/** The same facts, but then. */
export const thenAt = (when: Instant, ...facts: readonly StockFact[]): StockFact[] => facts.map((fact) => ({ ...fact, at: when }));

/** The events that tell these facts, one after the other, each with the level that it led to. */
export const eventsOf = (facts: readonly StockFact[]): readonly StockEvent[] => {
  let stock = noStock;
  return facts.map((fact) => {
    stock = evolveStock(stock, fact);
    return { ...fact, level: levelOf(stock) };
  });
};

/** What a scenario of the kernel's says must follow. */
interface Outcome {
  records(...events: readonly StockEvent[]): void;
  recordsNothing(): void;
  isRejected(refusal: StockRefusal): void;
  leadsTo(check: (stock: Stock) => void): void;
}
type Given = (...past: readonly (readonly StockEvent[])[]) => { when(command: StockCommand): Outcome };

/** Scenarios of a stock item, told in facts: the levels beside them follow. */
export const toldInFacts =
  (given: Given) =>
  (...past: readonly StockFact[]) => ({
    when: (command: StockCommand) => {
      const outcome = given(eventsOf(past)).when(command);
      const records = (...facts: readonly StockFact[]) => outcome.records(...eventsOf([...past, ...facts]).slice(past.length));
      return { ...outcome, records };
    },
  });
