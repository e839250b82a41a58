import type { OrderId } from "@waybill/contracts/vocabulary";
import { isOpen, type Reservation, reservationOf, type Stock, withReservation } from "./stock.ts";
import type { StockFact } from "./stock-events.ts";

/** What a fact makes of the stock. */
export const evolveStock = (stock: Stock, fact: StockFact): Stock => {
  switch (fact.type) {
    case "StockReceived":
    case "StockReturned":
      return { ...stock, onHand: stock.onHand + fact.quantity };
    case "StockWrittenOff":
      return { ...stock, onHand: stock.onHand - fact.quantity };
    case "StockCounted":
      return { ...stock, onHand: fact.counted };
    case "StockAdjustmentImported":
      return stock;
    case "StockPolicySet":
      return { ...stock, safetyStock: fact.safetyStock, backorderLimit: fact.backorderLimit };
    case "ReservationHeld": {
      const { taken, awaited, expiresAt } = fact;
      return reserved(stock, fact.orderId, (arrival) => ({ status: openStatus(awaited), taken, awaited, expiresAt, arrival }));
    }
    case "ReservationCommitted": {
      const { taken, awaited } = fact;
      return reserved(stock, fact.orderId, (arrival) => ({ status: "Committed", taken, awaited, arrival }));
    }
    case "ReservationReleased":
      return less(stock, fact.orderId, { taken: fact.taken, awaited: fact.awaited });
    case "ReservationExpired":
      return withReservation(stock, fact.orderId, null);
    case "ReservationShortened":
      return less(stock, fact.orderId, { taken: fact.quantity, awaited: 0 });
    case "BackorderFilled":
      return less(stock, fact.orderId, { taken: -fact.quantity, awaited: fact.quantity });
    case "StockConsumed":
      return less({ ...stock, onHand: stock.onHand - fact.quantity }, fact.orderId, { taken: fact.quantity, awaited: 0 });
  }
};

const openStatus = (awaited: number): "Held" | "Backordered" => (awaited > 0 ? "Backordered" : "Held");

/** Who has something already keeps its place among those who came. */
const reserved = (stock: Stock, orderId: OrderId, make: (arrival: number) => Reservation): Stock => {
  const before = reservationOf(stock, orderId);
  if (before !== undefined) return withReservation(stock, orderId, make(before.arrival));
  const arrival = stock.arrivals + 1;
  return withReservation({ ...stock, arrivals: arrival }, orderId, make(arrival));
};

const less = (stock: Stock, orderId: OrderId, by: { readonly taken: number; readonly awaited: number }): Stock => {
  const before = reservationOf(stock, orderId);
  if (before === undefined) return stock;
  const [taken, awaited] = [before.taken - by.taken, before.awaited - by.awaited];
  const after = { ...before, taken, awaited };
  return withReservation(stock, orderId, isOpen(after) ? { ...after, status: openStatus(awaited) } : after);
};
