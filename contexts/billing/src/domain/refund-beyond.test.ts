import { describe, expect, it } from "vitest";
import { movementOf } from "../read-models/payment-movement.ts";
import { answer, answerIt, authoriseIt, call, captureIt, done, minute, no, refundIt, wakeUp, yes } from "../testing/payment-samples.ts";
import { type Step, tell } from "../testing/tell.ts";
import type { PaymentCommand } from "./payment-commands.ts";

const authorised = [authoriseIt, call, answer(yes)] as const;
const twice: readonly Step[] = [call, answer(no()), wakeUp, call, answer(no()), wakeUp];
/** The provider refuses it as often as it is tried by itself. */
const forGood: readonly Step[] = [...twice, call, answer(no())];
/** The provider says late that the last try of it was done after all. */
const doneAfterAll = (...until: readonly Step[]): PaymentCommand => answerIt(tell(...until).key, done, minute(200));

describe("a refund that the provider answers, of more than is known to be taken", () => {
  const taken = [...authorised, captureIt("ful_1", 600), call, answer(done)] as const;
  const other = [...taken, captureIt("ful_2", 500), ...forGood] as const;
  const lateCapture = doneAfterAll(...taken, captureIt("ful_2", 500), ...twice);
  // Both tries of the first refund are done, and the provider says so of the earlier when the second refund is in flight.
  const refunds = [...other, refundIt("ret_1", 100), call, answer(no()), refundIt("ret_2", 500), wakeUp, call, answer(done), call] as const;
  const lateRefund = doneAfterAll(...other, refundIt("ret_1", 100));

  it("is counted as far as it is known to be taken, and the rest as soon as that is", () => {
    const answered = [...refunds, lateRefund, answer(done)] as const;
    expect(tell(...answered).events).toMatchObject([{ type: "RefundSucceeded", refundId: "ret_2", amount: 400, beyond: 100 }]);
    expect(tell(...answered).open.ledger).toMatchObject({ captured: 600, refunded: 600, beyond: { refundId: "ret_2", amount: 100 } });
    const known = tell(...answered, lateCapture);
    expect(known.events).toMatchObject([
      { type: "PaymentCaptured", captureId: "ful_2", amount: 500 },
      { type: "RefundSucceeded", refundId: "ret_2", amount: 100, beyond: 0 },
    ]);
    expect(known.open.ledger).toMatchObject({ captured: 1_100, refunded: 700, beyond: null });
  });

  it("is in our books as it is in the provider's: once, when it went", () => {
    const steps = [...refunds, lateRefund] as const;
    const before = tell(...steps);
    const answered = tell(...steps, answer(done));
    expect(movementOf(answered.events[0]!, before.open)).toMatchObject({ key: before.key, kind: "refund", amount: { amount: 500 } });
    const known = tell(...steps, answer(done), lateCapture);
    expect(movementOf(known.events[1]!, answered.open)).toBeNull();
  });
});
