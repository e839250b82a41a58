import type { RecordedEvent } from "@waybill/kernel/event-log";
import { type Books, factIn, streamsOf } from "./books.ts";

/** How an order stands, as its events tell. */
export interface OrderStanding {
  readonly orderId: string;
  readonly status: "AwaitingCustomer" | "Cancelled" | "Cancelling" | "Confirmed" | "Expired" | "Placed" | "Rejected" | "Reserved";
  readonly since: number;
  /** When the end was recorded. */
  readonly endedAt: number | null;
  readonly isHeld: boolean;
  /** Somebody was told that money of it is gone: it was held for that, whoever lifted that since. */
  readonly wasHeldForMoney: boolean;
  /** What it costs, in minor units. */
  readonly due: number;
  /** What it cost before anything was taken off it. */
  readonly ordered: number;
  /** What is still wanted of it, line by line. */
  readonly lines: readonly Line[];
}

interface Line {
  readonly lineId: number;
  readonly sku: string;
  readonly quantity: number;
}
interface Quoted {
  readonly totals: { readonly grand: number };
  readonly lines: readonly Line[];
}

type OrderFact = { readonly at: number } & (
  | { readonly type: "OrderAmended" | "OrderPlaced"; readonly quote: Quoted }
  | { readonly type: "LinesCancelled"; readonly due: { readonly amount: number }; readonly lines: readonly Omit<Line, "sku">[] }
  | { readonly type: "OrderPutOnHold"; readonly reason: string }
  | { readonly type: "OrderResumed"; readonly reasons: readonly string[] }
  | { readonly type: Exclude<keyof typeof statusAfter, "OrderAmended" | "OrderPlaced"> }
);

const statusAfter = {
  OrderPlaced: "Placed",
  OrderAmended: "Placed",
  OrderReserved: "Reserved",
  CustomerChoiceRequested: "AwaitingCustomer",
  OrderRejected: "Rejected",
  OrderExpired: "Expired",
  OrderConfirmed: "Confirmed",
  CancellationStarted: "Cancelling",
  OrderCancelled: "Cancelled",
} as const;

export const ended: ReadonlySet<string> = new Set(["Rejected", "Expired", "Cancelled"]);

/** As holds say it. */
const moneyIsGone = /^Payment \d+ (has lapsed|was refunded|was voided)$/;

/** Every order that was placed, by its id. */
export const ordersIn = (books: Books): ReadonlyMap<string, OrderStanding> => {
  const streams = streamsOf(books, "ordering", "order");
  return new Map([...streams].map(([orderId, events]) => [orderId, standingOf(orderId, events)]));
};

const standingOf = (orderId: string, events: readonly RecordedEvent[]): OrderStanding => {
  let standing: OrderStanding = {
    orderId,
    status: "Placed",
    since: 0,
    endedAt: null,
    isHeld: false,
    wasHeldForMoney: false,
    due: 0,
    ordered: 0,
    lines: [],
  };
  const holds = new Set<string>();
  for (const event of events) {
    const fact = factIn<OrderFact>(event);
    if (fact.type === "OrderPutOnHold") {
      holds.add(fact.reason);
      if (moneyIsGone.test(fact.reason)) standing = { ...standing, wasHeldForMoney: true };
    } else if (fact.type === "OrderResumed") for (const reason of fact.reasons) holds.delete(reason);
    else if (fact.type === "LinesCancelled") {
      standing = { ...standing, due: fact.due.amount, lines: without(standing.lines, fact.lines) };
    } else if (fact.type in statusAfter) standing = { ...standing, status: statusAfter[fact.type], since: fact.at };
    if (ended.has(standing.status)) standing = { ...standing, endedAt: standing.endedAt ?? event.recordedAt };
    if ("quote" in fact) standing = { ...standing, ...costOf(fact.quote), lines: fact.quote.lines };
  }
  return { ...standing, isHeld: holds.size > 0 };
};

const costOf = ({ totals: { grand } }: Quoted) => ({ due: grand, ordered: grand });

const without = (lines: readonly Line[], gone: readonly Omit<Line, "sku">[]): readonly Line[] =>
  lines.map((line) => {
    const units = gone.filter(({ lineId }) => lineId === line.lineId).reduce((sum, { quantity }) => sum + quantity, 0);
    return { ...line, quantity: line.quantity - units };
  });
