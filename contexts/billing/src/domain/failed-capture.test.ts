import { describe, expect, it } from "vitest";
import { authorised, doneAfterAll, forGood, ownerOf, part, retryIt, twice } from "../testing/failed-for-good.ts";
import { answer, call, captureIt, done, lowerIt, minute, refundIt, total } from "../testing/payment-samples.ts";
import { tell } from "../testing/tell.ts";
import type { PaymentCommand } from "./payment-commands.ts";

const voidIt: PaymentCommand = { type: "VoidPayment", at: minute(100) };
const failed = [...part, captureIt("ful_2", 500), ...forGood] as const;

describe("a capture that failed for good", () => {
  it("is tried again with what is due, when the order costs less since", () => {
    const less = [...authorised, captureIt("ful_1"), ...forGood, lowerIt(1_500), retryIt] as const;
    expect(tell(...less).events).toMatchObject([{ type: "WorkResumed" }, { type: "CaptureResumed" }, { amount: 1_500 }]);
    expect(tell(...less, call, answer(done)).recorded).toEqual(["PaymentCaptured", "VoidSubmitted"]);
    expect(ownerOf(tell(...less, ...forGood))).toBe("operator");
    const nothing = [...failed, lowerIt(600)] as const;
    expect(tell(...nothing).recorded).toEqual(["PaymentLowered", "VoidSubmitted"]);
    expect(ownerOf(tell(...nothing, call, answer(done)))).toBeNull();
  });

  it("is the operator's still when a refund comes through that had failed as well", () => {
    const both = [...part, refundIt("ret_1", 100), ...forGood, captureIt("ful_2", 500), ...forGood] as const;
    const lateRefund = doneAfterAll(...part, refundIt("ret_1", 100), ...twice);
    for (const refunded of [[refundIt("by-hand-1", 100), call, answer(done)], [lateRefund]] as const) {
      const told = tell(...both, ...refunded);
      expect([told.recorded, ownerOf(told)]).toEqual([["RefundSucceeded"], "operator"]);
    }
    expect(tell(...both, lateRefund, retryIt).recorded).toEqual(["WorkResumed", "CaptureResumed", "CaptureSubmitted"]);
  });

  it("is the operator's still when another is done, and is tried again with it when both failed", () => {
    const other = [...failed, captureIt("ful_3", 300, true)] as const;
    const told = tell(...other, call, answer(done));
    expect([told.recorded, ownerOf(told)]).toEqual([["PaymentCaptured"], "operator"]);
    const again = tell(...other, ...forGood, retryIt, call, answer(done), call, answer(done));
    expect(again.recorded).toEqual(["PaymentCaptured", "VoidSubmitted"]);
    expect([again.open.ledger.captured, ownerOf(again)]).toEqual([1_400, "system"]);
  });

  it("is nobody's any more, and not taken once more, when as much is taken by hand", () => {
    const byHand = [...failed, captureIt("by-hand-1", 500)] as const;
    expect(ownerOf(tell(...byHand, call, answer(done)))).toBeNull();
    expect(tell(...byHand, ...forGood, retryIt).recorded).toEqual(["WorkResumed", "CaptureResumed", "CaptureSubmitted"]);
    expect(tell(...byHand, ...forGood, retryIt, call, answer(done)).open.ledger.captured).toBe(1_100);
    expect(ownerOf(tell(...failed, captureIt("by-hand-1", 499), call, answer(done)))).toBe("operator");
  });
});

describe("the rest of a capture that failed for good", () => {
  it("is let go when an operator voids it, and is not taken any more", () => {
    expect(tell(...failed, voidIt).recorded).toEqual(["RestReleased", "CaptureDropped", "VoidSubmitted"]);
    expect(tell(...failed, voidIt, voidIt)).toMatchObject({ recorded: [], refusal: null });
    const gone = tell(...failed, voidIt, call, answer(done));
    expect(gone.open).toMatchObject({ status: "Captured", ledger: { captured: 600, voided: total - 600, isStuck: false } });
    expect(ownerOf(tell(...failed, voidIt, ...forGood))).toBe("operator");
  });

  it("is let go when it was to be let go anyhow after the capture", () => {
    const whole = [...authorised, captureIt("ful_1", 1_000, true), ...forGood] as const;
    expect(tell(...whole, voidIt).recorded).toEqual(["WorkResumed", "CaptureDropped", "VoidSubmitted"]);
    expect(tell(...whole, voidIt, call, answer(done)).open.status).toBe("Voided");
  });
});
