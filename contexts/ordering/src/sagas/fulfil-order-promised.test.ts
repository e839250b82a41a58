import { reservationShort } from "@waybill/contracts/inventory";
import { orderLinesCancelled } from "@waybill/contracts/ordering";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { describe, expect, it } from "vitest";
import { about, accepted, committing, message } from "../testing/fulfil-order-walk.ts";
import { minute, pounds, quote } from "../testing/order-samples.ts";

describe("an order that is promised", () => {
  const promised = () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    return walk;
  };
  const [first] = quote.lines;
  const linesCancelled = (reason: string, due: number, lines: readonly object[] = [{ lineId: first!.lineId, quantity: 1 }]) =>
    message(orderLinesCancelled, { ...about, source: "request:1", reason, lines, due: pounds(due), cancelledAt: minute(9) });
  const short = (quantity: number) =>
    message(reservationShort, { ...about, sku: first!.sku, location: "main", quantity, shortAt: minute(9) });

  it("gives stock back for lines that are cancelled, and keeps the rest", () => {
    const walk = promised();
    walk.hear(linesCancelled("Customer", 500));
    expect(walk.asked().map(({ command }) => command)).toEqual([
      { type: "ReleaseLines", source: "request:1", lines: [{ sku: first!.sku, quantity: 1 }], reason: "Customer" },
    ]);
    expect(walk.isOver()).toBe(true);
  });

  it("ends when all of it is cancelled, and lets the money go", () => {
    const walk = promised();
    walk.hear(linesCancelled("Customer", 0));
    expect(walk.names()).toEqual(["letGo", "abandon", "complete"]);
  });

  it("loses what stock has lost, once it is confirmed", () => {
    const walk = committing();
    walk.hear(short(1));
    walk.answer("commit", accepted);
    expect(walk.names()).toEqual(["confirm"]);
    walk.answer("confirm", accepted, minute(3));
    expect(walk.asked()[0]?.command).toMatchObject({
      type: "CancelLines",
      reason: "Shortfall",
      lines: [{ lineId: first!.lineId, quantity: 1 }],
    });
    walk.hear(linesCancelled("Shortfall", 500));
    expect(walk.names()).toEqual(["shorten"]);
  });

  it("hears of cancelled lines even before its own confirmation is answered", () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.hear(linesCancelled("Customer", 500));
    expect(walk.names()).toEqual(["confirm", "letGo"]);
  });

  it("is cancel-order's when somebody wants it cancelled", () => {
    const walk = promised();
    walk.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(9) }));
    walk.hear(linesCancelled("Customer", 500));
    expect(walk.names()).toEqual([]);
  });
});
