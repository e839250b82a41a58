import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { reservationShort } from "@waybill/contracts/inventory";
import { orderLinesCancelled } from "@waybill/contracts/ordering";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { describe, expect, it } from "vitest";
import { about, accepted, committing, message } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, pounds, quote } from "../testing/order-samples.ts";

describe("an order that is promised", () => {
  const promised = (changes: object = {}) => {
    const walk = committing(changes);
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    return walk;
  };
  const [first] = quote.lines;
  const linesCancelled = (reason: string, due: number, lines: readonly object[] = [{ lineId: first!.lineId, quantity: 1 }]) =>
    message(orderLinesCancelled, { ...about, source: "request:1", reason, lines, due: pounds(due), cancelledAt: minute(9) });
  const short = (quantity: number) =>
    message(reservationShort, { ...about, sku: first!.sku, location: "main", quantity, shortAt: minute(9) });

  it("gives stock and money back for lines that are cancelled, and keeps the rest", () => {
    const walk = promised();
    walk.hear(linesCancelled("Customer", 500));
    expect(walk.asked().map(({ id, command }) => [id, command])).toEqual([
      [orderId, { type: "ReleaseLines", source: "request:1", lines: [{ sku: first!.sku, quantity: 1 }], reason: "Customer" }],
      [paymentIdOf(orderId, 1), { type: "LowerPayment", due: pounds(500), reason: "Customer" }],
    ]);
    walk.answer("letGo", accepted);
    walk.answer("lower", accepted);
    expect([walk.isOver(), walk.names()]).toEqual([true, []]);
  });

  it("gives back money of the last payment first, and leaves those alone that are due", () => {
    const methods = ["pm_ok", "recorded", "on_delivery"];
    const payments = methods.map((method, index) => ({ method, amount: index === 2 ? grand - 800 : 400 }));
    const walk = promised({ payments });
    walk.hear(linesCancelled("Lost", 900));
    const lowered = () => walk.asked().map(({ id, command }) => [id, "due" in command ? command.due : null]);
    expect(lowered()).toEqual([[paymentIdOf(orderId, 3), pounds(100)]]);
    walk.answer("lower", accepted);
    walk.hear(linesCancelled("Lost", 500));
    expect(lowered()).toEqual([
      [paymentIdOf(orderId, 2), pounds(100)],
      [paymentIdOf(orderId, 3), pounds(0)],
    ]);
  });

  it("asks for no money back when what was taken off costs nothing", () => {
    const walk = promised();
    walk.hear(linesCancelled("Lost", grand));
    expect(walk.names()).toEqual([]);
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
    expect(walk.names()).toEqual(["shorten", "lower"]);
  });

  it("hears of cancelled lines even before its own confirmation is answered", () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.hear(linesCancelled("Customer", 500));
    expect(walk.names()).toEqual(["confirm", "letGo", "lower"]);
  });

  it("is cancel-order's when somebody wants it cancelled", () => {
    const walk = promised();
    walk.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(9) }));
    walk.hear(linesCancelled("Customer", 500));
    expect(walk.names()).toEqual([]);
  });
});
