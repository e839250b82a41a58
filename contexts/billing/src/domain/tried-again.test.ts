import { describe, expect, it } from "vitest";
import {
  abandonIt,
  answer,
  answerIt,
  authoriseIt,
  call,
  captureIt,
  done,
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
import { heldOf, keptOf } from "./ledger.ts";
import type { PaymentCommand } from "./payment-commands.ts";
import { deadlineOf } from "./payment-deadlines.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const captured = [...authorised, captureIt("ful_1"), call, answer(done)] as const;
/** The provider refuses a try in words, and the next one begins. */
const refusedOnce: readonly Step[] = [call, answer(no()), wakeUp];
const forGood: readonly Step[] = [...refusedOnce, ...refusedOnce, call, answer(no())];
/** The provider says late that the try which is in flight after these steps was done after all. */
const doneAfterAll = (...until: readonly Step[]): PaymentCommand => answerIt(tell(...until).key, done, minute(200));

describe("a capture of which an earlier try was done after all", () => {
  const asked = [...authorised, captureIt("ful_1", 600)] as const;
  const first = doneAfterAll(...asked);

  it("is counted once, whatever became of later tries", () => {
    const failed = [...asked, ...forGood] as const;
    expect(tell(...failed, first).events).toMatchObject([{ type: "PaymentCaptured", captureId: "ful_1", amount: 600 }]);
    expect(tell(...failed, first, first)).toMatchObject({ recorded: [], refusal: null });
    const { open } = tell(...failed, first);
    expect([open.status, open.ledger.captured, deadlineOf(open)]).toEqual(["PartiallyCaptured", 600, null]);
  });

  it("is given back as often as it was taken beyond once", () => {
    const both = [...asked, ...refusedOnce, call, answer(done), first] as const;
    expect(tell(...both).events).toMatchObject([
      { type: "PaymentCaptured", captureId: "ful_1", amount: 600 },
      { type: "RefundRequested", refundId: "twice-1", amount: 600, reason: "TakenTwice" },
      { type: "RefundSubmitted", refundId: "twice-1" },
    ]);
    const back = tell(...both, call, answer(done), first);
    expect(back.recorded).toEqual([]);
    expect(back.open.ledger).toMatchObject({ captured: 1_200, refunded: 600, captures: [{ amount: 1_200, status: "Succeeded" }] });
    const second = doneAfterAll(...asked, ...refusedOnce);
    const thrice = tell(
      ...asked,
      ...refusedOnce,
      ...refusedOnce,
      call,
      answer(done),
      first,
      call,
      answer(done),
      second,
      call,
      answer(done),
    );
    expect([thrice.open.ledger.captured, keptOf(thrice.open.ledger)]).toEqual([1_800, 600]);
  });

  it("is given back though all that was set aside is taken, and no further", () => {
    const whole = [...authorised, captureIt("ful_1")] as const;
    const twice = [...whole, ...refusedOnce, call, answer(done), doneAfterAll(...whole)] as const;
    expect(tell(...twice).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
    const after = tell(...twice, call, answer(done));
    expect(after.recorded).toEqual(["RefundSucceeded"]);
    expect([heldOf(after.open.ledger), keptOf(after.open.ledger)]).toEqual([0, total]);
  });

  it("leaves the try alone that is in flight, whose refusal then matters to nobody", () => {
    const flying = [...asked, ...refusedOnce, call, first] as const;
    expect(tell(...flying).open).toMatchObject({ status: "Capturing", ledger: { captured: 600, operation: { kind: "capture" } } });
    const after = tell(...flying, answer(no("AlreadyTaken")));
    expect(after.recorded).toEqual(["CaptureFailed"]);
    expect(after.open).toMatchObject({ status: "PartiallyCaptured", ledger: { isPausing: false, captures: [{ status: "Succeeded" }] } });
    expect(tell(...flying, answer(done)).recorded).toEqual(["PaymentCaptured", "RefundRequested", "RefundSubmitted"]);
  });

  it("gives back only what it does not take from other captures", () => {
    const other = [...asked, ...refusedOnce, call, answer(done), captureIt("ful_2", 1_320), call, first] as const;
    expect(tell(...other).recorded).toEqual(["PaymentCaptured"]);
    const after = tell(...other, answer(no("AmountExceedsAuthorisation")), wakeUp, call, answer(done));
    expect([after.open.status, keptOf(after.open.ledger)]).toEqual(["Captured", total]);
  });

  it("is found by a look-up that took longer than the answer", () => {
    const { key } = tell(...asked);
    const found: PaymentCommand = { type: "RecordLookUp", key, found: done, at: minute(200) };
    expect(tell(...asked, ...refusedOnce, call, found).recorded).toEqual(["PaymentCaptured"]);
  });

  it("is not given back under two names when that fails at first", () => {
    const failed = [...asked, ...refusedOnce, call, answer(done), first, ...forGood, lowerIt(600), call, answer(done)] as const;
    const later = tell(...failed, refundIt("ret_1", 100), call, answer(done));
    expect(later.recorded).toEqual(["RefundSucceeded"]);
    expect(later.open.ledger.refunds.map(({ refundId, status }) => [refundId, status])).toEqual([
      ["twice-1", "Failed"],
      ["ret_1", "Succeeded"],
    ]);
  });
});

describe("a refund of which an earlier try was done after all", () => {
  const asked = [...captured, refundIt("ret_1", 500)] as const;
  const first = doneAfterAll(...asked);

  it("is counted under each key, and once", () => {
    const both = tell(...asked, ...refusedOnce, call, answer(done), first);
    expect(both.events).toMatchObject([{ type: "RefundSucceeded", refundId: "ret_1", amount: 500 }]);
    expect(both.open.ledger).toMatchObject({ refunded: 1_000, refunds: [{ amount: 1_000, status: "Succeeded" }] });
    expect(tell(...asked, ...refusedOnce, call, answer(done), first, first)).toMatchObject({ recorded: [], refusal: null });
  });

  it("is not tried again when the try in flight is refused", () => {
    const flying = [...asked, ...refusedOnce, call, first] as const;
    expect(tell(...flying).open.ledger).toMatchObject({ refunded: 500, operation: { kind: "refund" } });
    const after = tell(...flying, answer(no()));
    expect(after.recorded).toEqual(["RefundFailed"]);
    expect(after.open.ledger).toMatchObject({ isPausing: false, isStuck: false, refunds: [{ status: "Succeeded" }] });
  });

  it("is never more than was taken", () => {
    const most = [...captured, refundIt("ret_1", 1_500)] as const;
    const both = tell(...most, ...refusedOnce, call, answer(done), doneAfterAll(...most));
    expect(both.refusal).toEqual({ code: "AnswerDoesNotFit" });
  });
});

describe("letting go, of which an earlier try was done after all", () => {
  const asked = [...authorised, abandonIt] as const;
  const first = doneAfterAll(...asked);
  const orphan: PaymentCommand = {
    type: "RecordAnswer",
    key: tell(authoriseIt).key,
    answer: { kind: "authorised", reference: "ref_2", expiresAt: null },
    at: minute(201),
  };

  it("ends it, whether it waits, was given up, or is in flight", () => {
    expect(tell(...asked, call, answer(no()), first).recorded).toEqual(["PaymentVoided", "PaymentSettled"]);
    const stuck = tell(...asked, ...forGood, first);
    expect([stuck.recorded, deadlineOf(stuck.open)]).toEqual([["PaymentVoided", "PaymentSettled"], null]);
    const flying = tell(...asked, ...refusedOnce, call, first, answer(no("NothingIsHeld")));
    expect(flying.recorded).toEqual(["VoidFailed", "PaymentSettled"]);
    expect(flying.open.ledger).toMatchObject({ voided: total, isPausing: false, isStuck: false });
  });

  it("ends it also where the customer was yet to confirm", () => {
    const waiting = [authoriseIt, call, answer(mustAct), abandonIt] as const;
    const late = tell(...waiting, call, answer(no()), doneAfterAll(...waiting));
    expect([late.recorded, late.open.status]).toEqual([["PaymentVoided", "PaymentSettled"], "Voided"]);
  });

  it("lets nothing go that came later", () => {
    const both = [...asked, ...refusedOnce, call, answer(done)] as const;
    expect(tell(...both, first)).toMatchObject({ recorded: [], refusal: null });
    expect(tell(...both, orphan).recorded).toEqual(["OrphanFound", "VoidSubmitted"]);
    expect(tell(...both, orphan, first)).toMatchObject({ recorded: [], refusal: null });
  });

  it("leaves nothing for a capture that somebody asks for meanwhile", () => {
    const rest = [...authorised, captureIt("ful_1", 600, true), call, answer(done)] as const;
    const taking = tell(...rest, ...forGood, captureIt("ful_2", 500), call, doneAfterAll(...rest));
    expect(taking.recorded).toEqual(["PaymentVoided"]);
    expect(taking.open.ledger).toMatchObject({ voided: total - 600, captures: [{}, { amount: 0 }] });
  });
});
