import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { reservationShort } from "@waybill/contracts/inventory";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { about, accepted, committing, message, paid, payingAnew, refused } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, quote } from "../testing/order-samples.ts";

const policies = { ...usualOrderPolicies, capture: "on_confirmation", paymentAttempts: 2 } as const;
const inParts = (...methods: readonly string[]) => methods.map((method, index) => ({ method, amount: index === 0 ? grand - 200 : 200 }));
/** The order is confirmed, and everything else answered. */
const promised = (changes: object = {}) => {
  const walk = committing({ policies, ...changes } as never);
  walk.answer("commit", accepted);
  walk.answer("confirm", accepted);
  const captures = () => walk.asked().flatMap(({ ask, id, command }) => (ask === "capture" ? [[id, command]] : []));
  return { ...walk, captures };
};
const captureIt = { type: "CapturePayment", captureId: "confirmation" };

describe("an order whose money is to be taken on confirmation", () => {
  it("has it taken when it is confirmed, and not before", () => {
    const walk = committing({ policies } as never);
    walk.answer("commit", accepted);
    expect(walk.names()).toEqual(["confirm"]);
    walk.answer("confirm", accepted);
    expect(walk.asked().map(({ id, command }) => [id, command])).toEqual([[paymentIdOf(orderId, 1), captureIt]]);
    walk.answer("capture", accepted);
    expect([walk.isOver(), walk.names()]).toEqual([true, []]);
  });

  it("has each of several payments taken, but what a courier takes at the door", () => {
    const { captures } = promised({ payments: inParts("pm_ok", "recorded") });
    expect(captures()).toEqual([
      [paymentIdOf(orderId, 1), captureIt],
      [paymentIdOf(orderId, 2), captureIt],
    ]);
    expect(promised({ payments: inParts("pm_ok", "on_delivery") }).captures()).toEqual([[paymentIdOf(orderId, 1), captureIt]]);
  });

  it("has none taken that was declined", () => {
    const walk = payingAnew(policies);
    walk.hear(paid(grand, 2));
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    expect(walk.asked().map(({ id, command }) => [id, command])).toEqual([[paymentIdOf(orderId, 2), captureIt]]);
  });

  it("has nothing taken when it is cancelled before, is refused its promise, or keeps to the usual", () => {
    const cancelled = committing({ policies } as never);
    cancelled.answer("commit", accepted);
    cancelled.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(9) }));
    cancelled.answer("confirm", accepted);
    expect(cancelled.names()).toEqual([]);
    const kept = committing({ policies } as never);
    kept.answer("commit", accepted);
    kept.answer("confirm", refused("OrderIsRejected"));
    expect(kept.names()).not.toContain("capture");
    expect(promised({ policies: usualOrderPolicies }).captures()).toEqual([]);
    expect(promised({ policies: undefined }).captures()).toEqual([]);
  });

  it("has it taken before it is told what stock has lost meanwhile, so that what was too much comes back", () => {
    const walk = committing({ policies } as never);
    const { sku } = quote.lines[0]!;
    walk.hear(message(reservationShort, { ...about, sku, location: "main", quantity: 1, shortAt: minute(1) }));
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    expect(walk.names()).toEqual(["capture", "shorten"]);
  });
});
