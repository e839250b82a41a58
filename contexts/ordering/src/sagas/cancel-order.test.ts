import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { OrderId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import type { AskOutcome, Hearing } from "@waybill/kernel/saga";
import { heardOf } from "@waybill/kernel/testing/heard";
import { describe, expect, it } from "vitest";
import { sagaWalk } from "../testing/saga-walk.ts";
import { type CancelOrderWords, cancelOrder } from "./cancel-order.ts";

const orderId = OrderId.derive("an order");
const at = instant(1_700_000_000_000);
const accepted: AskOutcome = { kind: "accepted" };
const started = (attempt: number): Hearing<CancelOrderWords> => ({
  kind: "message",
  heard: heardOf(orderCancellationStarted, { merchantId: "default", orderId, attempt, payments: 2, startedAt: at }),
  at,
});

describe("cancel-order", () => {
  it("takes back stock and every payment, and only then cancels the order", () => {
    const walk = sagaWalk(cancelOrder);
    walk.hear(started(1));
    expect(walk.asked().map(({ ask, id }) => [ask, id])).toEqual([
      ["release", orderId],
      ["abandon", paymentIdOf(orderId, 1)],
      ["abandon", paymentIdOf(orderId, 2)],
    ]);
    walk.answer("abandon", accepted);
    walk.answer("release", accepted);
    expect(walk.asked().map(({ ask }) => ask)).toEqual(["abandon"]);
    walk.answer("abandon", accepted);
    expect(walk.asked().map(({ ask, command }) => [ask, command])).toEqual([
      ["cancel", { type: "CancelOrder", attempt: 1, reason: "CancellationWasAsked", at }],
    ]);
    expect(walk.isOver()).toBe(false);
    walk.answer("cancel", accepted);
    expect([walk.isOver(), walk.timers()]).toEqual([true, []]);
  });

  it("releases whatever was tried, and is yet to be tried", () => {
    const walk = sagaWalk(cancelOrder);
    walk.hear(started(1));
    expect(walk.asked()[0]?.command).toEqual({ type: "ReleaseReservation", attempt: 1_000_000, reason: "OrderCancelled" });
  });

  it("hears of an attempt once, and of the next one anew", () => {
    const walk = sagaWalk(cancelOrder);
    walk.hear(started(2));
    walk.hear(started(2));
    walk.hear(started(1));
    expect(walk.asked()).toHaveLength(3);
    walk.hear(started(3));
    expect(walk.asked()).toHaveLength(6);
  });

  it("is over when the order has decided otherwise", () => {
    const walk = sagaWalk(cancelOrder);
    walk.hear(started(1));
    for (const ask of ["release", "abandon", "abandon"] as const) walk.answer(ask, accepted);
    walk.answer("cancel", { kind: "refused", refusal: { code: "AttemptIsOver" } });
    expect(walk.isOver()).toBe(true);
  });

  it("keeps its deadline as long as it waits", () => {
    const walk = sagaWalk(cancelOrder);
    walk.hear(started(1));
    expect(walk.timers()).toEqual(["tooLate"]);
    walk.fire("tooLate", at);
    expect([walk.timers(), walk.isOver()]).toEqual([["tooLate"], false]);
  });
});
