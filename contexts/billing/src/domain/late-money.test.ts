import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answer,
  answerIt,
  authoriseIt,
  call,
  captureIt,
  done,
  euros,
  lowerIt,
  minute,
  mustAct,
  no,
  refundIt,
  total,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { type Step, tell } from "../testing/tell.ts";
import { givenElsewhereOf, heldOf, keptOf } from "./ledger.ts";
import type { PaymentCommand } from "./payment-commands.ts";
import { deadlineOf } from "./payment-deadlines.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const captured = [...authorised, captureIt("ful_1"), call, answer(done)] as const;
const twice: readonly Step[] = [call, answer(no()), wakeUp, call, answer(no()), wakeUp];
/** The provider refuses it as often as it is tried by itself. */
const forGood: readonly Step[] = [...twice, call, answer(no())];
const voidIt: PaymentCommand = { type: "VoidPayment", at: minute(100) };
const resolveIt: PaymentCommand = { type: "ResolvePayment", reason: "paid in cash", at: minute(100) };
const dispute = (news: "lost" | "opened" | "won", amount: number): PaymentCommand => {
  return { type: "HearDispute", disputeId: "dis_1", news, amount: euros(amount), respondBy: minute(9_999), at: minute(50) };
};
/** The provider says late that the last try of it was done after all. */
const doneAfterAll = (...until: readonly Step[]): PaymentCommand => answerIt(tell(...until).key, done, minute(200));

describe("a capture that was done after all, though the provider had refused it", () => {
  const failed = [...authorised, captureIt("ful_1", 600), ...forGood] as const;
  const late = doneAfterAll(...authorised, captureIt("ful_1", 600), ...twice);

  it("leaves less for the capture in flight, which is tried again with what is left", () => {
    const both = [...failed, captureIt("ful_2"), call, late] as const;
    expect(tell(...both).recorded).toEqual(["PaymentCaptured"]);
    expect(tell(...both).open.ledger).toMatchObject({ captured: 600, operation: { amount: total }, captures: [{}, { amount: 1_320 }] });
    const again = [...both, answer(no("AmountExceedsAuthorisation")), wakeUp] as const;
    expect(tell(...again).events[1]).toMatchObject({ type: "CaptureSubmitted", captureId: "ful_2", amount: 1_320 });
    expect(tell(...again, call, answer(done)).open).toMatchObject({ status: "Captured", ledger: { captured: total, refunds: [] } });
  });

  it("leaves nothing for a capture of the same money, which then bothers nobody", () => {
    const whole = [...authorised, captureIt("ful_1"), ...twice] as const;
    const same = [...whole, call, answer(no()), captureIt("by-hand-1"), ...twice, call, doneAfterAll(...whole)] as const;
    const after = tell(...same, answer(no("AmountExceedsAuthorisation")), wakeUp);
    expect(after.recorded).toEqual(["PauseEnded"]);
    expect(after.open).toMatchObject({ status: "Captured", ledger: { captured: total, captures: [{}, { status: "Dropped" }] } });
    expect(deadlineOf(after.open)).toBeNull();
  });

  it("leaves nothing for a capture that waits, which is then not asked for", () => {
    const whole = [...authorised, captureIt("ful_1"), ...twice] as const;
    const waiting = [...whole, call, answer(no()), captureIt("by-hand-1"), call, answer(no())] as const;
    const after = tell(...waiting, doneAfterAll(...whole));
    expect(after.recorded).toEqual(["PaymentCaptured"]);
    expect(after.open.ledger.captures).toMatchObject([{ status: "Succeeded" }, { status: "Dropped" }]);
  });

  it("is given back as far as the provider took both", () => {
    const both = tell(...failed, captureIt("ful_2"), call, late, answer(done));
    expect(both.events).toMatchObject([
      { type: "PaymentCaptured", captureId: "ful_2", amount: total },
      { type: "RefundRequested", amount: 600 },
      { type: "RefundSubmitted", amount: 600 },
    ]);
    const inTurn = tell(...failed, captureIt("ful_2"), call, answer(done), late);
    expect(inTurn.recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
    const after = tell(...failed, captureIt("ful_2"), call, answer(done), late, call, answer(done));
    expect([heldOf(after.open.ledger), keptOf(after.open.ledger)]).toEqual([0, total]);
  });

  it("is given back when all of it was thought to be let go, and the order was given up", () => {
    const settled = [...failed, abandonIt, call, answer(done)] as const;
    expect(tell(...settled).recorded).toEqual(["PaymentVoided", "PaymentSettled"]);
    expect(tell(...settled, late).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
    const after = tell(...settled, late, call, answer(done));
    expect(after.recorded).toEqual(["RefundSucceeded"]);
    expect(after.open.ledger).toMatchObject({ authorised: total, captured: 600, voided: total - 600, refunded: 600 });
  });

  it("is given back as far as less is due by now", () => {
    const lowered = [...failed, captureIt("ful_2", 1_000), call, answer(done), lowerIt(1_200)] as const;
    expect(tell(...lowered, late).events).toMatchObject([{ type: "PaymentCaptured" }, { type: "RefundRequested", amount: 400 }, {}]);
  });
});

describe("a refund that was done after all, though the provider had refused it", () => {
  const failed = [...captured, refundIt("ret_1", 500), ...forGood] as const;
  const late = doneAfterAll(...captured, refundIt("ret_1", 500), ...twice);

  it("leaves less for the one in flight, which is tried again with what is left", () => {
    const both = [...failed, abandonIt, call, late] as const;
    expect(tell(...both).open.ledger).toMatchObject({ refunded: 500, operation: { amount: total }, refunds: [{}, { amount: 1_420 }] });
    const again = [...both, answer(no("AmountExceedsCapture")), wakeUp] as const;
    expect(tell(...again).events[1]).toMatchObject({ type: "RefundSubmitted", amount: 1_420 });
    expect(tell(...again, call, answer(done)).recorded).toEqual(["RefundSucceeded", "PaymentSettled"]);
  });

  it("leaves nothing for one of the same money, which then bothers nobody", () => {
    const whole = [...captured, refundIt("ret_1", total), ...twice] as const;
    const same = [...whole, call, answer(no()), abandonIt, ...twice, call, doneAfterAll(...whole)] as const;
    const after = tell(...same, answer(no("AmountExceedsCapture")), wakeUp);
    expect(after.recorded).toEqual(["PauseEnded", "PaymentSettled"]);
    expect(deadlineOf(after.open)).toBeNull();
  });

  it("is never counted as more than was taken", () => {
    const most = [...failed, refundIt("ret_2", total - 100), call] as const;
    expect(tell(...most, late, answer(done)).events).toMatchObject([{ type: "RefundSucceeded", amount: total - 500 }]);
    expect(tell(...most, answer(done), late).refusal).toEqual({ code: "AnswerDoesNotFit" });
  });

  it("is counted when it is told again, after what it gives back is known to be taken", () => {
    const part = [...authorised, captureIt("ful_1", 520), call, answer(done), refundIt("ret_1", 444), ...twice, call] as const;
    const taking = [...part, answer(no()), captureIt("ful_2", 742), call] as const;
    const lateRefund = doneAfterAll(...part);
    const settled = [...taking, abandonIt, answer(no()), wakeUp, call, answer(done), call, answer(done)] as const;
    expect(tell(...settled).recorded).toEqual(["RefundSucceeded", "PaymentSettled"]);
    expect(tell(...settled, lateRefund).refusal).toEqual({ code: "AnswerDoesNotFit" });
    const again = [...settled, lateRefund, doneAfterAll(...taking), lateRefund] as const;
    expect(tell(...again).recorded).toEqual(["RefundSucceeded"]);
    const tried = tell(...again, answer(no("AmountExceedsCapture")), wakeUp);
    expect(tried.events[1]).toMatchObject({ type: "RefundSubmitted", amount: 298 });
  });

  it("is not lost as well, when the bank took all of it back", () => {
    const lost = tell(...failed, dispute("lost", total), late);
    expect(lost.open.ledger).toMatchObject({ refunded: 500, lost: total - 500 });
  });
});

describe("what an operator says was given back elsewhere", () => {
  const failed = [...captured, refundIt("ret_1", 500), ...forGood] as const;

  it("is no more than what the provider left, so that a payment that is given up is settled", () => {
    const most = [...failed, refundIt("ret_2", total - 200), call, answer(done), resolveIt] as const;
    expect(givenElsewhereOf(tell(...most).open.ledger)).toBe(200);
    expect(tell(...most, abandonIt).recorded).toEqual(["PaymentAbandoned", "PaymentSettled"]);
  });

  it("is no more than what is not being given back by the provider, so that no less than nothing is left", () => {
    const refunding = [...failed, refundIt("ret_2", total - 200), call, dispute("opened", 100), answer(no()), wakeUp] as const;
    const won = tell(...refunding, resolveIt, dispute("won", 100), refundIt("ret_3", 1));
    expect(won.refusal).toEqual({ code: "RefundExceedsCapture", left: 0, asked: 1 });
  });

  it("is no more than what the bank left", () => {
    const lost = [...failed, resolveIt, dispute("opened", total), dispute("lost", total)] as const;
    expect(keptOf(tell(...lost).open.ledger)).toBe(0);
    expect(tell(...lost, abandonIt).recorded).toEqual(["PaymentAbandoned", "PaymentSettled"]);
  });
});

describe("money that cannot be let go of", () => {
  const part = [...authorised, captureIt("ful_1", 500), call, answer(done), abandonIt] as const;

  it("keeps nothing from being given back", () => {
    const stuck = tell(...part, ...forGood);
    expect(stuck.recorded).toEqual(["VoidFailed", "RefundRequested", "RefundSubmitted"]);
    const after = [...part, ...forGood, call, answer(done)] as const;
    expect(tell(...after).recorded).toEqual(["RefundSucceeded"]);
    expect(deadlineOf(tell(...after).open)).toMatchObject({ owner: "operator" });
    expect(tell(...after, voidIt, call, answer(done)).recorded).toEqual(["PaymentVoided", "PaymentSettled"]);
    // A refund that fails as well is not asked for again and again.
    expect(tell(...part, ...forGood, ...forGood).recorded).toEqual(["RefundFailed"]);
  });

  it("keeps nothing from being given back that could not be given back before", () => {
    const again = [...part, ...forGood, ...forGood, voidIt, ...twice, call] as const;
    expect(tell(...again, answer(no())).events).toMatchObject([{ type: "VoidFailed" }, { type: "RefundRequested", amount: 500 }, {}]);
    const before = [...authorised, captureIt("ful_1", 500), call, answer(done), refundIt("ret_1", 300), ...forGood, abandonIt] as const;
    expect(tell(...before, ...forGood).events).toMatchObject([{ type: "VoidFailed" }, { type: "RefundRequested", amount: 500 }, {}]);
  });

  it("does not wait to be taken, whatever could not be taken before", () => {
    const uncollected = [...authorised, captureIt("ful_1", 600), ...forGood] as const;
    const { open } = tell(...uncollected, abandonIt, ...forGood);
    expect(open).toMatchObject({ status: "Authorised", ledger: { isStuck: true, captures: [{ status: "Dropped" }] } });
  });

  it("is taken after all, by a capture that was done late", () => {
    const whole = [...authorised, captureIt("ful_1"), ...twice] as const;
    const letting = [...whole, call, answer(no()), abandonIt, call, doneAfterAll(...whole)] as const;
    const after = tell(...letting, answer(no()));
    expect(after.recorded).toEqual(["VoidFailed", "RefundRequested", "RefundSubmitted"]);
    expect(after.open.status).toBe("Captured");
  });

  it("is nobody's any more once an operator says so, though the customer was yet to confirm it", () => {
    const stuck = [authoriseIt, call, answer(mustAct), abandonIt, ...forGood] as const;
    expect(deadlineOf(tell(...stuck).open)).toMatchObject({ owner: "operator" });
    expect(tell(...stuck, resolveIt).recorded).toEqual(["FailureAccepted", "PaymentSettled"]);
    expect(deadlineOf(tell(...stuck, resolveIt).open)).toBeNull();
  });
});
