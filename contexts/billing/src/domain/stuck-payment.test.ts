import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answer,
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
import { type Step, type Told, tell } from "../testing/tell.ts";
import type { CommandOf, PaymentCommand } from "./payment-commands.ts";
import { deadlineOf } from "./payment-deadlines.ts";

const missed = ({ key }: Told): PaymentCommand => ({ type: "MissAnswer", key, at: minute(3) });
const retryIt: CommandOf<"RetryPayment"> = { type: "RetryPayment", at: minute(100) };
const resolveIt: CommandOf<"ResolvePayment"> = { type: "ResolvePayment", reason: "paid in cash", at: minute(100) };
const voidIt: PaymentCommand = { type: "VoidPayment", at: minute(100) };

const authorised = [authoriseIt, call, answer(yes)] as const;
const captured = [...authorised, captureIt("ful_1"), call, answer(done)] as const;
/** The provider refuses it as often as it is tried by itself. */
const forGood: readonly Step[] = [call, answer(no()), wakeUp, call, answer(no()), wakeUp, call, answer(no())];
const uncollected = [...authorised, captureIt("ful_1"), ...forGood] as const;
const notGivenBack = [...captured, refundIt("ret_1", 500), ...forGood] as const;
const opened: PaymentCommand = {
  type: "HearDispute",
  disputeId: "dis_1",
  news: "opened",
  amount: euros(1_000),
  respondBy: minute(100),
  at: minute(50),
};

describe("a payment that is retried", () => {
  it("has what became of a call looked up, whether its time has come or not", () => {
    const first = tell(authoriseIt, call, missed, retryIt);
    expect(first.events).toMatchObject([{ type: "LookUpRequested", lookUp: 1, provider: "simulated" }]);
    expect(tell(authoriseIt, call, missed, retryIt, retryIt).events).toMatchObject([{ lookUp: 2 }]);
    // Nobody has called yet, so there is nothing to look for.
    expect(tell(authoriseIt, retryIt)).toMatchObject({ recorded: [], refusal: null });
    for (const under of [captureIt("ful_1"), abandonIt])
      expect(tell(...authorised, under, call, retryIt).recorded).toEqual(["LookUpRequested"]);
  });

  it("does not pause any longer", () => {
    expect(tell(...authorised, captureIt("ful_1"), call, answer(no()), retryIt).recorded).toEqual(["PauseEnded", "CaptureSubmitted"]);
  });

  it("takes what could not be taken, under the name that it has, and counts it once", () => {
    const again = tell(...uncollected, retryIt);
    expect(again.recorded).toEqual(["WorkResumed", "CaptureResumed", "CaptureSubmitted"]);
    expect(again.key).not.toBe(tell(...authorised, captureIt("ful_1")).key);
    const taken = tell(...uncollected, retryIt, call, answer(done));
    expect(taken.open).toMatchObject({
      status: "Captured",
      ledger: { captured: total, isStuck: false, captures: [{ status: "Succeeded" }] },
    });
    expect(tell(...uncollected, retryIt, ...forGood).open).toMatchObject({ status: "Uncollected", ledger: { isStuck: true } });
  });

  it("gives back what could not be given back, but no more than there is", () => {
    expect(tell(...notGivenBack, retryIt).recorded).toEqual(["WorkResumed", "RefundResumed", "RefundSubmitted"]);
    expect(tell(...notGivenBack, retryIt, call, answer(done)).open.ledger).toMatchObject({ refunded: 500, isStuck: false });
    const lowered = [...captured, lowerIt(1_500), ...forGood] as const;
    expect(tell(...lowered, retryIt).recorded).toEqual(["WorkResumed", "RefundResumed", "RefundSubmitted"]);
    // The rest was asked for anew when a part was given back by hand.
    const inParts = [...lowered, refundIt("by-hand-1", 100), call, answer(done), call, answer(done)] as const;
    expect(tell(...inParts).open.ledger.refunded).toBe(420);
    expect(tell(...inParts, retryIt).recorded).toEqual(["WorkResumed"]);
    const allElsewhere = [...notGivenBack, refundIt("by hand", total - 499), call, answer(done)] as const;
    expect(tell(...allElsewhere, retryIt).recorded).toEqual(["WorkResumed"]);
    expect(deadlineOf(tell(...allElsewhere, retryIt).open)).toMatchObject({ owner: "operator" });
  });

  it("undoes by itself what was given up", () => {
    expect(tell(...captured, abandonIt, ...forGood, retryIt).recorded).toEqual(["WorkResumed", "RefundRequested", "RefundSubmitted"]);
    expect(tell(...authorised, abandonIt, ...forGood, retryIt).recorded).toEqual(["WorkResumed", "VoidSubmitted"]);
  });

  it("has a customer's time end when it is over, and not before", () => {
    const asked = [authoriseIt, call, answer(mustAct)] as const;
    expect(tell(...asked, { ...retryIt, at: minute(15) })).toMatchObject({ recorded: [], refusal: null });
    expect(tell(...asked, { ...retryIt, at: minute(16) }).recorded).toEqual(["PaymentExpired", "VoidSubmitted"]);
  });
});

describe("a payment that an operator resolves", () => {
  it("leaves what failed for good as it is, and is nobody's any more", () => {
    const resolved = tell(...uncollected, resolveIt);
    expect(resolved.events).toMatchObject([{ type: "FailureAccepted", reason: "paid in cash" }]);
    expect(resolved.open).toMatchObject({ status: "Authorised", ledger: { captures: [{ status: "Accepted" }] } });
    expect(deadlineOf(resolved.open)).toBeNull();
    expect(tell(...uncollected, resolveIt, resolveIt)).toMatchObject({ recorded: [], refusal: null });
  });

  it("is not given back later what was accepted as given back, when something else is tried again", () => {
    const other = [...notGivenBack, resolveIt, refundIt("ret_2", 300), ...forGood] as const;
    expect(deadlineOf(tell(...other).open)).toMatchObject({ owner: "operator" });
    expect(tell(...other, retryIt).events).toMatchObject([{ type: "WorkResumed" }, { type: "RefundResumed", refundId: "ret_2" }, {}]);
  });

  it("gives back later only what was not given back elsewhere", () => {
    const cash = [...notGivenBack, resolveIt] as const;
    expect(tell(...cash, refundIt("ret_2", total - 499)).refusal).toMatchObject({ code: "RefundExceedsCapture", left: total - 500 });
    expect(tell(...cash, abandonIt).events).toMatchObject([{}, { type: "RefundRequested", amount: total - 500 }, {}]);
    expect(tell(...cash, abandonIt, call, answer(done)).recorded).toEqual(["RefundSucceeded", "PaymentSettled"]);
    const lowered = [...captured, lowerIt(1_500), ...forGood] as const;
    expect(tell(...lowered, resolveIt).recorded).toEqual(["FailureAccepted"]);
    expect(tell(...lowered, resolveIt, lowerIt(1_400)).events).toMatchObject([{}, { type: "RefundRequested", amount: 100 }, {}]);
  });

  it("is settled when it had been given up", () => {
    for (const steps of [captured, authorised] as const) {
      const stuck = [...steps, abandonIt, ...forGood] as const;
      expect(tell(...stuck).open.ledger.isSettled).toBe(false);
      expect(tell(...stuck, resolveIt).recorded).toEqual(["FailureAccepted", "PaymentSettled"]);
      expect(deadlineOf(tell(...stuck, resolveIt).open)).toBeNull();
    }
  });

  it("is an operator's again when something else fails, or money arrives that nobody knew of", () => {
    const settled = [...authorised, abandonIt, ...forGood, resolveIt] as const;
    const orphan = { ...yes, reference: "ref_2" };
    const late = { type: "RecordAnswer", key: tell(authoriseIt).key, answer: orphan, at: minute(200) } as const;
    expect(tell(...settled, late).recorded).toEqual(["OrphanFound"]);
    expect(deadlineOf(tell(...settled, late).open)).toMatchObject({ owner: "operator" });
  });

  it("is given up when the customer's time is over", () => {
    const asked = [authoriseIt, call, answer(mustAct)] as const;
    expect(tell(...asked, { ...resolveIt, at: minute(15) }).refusal).toEqual({ code: "PaymentIsNotStuck" });
    expect(tell(...asked, { ...resolveIt, at: minute(16) }).recorded).toEqual(["PaymentAbandoned", "VoidSubmitted"]);
  });

  it("has lost a dispute that is past the provider's date", () => {
    expect(tell(...captured, opened, { ...resolveIt, at: minute(99) }).refusal).toEqual({ code: "PaymentIsNotStuck" });
    expect(tell(...captured, opened, resolveIt).open).toMatchObject({ status: "Lost", ledger: { lost: 1_000 } });
  });

  it("waits for what only the provider can say", () => {
    const underWay = { code: "WorkIsUnderWay" };
    expect(tell(authoriseIt, call, missed, resolveIt).refusal).toEqual(underWay);
    expect(tell(...authorised, captureIt("ful_1"), call, answer(no()), resolveIt).refusal).toEqual(underWay);
    expect(tell(...authorised, resolveIt).refusal).toEqual({ code: "PaymentIsNotStuck" });
    expect(tell(resolveIt).refusal).toEqual({ code: "PaymentIsNotCreated" });
  });
});

describe("a refund that failed for good", () => {
  it("is not forgotten because something else is asked for", () => {
    const part = [...authorised, captureIt("ful_1", 1_000), call, answer(done), refundIt("ret_1", 500), ...forGood] as const;
    for (const other of [refundIt("ret_2", 100), captureIt("ful_2", 100)] as const) {
      const after = tell(...part, other, call, answer(done));
      expect(deadlineOf(after.open), other.type).toMatchObject({ owner: "operator" });
    }
  });

  it("keeps nothing else from being let go", () => {
    const part = [...authorised, captureIt("ful_1", 1_000), call, answer(done), refundIt("ret_1", 500), ...forGood] as const;
    expect(tell(...part, voidIt).recorded).toEqual(["RestReleased", "VoidSubmitted"]);
    expect(tell(...part, voidIt, ...forGood, retryIt).recorded).toEqual(["WorkResumed", "RefundResumed", "RefundSubmitted"]);
    expect(tell(...part, voidIt, ...forGood, retryIt, call, answer(done)).recorded).toEqual(["RefundSucceeded", "VoidSubmitted"]);
  });
});

describe("the rest of a capture that failed for good", () => {
  const failed = [...authorised, captureIt("ful_1", 1_000, true), ...forGood] as const;

  it("is kept until an operator has it taken again, or does not want it any more", () => {
    expect(tell(...failed).recorded).toEqual(["CaptureFailed"]);
    expect(tell(...failed, retryIt, call, answer(done)).recorded).toEqual(["PaymentCaptured", "VoidSubmitted"]);
    expect(tell(...failed, resolveIt).recorded).toEqual(["FailureAccepted", "VoidSubmitted"]);
    // What the provider would not let go of is asked for again after something else was taken.
    const stuckTwice = [...failed, resolveIt, ...forGood, captureIt("ful_2", 500)] as const;
    expect(tell(...stuckTwice, call, answer(done)).recorded).toEqual(["PaymentCaptured", "VoidSubmitted"]);
  });
});
