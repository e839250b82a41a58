import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answer,
  authoriseIt,
  call,
  captureIt,
  done,
  euros,
  minute,
  mustAct,
  no,
  orderId,
  pounds,
  refundIt,
  total,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { tell } from "../testing/tell.ts";
import type { CommandOf } from "./payment-commands.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const captured = [...authorised, captureIt("ful_1"), call, answer(done)] as const;
const voidIt = { type: "VoidPayment", at: minute(40) } as const;

describe("a payment that is given up", () => {
  it("before it was asked for, stays so", () => {
    const { payment, events } = tell(abandonIt);
    expect(payment.status).toBe("Abandoned");
    expect(events).toMatchObject([{ type: "PaymentAbandoned" }, { type: "PaymentSettled", orderId }]);
    expect(tell(abandonIt, abandonIt).recorded).toEqual([]);
  });

  it("lets go of what was set aside", () => {
    expect(tell(...authorised, abandonIt).recorded).toEqual(["PaymentAbandoned", "VoidSubmitted"]);
    const settled = tell(...authorised, abandonIt, call, answer(done));
    expect(settled.recorded).toEqual(["PaymentVoided", "PaymentSettled"]);
    expect(settled.open).toMatchObject({ status: "Voided", ledger: { voided: total, isSettled: true } });
  });

  it("while it is being authorised, waits for the answer", () => {
    expect(tell(authoriseIt, abandonIt).recorded).toEqual(["PaymentAbandoned"]);
    expect(tell(authoriseIt, abandonIt, call, answer(yes)).recorded).toEqual(["PaymentAuthorised", "VoidSubmitted"]);
    expect(tell(authoriseIt, abandonIt, call, answer(no())).recorded).toEqual(["PaymentDeclined", "PaymentSettled"]);
    expect(tell(authoriseIt, abandonIt, call, answer(mustAct)).recorded).toEqual(["ActionRequired", "VoidSubmitted"]);
  });

  it("while money is being taken, waits for it and gives it back", () => {
    const waiting = tell(...authorised, captureIt("ful_1"), abandonIt);
    expect(waiting.recorded).toEqual(["PaymentAbandoned"]);
    const taken = [...authorised, captureIt("ful_1"), abandonIt, call, answer(done)] as const;
    expect(tell(...taken).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
    const settled = tell(...taken, call, answer(done));
    expect(settled.recorded).toEqual(["RefundSucceeded", "PaymentSettled"]);
    expect(settled.open.ledger).toMatchObject({ captured: total, refunded: total });
  });

  it("drops captures that wait, and those that were to be tried again", () => {
    const dropped = tell(...authorised, captureIt("ful_1", 500), captureIt("ful_2", 500), abandonIt, call, answer(done));
    expect(dropped.open.ledger.captures).toMatchObject([{ status: "Succeeded" }, { status: "Dropped" }]);
    const pausing = [...authorised, captureIt("ful_1"), call, answer(no())] as const;
    expect(tell(...pausing, abandonIt).recorded).toEqual(["PaymentAbandoned", "VoidSubmitted"]);
    expect(tell(...authorised, captureIt("ful_1"), abandonIt, call, answer(no()), wakeUp).recorded).toEqual([
      "PauseEnded",
      "VoidSubmitted",
    ]);
  });

  it("gives back what refunds leave, and not twice", () => {
    const refunding = [...captured, refundIt("ret_1", 500), abandonIt] as const;
    expect(tell(...refunding).recorded).toEqual(["PaymentAbandoned"]);
    expect(tell(...refunding, call, answer(done)).events).toMatchObject([
      { type: "RefundSucceeded" },
      { type: "RefundRequested", amount: total - 500 },
      { type: "RefundSubmitted" },
    ]);
  });

  it("gives back by itself what a refund that failed did not, once an operator says so", () => {
    const once = [call, answer(no())] as const;
    const stuck = [...captured, abandonIt, ...once, wakeUp, ...once, wakeUp, ...once] as const;
    expect(tell(...stuck).open.ledger).toMatchObject({ isStuck: true, isSettled: false, refunded: 0 });
    expect(tell(...stuck, voidIt).recorded).toEqual(["WorkResumed", "RefundRequested", "RefundSubmitted"]);
    expect(tell(...stuck, voidIt, call, answer(done)).recorded).toEqual(["RefundSucceeded", "PaymentSettled"]);
  });

  it("tries again to let go, then is an operator's, or lapses by itself", () => {
    const once = [call, answer(no())] as const;
    const stuck = [...authorised, abandonIt, ...once, wakeUp, ...once, wakeUp, ...once] as const;
    expect(tell(...stuck).events).toMatchObject([{ type: "VoidFailed", isFinal: true, wake: { dueAt: expect.any(Number) } }]);
    expect(tell(...stuck, voidIt).recorded).toEqual(["WorkResumed", "VoidSubmitted"]);
    expect(tell(...stuck, wakeUp).recorded).toEqual(["AuthorisationLapsed", "PaymentSettled"]);
  });

  it("needs nobody when nobody was needed to take it", () => {
    const byHand = { ...authoriseIt, method: "recorded" };
    expect(tell(byHand, abandonIt).recorded).toEqual(["PaymentAbandoned", "PaymentVoided", "PaymentSettled"]);
    expect(tell(byHand, captureIt("cash"), abandonIt).recorded).toEqual([
      "PaymentAbandoned",
      "RefundRequested",
      "RefundSucceeded",
      "PaymentSettled",
    ]);
  });
});

describe("a payment that a person voids", () => {
  it("is given up as long as nothing was taken", () => {
    expect(tell(...authorised, voidIt).recorded).toEqual(["PaymentAbandoned", "VoidSubmitted"]);
    expect(tell(...authorised, voidIt, voidIt)).toMatchObject({ recorded: [], refusal: null });
    expect(tell(authoriseIt, call, answer(no()), voidIt)).toMatchObject({ recorded: [], refusal: null });
  });

  it("keeps what was taken, and lets go of the rest", () => {
    expect(tell(...captured, voidIt).refusal).toEqual({ code: "PaymentIsCaptured" });
    const part = [...authorised, captureIt("ful_1", 500), call, answer(done)] as const;
    expect(tell(...part, voidIt).recorded).toEqual(["RestReleased", "VoidSubmitted"]);
  });
});

describe("a disputed payment", () => {
  const dispute = (news: CommandOf<"HearDispute">["news"], disputeId = "dis_1"): CommandOf<"HearDispute"> => ({
    type: "HearDispute",
    disputeId,
    news,
    amount: euros(1_000),
    respondBy: minute(9_999),
    at: minute(50),
  });

  it("is won or lost", () => {
    expect(tell(...captured, dispute("opened")).open.status).toBe("Disputed");
    expect(tell(...captured, dispute("opened"), dispute("won")).open).toMatchObject({ status: "Won", ledger: { lost: 0 } });
    expect(tell(...captured, dispute("opened"), dispute("lost")).open).toMatchObject({ status: "Lost", ledger: { lost: 1_000 } });
  });

  it("hears the news once, and in any order", () => {
    expect(tell(...captured, dispute("opened"), dispute("opened")).recorded).toEqual([]);
    expect(tell(...captured, dispute("lost")).recorded).toEqual(["PaymentDisputed", "DisputeClosed"]);
    expect(tell(...captured, dispute("lost"), dispute("opened")).recorded).toEqual([]);
    expect(tell(...captured, dispute("lost"), dispute("opened", "dis_2"), dispute("lost")).recorded).toEqual([]);
  });

  it("is of what was taken, in its currency", () => {
    expect(tell(...authorised, dispute("opened")).refusal).toEqual({ code: "PaymentIsNotCaptured" });
    expect(tell(...captured, { ...dispute("opened"), amount: pounds(1) }).refusal).toEqual({ code: "CurrencyDiffers" });
  });

  it("gives nothing back until it is decided, and never what is lost", () => {
    expect(tell(...captured, dispute("opened"), refundIt("ret_1", 1)).refusal).toEqual({ code: "PaymentIsDisputed" });
    expect(tell(...captured, dispute("lost"), refundIt("ret_1", 921)).refusal).toMatchObject({ code: "RefundExceedsCapture", left: 920 });
    const waiting = tell(...captured, dispute("opened"), abandonIt);
    expect(waiting.open.ledger.isSettled).toBe(false);
    expect(tell(...captured, dispute("opened"), abandonIt, call, answer(done), dispute("won")).open.ledger.refunds).toMatchObject([
      { amount: 920 },
      { amount: 1_000 },
    ]);
  });
});
