import { fold } from "@waybill/kernel/decider";
import { lifeDiagram, statusesOf, targets } from "@waybill/kernel/life";
import { expectGenerated, mermaid } from "@waybill/kernel/testing/generated-part";
import { describe, expect, it } from "vitest";
import { ada, at, bob, committed, eventsOf, expired, expiresAt, held, later, received } from "../testing/stock-samples.ts";
import { type ReservationEventType, type ReservationStatus, reservationLife } from "./reservation-life.ts";
import { reservationOf, type Stock } from "./stock.ts";
import type { StockCommand } from "./stock-commands.ts";
import type { StockFact } from "./stock-events.ts";
import { stockDecider } from "./stock-item.ts";

/** Ada in each status, with units to spare and without, waiting for some or all. */
const pasts: Readonly<Record<ReservationStatus, readonly (readonly StockFact[])[]>> = {
  Absent: [[], [received(9)], [received(9), held(ada, 3), expired(ada, 3)]],
  Held: [
    [received(9), held(ada, 3)],
    [received(3), held(ada, 3)],
    [received(3), held(ada, 3), held(bob, 0, 2)],
  ],
  Backordered: [[held(ada, 0, 3)], [received(2), held(ada, 2, 1)]],
  Committed: [[received(9), committed(ada, 3)], [received(1), committed(ada, 1, 2)], [committed(ada, 0, 3)]],
};
const orderId = ada;
const commands: readonly StockCommand[] = [
  { type: "AdjustStock", delta: 1, reason: "more", at },
  { type: "AdjustStock", delta: 9, reason: "many more", at },
  { type: "AdjustStock", delta: 9, reason: "many more, later", at: later },
  { type: "CountStock", counted: 0, reason: "none", at },
  { type: "CountStock", counted: 1, reason: "one", at },
  { type: "SetStockPolicy", safetyStock: 9, backorderLimit: 0, at },
  { type: "ReturnStock", orderId, quantity: 2, source: "ret_1", reason: "Restocked", at },
  { type: "HoldStock", orderId, taken: 4, awaited: 0, expiresAt, at },
  { type: "HoldStock", orderId, taken: 0, awaited: 4, expiresAt, at },
  { type: "HoldStock", orderId, taken: 1, awaited: 0, expiresAt, at },
  { type: "CommitStock", orderId, taken: 3, awaited: 0, at },
  { type: "CommitStock", orderId, taken: 0, awaited: 3, at },
  { type: "ReleaseStock", orderId, quantity: "all", reason: "OrderCancelled", at },
  { type: "ReleaseStock", orderId, quantity: 1, reason: "Customer", at },
  { type: "ExpireHold", orderId, expiresAt, at: expiresAt },
  { type: "ConsumeStock", orderId, quantity: 1, source: "ful_1", at },
  { type: "ConsumeStock", orderId, quantity: 3, source: "ful_1", at },
];

const statusIn = (stock: Stock): ReservationStatus => reservationOf(stock, ada)?.status ?? "Absent";

const isOfAda = (fact: StockFact): fact is StockFact & { readonly type: ReservationEventType } =>
  "orderId" in fact && fact.orderId === ada && fact.type !== "StockReturned";

/** What becomes of Ada's reservation, event by event. */
const stepsOf = (command: StockCommand, before: Stock) => {
  const decision = stockDecider.decide(command, before);
  let stock = before;
  return (decision.kind === "accepted" ? decision.events : []).flatMap((event) => {
    const from = statusIn(stock);
    stock = stockDecider.evolve(stock, event);
    return isOfAda(event) ? [{ from, type: event.type, to: statusIn(stock) }] : [];
  });
};

describe("the life of a reservation", () => {
  const seen = new Set<string>();

  it.each(statusesOf(reservationLife))("leads where its table says, whatever is asked of it as %s", (status) => {
    for (const past of pasts[status]) {
      const before = fold(stockDecider, eventsOf(past));
      expect(statusIn(before)).toBe(status);
      for (const command of commands) {
        for (const { from, type, to } of stepsOf(command, before)) {
          expect(targets(reservationLife, from, type), `${command.type}: ${from}, ${type}`).toContain(to);
          seen.add(`${from} ${type} ${to}`);
        }
      }
    }
  });

  it("leads nowhere else than it says", () => {
    const said = statusesOf(reservationLife).flatMap((from) =>
      Object.keys(reservationLife[from]).flatMap((type) =>
        targets(reservationLife, from, type as ReservationEventType).map((to) => `${from} ${type} ${to}`),
      ),
    );
    expect([...seen].sort()).toEqual(said.sort());
  });

  it("is drawn in the README", () => {
    const readme = new URL("../../README.md", import.meta.url);
    expectGenerated(readme, "reservation life", mermaid(lifeDiagram(reservationLife, "Absent")));
  });
});
