import { describe, expect, it } from "vitest";
import { doneAfterAll, forGood, ownerOf, part, retryIt, twice } from "../testing/failed-for-good.ts";
import { abandonIt, answer, call, captureIt, done, minute, refundIt } from "../testing/payment-samples.ts";
import { tell } from "../testing/tell.ts";
import type { PaymentCommand } from "./payment-commands.ts";

const resolveIt: PaymentCommand = { type: "ResolvePayment", reason: "paid in cash", at: minute(100) };
const failed = [...part, captureIt("ful_2", 500), ...forGood] as const;

describe("a capture that an operator accepted as paid elsewhere, and that was done after all", () => {
  const late = doneAfterAll(...part, captureIt("ful_2", 500), ...twice);
  const paidTwice = [...failed, resolveIt, late] as const;

  it("is counted, and the operator's again, who decides whether it goes back", () => {
    const told = tell(...paidTwice);
    expect([told.recorded, ownerOf(told)]).toEqual([["PaymentCaptured"], "operator"]);
    expect(told.open.ledger).toMatchObject({ captured: 1_100, takenAgain: 500, accepted: null });
    expect(ownerOf(tell(...paidTwice, late))).toBe("operator");
    // There is nothing to try again.
    expect(ownerOf(tell(...paidTwice, retryIt))).toBe("operator");
  });

  it("is nobody's any more when as much is given back by hand, or it is accepted once more", () => {
    const told = tell(...paidTwice, refundIt("by-hand-1", 500), call, answer(done));
    expect([told.recorded, ownerOf(told)]).toEqual([["RefundSucceeded"], null]);
    expect(ownerOf(tell(...paidTwice, refundIt("by-hand-1", 499), call, answer(done)))).toBe("operator");
    expect(ownerOf(tell(...paidTwice, refundIt("ret_1", 500), call, answer(done)))).toBe("operator");
    expect(ownerOf(tell(...paidTwice, resolveIt))).toBeNull();
  });

  it("is the operator's whatever was asked for in between, or failed besides", () => {
    const between = [...failed, resolveIt, captureIt("ful_3", 300), call, answer(done), late] as const;
    expect(ownerOf(tell(...between))).toBe("operator");
    const besides = [...paidTwice, refundIt("ret_1", 500), ...forGood, refundIt("by-hand-1", 500), call, answer(done)] as const;
    expect(ownerOf(tell(...besides))).toBe("operator");
  });

  it("is given back by itself when it is more than is due, or nothing is", () => {
    const other = [...failed, resolveIt, captureIt("ful_3"), call, answer(done), late] as const;
    expect(tell(...other).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
    expect(ownerOf(tell(...other, call, answer(done)))).toBeNull();
    for (const steps of [
      [...paidTwice, abandonIt],
      [...failed, resolveIt, abandonIt, call, answer(done), call, answer(done), late],
    ])
      expect(tell(...steps).recorded).toContain(steps.at(-1) === late ? "RefundRequested" : "VoidSubmitted");
    expect(ownerOf(tell(...paidTwice, abandonIt, call, answer(done), call, answer(done)))).toBeNull();
  });
});
