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
  no,
  pounds,
  refundIt,
  total,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { tell } from "../testing/tell.ts";
import { heldOf, keptOf } from "./ledger.ts";
import type { PaymentCommand } from "./payment-commands.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const captured = [...authorised, captureIt("ful_1"), call, answer(done)] as const;
const capturedInPart = [...authorised, captureIt("ful_1", 800), call, answer(done)] as const;
const dispute = (news: "lost" | "opened" | "won"): PaymentCommand => {
  return { type: "HearDispute", disputeId: "dis_1", news, amount: euros(500), respondBy: minute(9_999), at: minute(50) };
};

describe("a payment of an order that costs less", () => {
  it("gives back once what was taken beyond that", () => {
    const lowered = tell(...captured, lowerIt(1_500));
    expect(lowered.events).toMatchObject([
      { type: "PaymentLowered", due: 1_500, reason: "Shortfall" },
      { type: "RefundRequested", amount: total - 1_500 },
      { type: "RefundSubmitted", amount: total - 1_500 },
    ]);
    expect(tell(...captured, lowerIt(1_500), lowerIt(1_500))).toMatchObject({ recorded: [], refusal: null });
    const after = [...captured, lowerIt(1_500), call, answer(done)] as const;
    expect(tell(...after)).toMatchObject({ recorded: ["RefundSucceeded"], open: { status: "Captured", ledger: { refunded: 420 } } });
    expect(tell(...after, lowerIt(1_500)).recorded).toEqual([]);
  });

  it("gives back the rest when it costs still less, also while it is giving back", () => {
    const twice = [...captured, lowerIt(1_500), lowerIt(1_000)] as const;
    expect(tell(...twice).recorded).toEqual(["PaymentLowered"]);
    expect(tell(...twice, call, answer(done)).events[1]).toMatchObject({ type: "RefundRequested", amount: 500 });
    const after = tell(...twice, call, answer(done), call, answer(done));
    expect(keptOf(after.open.ledger)).toBe(1_000);
  });

  it("never keeps more again because something was told late", () => {
    expect(tell(...captured, lowerIt(1_000), lowerIt(1_500))).toMatchObject({ recorded: [], refusal: null });
    expect(tell(...captured, lowerIt(total))).toMatchObject({ recorded: [], refusal: null });
  });

  it("counts what somebody has given back by hand", () => {
    const given = [...captured, refundIt("ret_1", 300), call, answer(done)] as const;
    expect(tell(...given, lowerIt(1_500)).events[1]).toMatchObject({ type: "RefundRequested", amount: 120 });
    expect(tell(...given, lowerIt(1_700)).recorded).toEqual(["PaymentLowered"]);
  });

  it("takes no more than is due, and lets the rest go when that is taken", () => {
    const lowered = [...authorised, lowerIt(1_500)] as const;
    expect(tell(...lowered).recorded).toEqual(["PaymentLowered"]);
    expect(tell(...lowered, captureIt("ful_1", 1_501)).refusal).toEqual({ code: "CaptureExceedsDue", left: 1_500, asked: 1_501 });
    expect(tell(...lowered, captureIt("ful_1", total + 1)).refusal).toMatchObject({ code: "CaptureExceedsAuthorisation" });
    const taken = [...lowered, captureIt("ful_1"), call, answer(done)] as const;
    expect(tell(...taken).events).toMatchObject([
      { type: "PaymentCaptured", amount: 1_500 },
      { type: "VoidSubmitted", amount: 420 },
    ]);
    const after = tell(...taken, call, answer(done));
    expect(after.open).toMatchObject({ status: "Captured", ledger: { captured: 1_500, voided: 420 } });
    expect(tell(...taken, call, answer(done), captureIt("ful_2")).refusal).toMatchObject({ left: 0 });
  });

  it("takes the rest of what is due when a part is taken already, and lets go at once what is not wanted", () => {
    expect(tell(...capturedInPart, lowerIt(1_000), captureIt("ful_2")).events[0]).toMatchObject({ amount: 200 });
    expect(tell(...capturedInPart, lowerIt(500)).recorded).toEqual(["PaymentLowered", "RefundRequested", "RefundSubmitted"]);
    const after = tell(...capturedInPart, lowerIt(500), call, answer(done), call, answer(done));
    expect([keptOf(after.open.ledger), heldOf(after.open.ledger)]).toEqual([500, 0]);
  });

  it("lets all of it go when nothing is due", () => {
    expect(tell(...authorised, lowerIt(0)).recorded).toEqual(["PaymentLowered", "VoidSubmitted"]);
    expect(tell(...authorised, lowerIt(0), call, answer(done)).open.status).toBe("Voided");
    // What is set aside only later, too.
    expect(tell(authoriseIt, lowerIt(0), call, answer(yes)).recorded).toEqual(["PaymentAuthorised", "VoidSubmitted"]);
  });

  it("asks nobody when nobody has to be asked", () => {
    const byHand = [{ ...authoriseIt, method: "recorded" }, captureIt("ful_1", 1_000)] as const;
    const { open, recorded } = tell(...byHand, lowerIt(900));
    expect(recorded).toEqual(["PaymentLowered", "RefundRequested", "RefundSucceeded", "PaymentVoided"]);
    expect([keptOf(open.ledger), heldOf(open.ledger)]).toEqual([900, 0]);
    expect(tell({ ...authoriseIt, method: "recorded" }, lowerIt(900), captureIt("ful_1")).events[1]).toMatchObject({ amount: 900 });
  });
});

describe("a payment that is lowered while money is being taken", () => {
  it("gives back afterwards what was taken too much", () => {
    const taking = [...authorised, captureIt("ful_1"), call, lowerIt(1_500)] as const;
    expect(tell(...taking).recorded).toEqual(["PaymentLowered"]);
    expect(tell(...taking, answer(done)).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
  });

  it("takes less, or nothing, of what was yet to be taken", () => {
    const both = [...authorised, captureIt("ful_1", 1_000), captureIt("ful_2", 900), call] as const;
    const less = tell(...both, lowerIt(1_500), answer(done));
    expect(less.events).toMatchObject([{ type: "PaymentCaptured" }, { type: "CaptureSubmitted", captureId: "ful_2", amount: 500 }]);
    expect(less.open.ledger.captures[1]).toMatchObject({ amount: 500 });
    const nothing = tell(...both, lowerIt(1_000), answer(done));
    expect(nothing.recorded).toEqual(["PaymentCaptured", "CaptureDropped", "VoidSubmitted"]);
    expect(nothing.open.ledger.captures[1]).toMatchObject({ status: "Dropped" });
  });

  it("tries again with less what was refused, and counts it when it was taken all the same", () => {
    const refused = [...authorised, captureIt("ful_1"), call, answer(no()), lowerIt(1_500)] as const;
    expect(tell(...refused, wakeUp).events).toMatchObject([{ type: "PauseEnded" }, { type: "CaptureSubmitted", amount: 1_500 }]);
    const { key } = tell(...authorised, captureIt("ful_1"));
    const late = tell(...refused, answerIt(key, done));
    expect(late.events).toMatchObject([{ type: "PaymentCaptured", amount: total }, { type: "RefundRequested", amount: 420 }, {}]);
  });
});

describe("money that cannot be given back though the order costs less", () => {
  const refused = [...captured, lowerIt(1_500), call, answer(no("AccountIsClosed"))] as const;
  const failed = [...refused, wakeUp, call, answer(no()), wakeUp, call, answer(no())] as const;

  it("is tried again, then is an operator's, who may ask for it under another name", () => {
    expect(tell(...refused).events).toMatchObject([{ type: "RefundFailed", isFinal: false }]);
    expect(tell(...failed).recorded).toEqual(["RefundFailed"]);
    expect(tell(...failed).open.ledger).toMatchObject({ isStuck: true, operation: null, refunds: [{ status: "Failed" }] });
    const again = tell(...failed, refundIt("by-hand-1", 420), call, answer(done));
    expect(again).toMatchObject({ recorded: ["RefundSucceeded"], open: { ledger: { refunded: 420, isStuck: false } } });
  });

  it("is given back when the order dies", () => {
    expect(tell(...failed, abandonIt).recorded).toEqual(["PaymentAbandoned", "RefundRequested", "RefundSubmitted"]);
  });

  it("waits while the bank decides about a dispute, and is what that leaves", () => {
    const disputed = [...captured, dispute("opened"), lowerIt(1_500)] as const;
    expect(tell(...disputed).recorded).toEqual(["PaymentLowered"]);
    expect(tell(...disputed, dispute("won")).events[1]).toMatchObject({ type: "RefundRequested", amount: 420 });
    expect(tell(...disputed, dispute("lost")).recorded).toEqual(["DisputeClosed"]);
  });

  it("is let go again when the operator says so, where letting go has failed", () => {
    const letting = [...capturedInPart, lowerIt(800), call, answer(no())] as const;
    const stuck = [...letting, wakeUp, call, answer(no()), wakeUp, call, answer(no())] as const;
    expect(tell(...stuck).open.ledger.isStuck).toBe(true);
    expect(tell(...stuck, { type: "VoidPayment", at: minute(95) }).recorded).toEqual(["WorkResumed", "VoidSubmitted"]);
  });
});

describe("to lower a payment", () => {
  it("is nothing to do when it was given up", () => {
    expect(tell(...authorised, abandonIt, lowerIt(5))).toMatchObject({ recorded: [], refusal: null });
  });

  it("is refused when it is not there, of another currency, or of less than nothing", () => {
    expect(tell(lowerIt(5)).refusal).toEqual({ code: "PaymentIsNotCreated" });
    expect(tell(...authorised, { ...lowerIt(5), due: pounds(5) }).refusal).toEqual({ code: "CurrencyDiffers" });
    expect(tell(...authorised, lowerIt(-1)).refusal).toEqual({ code: "AmountIsOutOfRange" });
  });
});
