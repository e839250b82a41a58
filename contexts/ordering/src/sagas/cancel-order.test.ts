import { orderCancellationStarted } from "@waybill/contracts/ordering";
import { OrderId } from "@waybill/contracts/vocabulary";
import { instant } from "@waybill/kernel/clock";
import type { Hearing } from "@waybill/kernel/saga";
import { heardOf } from "@waybill/kernel/testing/heard";
import { describe, expect, it } from "vitest";
import { type CancelOrderWords, cancelOrder } from "./cancel-order.ts";

const orderId = OrderId.derive("an order");
const at = instant(1_700_000_000_000);
const started = (attempt: number): Hearing<CancelOrderWords> => ({
  kind: "message",
  heard: heardOf(orderCancellationStarted, { merchantId: "default", orderId, attempt, startedAt: at }),
  at,
});
const begun = (attempt: number) => cancelOrder.evolve(cancelOrder.initial, { type: "CancellationBegun", orderId, attempt });

describe("cancel-order", () => {
  it("cancels the order that somebody wants cancelled", () => {
    expect(cancelOrder.decide(started(1), cancelOrder.initial)).toEqual([
      { type: "CancellationBegun", orderId, attempt: 1 },
      {
        ...{ type: "Asked", ask: "cancel", context: "ordering", aggregate: "order", id: orderId },
        command: { type: "CancelOrder", attempt: 1, reason: "CancellationWasAsked", at },
      },
      { type: "TimerSet", timer: "tooLate", afterMs: 600_000 },
    ]);
  });

  it("hears of an attempt once, and of the next one anew", () => {
    expect(cancelOrder.decide(started(1), begun(1))).toEqual([]);
    expect(cancelOrder.decide(started(2), begun(1))).toHaveLength(3);
    expect(cancelOrder.decide(started(1), begun(2))).toEqual([]);
  });

  it.each([{ kind: "accepted" as const }, { kind: "refused" as const, refusal: { code: "AttemptIsOver" } }])(
    "is over when the order has answered: $kind",
    (outcome) => {
      const [, asked] = cancelOrder.decide(started(1), cancelOrder.initial);
      if (asked?.type !== "Asked") throw new Error("nothing was asked");
      const [ended] = cancelOrder.decide({ kind: "answer", asked, outcome, at }, begun(1));
      expect(ended).toEqual({ type: "CancellationEnded" });
      const state = cancelOrder.evolve(begun(1), { type: "CancellationEnded" });
      expect([cancelOrder.isOver(begun(1)), cancelOrder.isOver(state), state.attempt]).toEqual([false, true, 1]);
    },
  );

  it("keeps its deadline until then", () => {
    const timer: Hearing<CancelOrderWords> = { kind: "timer", timer: "tooLate", at };
    expect(cancelOrder.decide(timer, begun(1))).toEqual([{ type: "TimerSet", timer: "tooLate", afterMs: 600_000 }]);
  });
});
