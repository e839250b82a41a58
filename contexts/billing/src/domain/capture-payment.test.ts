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
  pounds,
  refundIt,
  total,
  wakeUp,
  yes,
} from "../testing/payment-samples.ts";
import { tell } from "../testing/tell.ts";
import { billingLimits } from "./limits.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const captured = [...authorised, captureIt("ful_1"), call, answer(done)] as const;

describe("a capture", () => {
  it("takes all that is left, or a part of it", () => {
    expect(tell(...authorised, captureIt("ful_1")).events).toMatchObject([
      { type: "CaptureRequested", captureId: "ful_1", amount: total },
      { type: "CaptureSubmitted", captureId: "ful_1", amount: total },
    ]);
    expect(tell(...captured).open).toMatchObject({ status: "Captured", ledger: { captured: total } });
    const part = [...authorised, captureIt("ful_1", 500), call, answer(done)] as const;
    expect(tell(...part).open).toMatchObject({ status: "PartiallyCaptured", ledger: { captured: 500 } });
    expect(tell(...part, captureIt("ful_2")).events[0]).toMatchObject({ amount: total - 500 });
  });

  it("never takes more than what was set aside, captures that are under way included", () => {
    expect(tell(...authorised, captureIt("ful_1", total + 1)).refusal).toEqual({
      code: "CaptureExceedsAuthorisation",
      left: total,
      asked: total + 1,
    });
    expect(tell(...authorised, captureIt("ful_1", 1_000), captureIt("ful_2", 921)).refusal).toMatchObject({ left: 920, asked: 921 });
    expect(tell(...captured, captureIt("ful_2")).refusal).toMatchObject({ code: "CaptureExceedsAuthorisation", left: 0 });
  });

  it("waits for the one before it", () => {
    const both = tell(...authorised, captureIt("ful_1", 500), captureIt("ful_2", 500));
    expect(both.recorded).toEqual(["CaptureRequested"]);
    const next = tell(...authorised, captureIt("ful_1", 500), captureIt("ful_2", 500), call, answer(done));
    expect(next.recorded).toEqual(["PaymentCaptured", "CaptureSubmitted"]);
  });

  it("is the same when it is asked for again, whatever became of it", () => {
    expect(tell(...authorised, captureIt("ful_1", 500), captureIt("ful_1", 700))).toMatchObject({ recorded: [], refusal: null });
    expect(tell(...captured, captureIt("ful_1"))).toMatchObject({ recorded: [], refusal: null });
  });

  it("lets go of the rest when it is the last", () => {
    const last = tell(...authorised, captureIt("ful_1", 500, true), call, answer(done));
    expect(last.events).toMatchObject([{ type: "PaymentCaptured" }, { type: "VoidSubmitted", amount: total - 500 }]);
    const after = tell(...authorised, captureIt("ful_1", 500, true), call, answer(done), call, answer(done));
    expect(after.open).toMatchObject({ status: "Captured", ledger: { captured: 500, voided: total - 500 } });
  });

  it.each([
    ["of another currency", { ...captureIt("ful_1"), amount: pounds(5) }, "CurrencyDiffers"],
    ["of nothing", captureIt("ful_1", 0), "AmountIsOutOfRange"],
    ["of half a cent", { ...captureIt("ful_1"), amount: { ...euros(0), amount: 0.5 } }, "AmountIsOutOfRange"],
  ])("is refused %s", (_, command, code) => {
    expect(tell(...authorised, command).refusal).toEqual({ code });
  });

  it("is refused where nothing is set aside", () => {
    const capture = captureIt("ful_1");
    expect(tell(capture).refusal).toEqual({ code: "PaymentIsNotCreated" });
    expect(tell(abandonIt, capture).refusal).toEqual({ code: "PaymentIsAbandoned" });
    expect(tell(authoriseIt, capture).refusal).toEqual({ code: "PaymentIsNotAuthorised" });
    expect(tell(authoriseIt, call, answer(mustAct), capture).refusal).toEqual({ code: "PaymentIsNotAuthorised" });
    expect(tell(authoriseIt, call, answer(no()), capture).refusal).toEqual({ code: "PaymentIsDeclined" });
    expect(tell(...authorised, abandonIt, capture).refusal).toEqual({ code: "PaymentIsAbandoned" });
  });

  it("is not one of more than anybody can count", () => {
    const many = Array.from({ length: billingLimits.captures }, (_, index) => captureIt(`ful_${index}`, 1));
    expect(tell(...authorised, ...many, captureIt("one more", 1)).refusal).toEqual({
      code: "PaymentHasTooManyCaptures",
      limit: billingLimits.captures,
    });
  });
});

describe("what a provider says again of what is done", () => {
  const again = (key: string) => ({ type: "RecordAnswer", key, answer: done, at: minute(50) }) as const;

  it("is not counted twice, though there would be money for it", () => {
    const part = [...authorised, captureIt("ful_1", 500)] as const;
    expect(tell(...part, call, answer(done), again(tell(...part).key))).toMatchObject({ recorded: [], refusal: null });
    const given = [...captured, refundIt("ret_1", 500)] as const;
    expect(tell(...given, call, answer(done), again(tell(...given).key))).toMatchObject({ recorded: [], refusal: null });
  });
});

describe("a capture that the provider refuses", () => {
  const refusedOnce = [...authorised, captureIt("ful_1"), call, answer(no("CardIsBusy"))] as const;
  const again = [wakeUp, call, answer(no("CardIsBusy"))] as const;

  it("is tried again after a pause, under a new key", () => {
    const refused = tell(...refusedOnce);
    expect(refused.events).toMatchObject([{ type: "CaptureFailed", code: "CardIsBusy", isFinal: false, wake: { afterMs: 30_000 } }]);
    expect(refused.open.status).toBe("Authorised");
    const firstKey = tell(...authorised, captureIt("ful_1")).key;
    const retried = tell(...refusedOnce, wakeUp);
    expect(retried.recorded).toEqual(["PauseEnded", "CaptureSubmitted"]);
    expect(retried.key).not.toBe(firstKey);
    expect(tell(...refusedOnce, wakeUp, call, answer(done)).open.status).toBe("Captured");
  });

  it("is an operator's in the end, who may ask for it under another name", () => {
    const failed = tell(...refusedOnce, ...again, ...again);
    expect(failed.events.at(-1)).toMatchObject({ type: "CaptureFailed", isFinal: true });
    expect(failed.open).toMatchObject({ status: "Uncollected", ledger: { isStuck: true } });
    expect(tell(...refusedOnce, ...again, ...again, captureIt("by hand")).recorded).toEqual(["CaptureRequested", "CaptureSubmitted"]);
  });

  it("and did take the money all the same, is counted when that is known", () => {
    const { key } = tell(...authorised, captureIt("ful_1"));
    const late = { type: "RecordAnswer", key, answer: done, at: minute(50) } as const;
    expect(tell(...refusedOnce, late).open).toMatchObject({ status: "Captured", ledger: { captured: total } });
    expect(tell(...refusedOnce, late, late).recorded).toEqual([]);
  });
});

describe("a refund", () => {
  it("gives back a part of what was taken, and not more", () => {
    const given = tell(...captured, refundIt("ret_1", 500), call, answer(done));
    expect(given.open).toMatchObject({ status: "Captured", ledger: { refunded: 500 } });
    expect(tell(...captured, refundIt("ret_1", 500), refundIt("ret_2", 1_421)).refusal).toEqual({
      code: "RefundExceedsCapture",
      left: 1_420,
      asked: 1_421,
    });
    expect(tell(...authorised, refundIt("ret_1", 1)).refusal).toMatchObject({ code: "RefundExceedsCapture", left: 0 });
  });

  it("is the same when it is asked for again, and waits for what is in flight", () => {
    expect(tell(...captured, refundIt("ret_1", 500), refundIt("ret_1", 500))).toMatchObject({ recorded: [], refusal: null });
    expect(tell(...captured, refundIt("ret_1", 500), refundIt("ret_2", 500)).recorded).toEqual(["RefundRequested"]);
  });

  it("is tried again when it is refused, then is an operator's, who may ask for it under another name", () => {
    const refused = [...captured, refundIt("ret_1", 500), call, answer(no("AccountIsClosed"))] as const;
    expect(tell(...refused).events).toMatchObject([{ type: "RefundFailed", isFinal: false }]);
    const failed = [...refused, wakeUp, call, answer(no()), wakeUp, call, answer(no())] as const;
    expect(tell(...failed).events.at(-1)).toMatchObject({ type: "RefundFailed", isFinal: true });
    expect(tell(...failed).open.ledger).toMatchObject({ refunded: 0, refunds: [{ status: "Failed" }] });
    const otherwise = [...failed, refundIt("ret_1 again", 500)] as const;
    expect(tell(...otherwise).recorded).toEqual(["RefundRequested", "RefundSubmitted"]);
    // That it was the same money, nobody has said: a person who gives back as much means it.
    expect(tell(...otherwise, call, answer(done)).open.ledger).toMatchObject({ refunded: 500, isStuck: true });
    const byHand = [...failed, refundIt("by-hand-1", 500), call, answer(done)] as const;
    expect(tell(...byHand).open.ledger).toMatchObject({ isStuck: false, refunds: [{ status: "Replaced" }, { status: "Succeeded" }] });
  });

  it.each([
    ["of another currency", { ...refundIt("ret_1", 1), amount: pounds(5) }, "CurrencyDiffers"],
    ["of nothing", refundIt("ret_1", 0), "AmountIsOutOfRange"],
  ])("is refused %s", (_, command, code) => {
    expect(tell(...captured, command).refusal).toEqual({ code });
  });
});
