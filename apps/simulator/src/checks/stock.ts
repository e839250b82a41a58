import type { RecordedEvent } from "@waybill/kernel/event-log";
import { type Books, type Finding, factIn, streamsOf } from "./books.ts";
import { ended, type OrderStanding } from "./orders.ts";

interface Level {
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
  readonly awaited: number;
}

type StockFact = { readonly level: Level; readonly at: number } & (
  | { readonly type: "StockReceived" | "StockReturned" | "StockWrittenOff"; readonly quantity: number }
  | { readonly type: "StockCounted"; readonly counted: number; readonly difference: number }
  | { readonly type: "StockPolicySet" }
  | {
      readonly type: "ReservationHeld";
      readonly orderId: string;
      readonly taken: number;
      readonly awaited: number;
      readonly expiresAt: number;
    }
  | {
      readonly type: "ReservationCommitted" | "ReservationExpired" | "ReservationReleased";
      readonly orderId: string;
      readonly taken: number;
      readonly awaited: number;
    }
  | { readonly type: "BackorderFilled" | "ReservationShortened" | "StockConsumed"; readonly orderId: string; readonly quantity: number }
);

interface Reserved {
  readonly taken: number;
  readonly awaited: number;
  /** Null: the order's own. */
  readonly expiresAt: number | null;
}

/** What orders have of an item, by its books. */
export const reservedIn = (events: readonly RecordedEvent[]): ReadonlyMap<string, Reserved> => {
  const tally: Tally = { onHand: 0, reserved: new Map() };
  for (const event of events) enter(tally, factIn<StockFact>(event));
  return tally.reserved;
};

/** An item's books, written anew from what happened. */
interface Tally {
  onHand: number;
  readonly reserved: Map<string, Reserved>;
}

/** Nothing is sold that is not there, and what is given back is there again. */
export const checkStock = (books: Books, orders: ReadonlyMap<string, OrderStanding>, now: number): readonly Finding[] =>
  [...streamsOf(books, "inventory", "stock-item")].flatMap(([item, events]) => checkItem(item, events, { orders, now }));

const checkItem = (
  item: string,
  events: readonly RecordedEvent[],
  { orders, now }: { readonly orders: ReadonlyMap<string, OrderStanding>; readonly now: number },
): readonly Finding[] => {
  const tally: Tally = { onHand: 0, reserved: new Map() };
  const findings: Finding[] = [];
  const wrong = (text: string, about = item): void =>
    void findings.push({ promise: "stock is conserved", text: `${item}: ${text}`, about });
  for (const [index, event] of events.entries()) {
    const fact = factIn<StockFact>(event);
    const fault = enter(tally, fact);
    if (fault !== null) wrong(`${fault} (event ${event.version})`, "orderId" in fact ? fact.orderId : item);
    if (fact.type === "ReservationHeld" && isOver(orders.get(fact.orderId), event.recordedAt)) {
      const text = `${item}: ${fact.orderId} holds ${fact.taken} after it was cancelled`;
      findings.push({ promise: "nothing is held for an order that is cancelled", text, about: fact.orderId });
    }
    const differs = compare(tally, fact.level);
    if (differs !== null) wrong(`${differs} after event ${event.version}, a ${event.type}`);
    // What one command does is one step: in the middle of it, orders may have more than there is.
    const isStep = events[index + 1]?.commandId !== event.commandId;
    const { held, committed, onHand } = levelOf(tally);
    if (isStep && held + committed > onHand) wrong(`${held + committed} are promised of ${onHand} after event ${event.version}`);
  }
  for (const [orderId, { taken, awaited, expiresAt }] of tally.reserved) {
    const status = orders.get(orderId)?.status ?? "never placed";
    const what = `${orderId}, ${status}, still has ${taken} and waits for ${awaited}`;
    if (ended.has(status) || status === "never placed") wrong(what, orderId);
    else if (expiresAt !== null && expiresAt < now - 60_000) wrong(`${what}, though its time is over`, orderId);
  }
  return findings;
};

/** A cancellation ends when everything is given back: what is held after that, is held for nobody. */
const isOver = (order: OrderStanding | undefined, at: number): boolean =>
  order?.status === "Cancelled" && order.endedAt !== null && at > order.endedAt;

/** Writes an event into the books. What is wrong with it, or null. */
const enter = (tally: Tally, fact: StockFact): string | null => {
  switch (fact.type) {
    case "StockReceived":
    case "StockReturned":
      tally.onHand += fact.quantity;
      return null;
    case "StockWrittenOff":
      tally.onHand -= fact.quantity;
      return null;
    case "StockCounted":
      tally.onHand += fact.difference;
      return tally.onHand === fact.counted ? null : `${fact.counted} were counted, and ${tally.onHand} are in the books`;
    case "StockPolicySet":
      return null;
    default:
      return enterReservation(tally, fact);
  }
};

const enterReservation = (tally: Tally, fact: Extract<StockFact, { readonly orderId: string }>): string | null => {
  const { orderId } = fact;
  const before = tally.reserved.get(orderId) ?? { taken: 0, awaited: 0, expiresAt: 0 };
  const put = (after: Reserved): string | null => {
    if (after.taken + after.awaited > 0) tally.reserved.set(orderId, after);
    else tally.reserved.delete(orderId);
    return after.taken < 0 || after.awaited < 0 ? `${orderId} has less than nothing` : null;
  };
  switch (fact.type) {
    case "ReservationHeld":
      if (before.expiresAt === null) return `${orderId} holds again what is its own`;
      return put({ taken: fact.taken, awaited: fact.awaited, expiresAt: fact.expiresAt });
    case "ReservationCommitted":
      return put({ taken: fact.taken, awaited: fact.awaited, expiresAt: null });
    case "ReservationReleased":
      return put({ ...before, taken: before.taken - fact.taken, awaited: before.awaited - fact.awaited });
    case "ReservationExpired":
      put({ taken: 0, awaited: 0, expiresAt: 0 });
      if (before.expiresAt === null) return `${orderId} has paid, and lost its units to a timer`;
      return before.expiresAt > fact.at ? `${orderId} lost its units before its time` : null;
    case "ReservationShortened":
      return put({ ...before, taken: before.taken - fact.quantity });
    case "BackorderFilled":
      return put({ ...before, taken: before.taken + fact.quantity, awaited: before.awaited - fact.quantity });
    case "StockConsumed":
      tally.onHand -= fact.quantity;
      return put({ ...before, taken: before.taken - fact.quantity });
  }
};

const levelOf = ({ onHand, reserved }: Tally): Level => {
  const level = { onHand, held: 0, committed: 0, awaited: 0 };
  for (const { taken, awaited, expiresAt } of reserved.values()) {
    level[expiresAt === null ? "committed" : "held"] += taken;
    level.awaited += awaited;
  }
  return level;
};

const compare = (tally: Tally, said: Level): string | null => {
  const level = levelOf(tally);
  if (level.onHand < 0) return `${level.onHand} are on hand`;
  const differing = (["onHand", "held", "committed", "awaited"] as const).filter((field) => level[field] !== said[field]);
  return differing.length === 0
    ? null
    : differing.map((field) => `${field} is said to be ${said[field]}, and is ${level[field]}`).join(", ");
};
