import { paymentSettled, paymentVoided, refundSucceeded } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderLinesCancelled, orderPutOnHold, orderResumed } from "@waybill/contracts/ordering";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { describe, expect, it } from "vitest";
import { about, accepted, committing, declined, message, paid, refused, reserved, resumed } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, pounds, quote } from "../testing/order-samples.ts";

interface Sums {
  readonly captured?: number;
  readonly voided?: number;
  readonly refunded?: number;
  readonly version?: number;
}
const told = (number: number, { version = 9, ...sums }: Sums, authorised = grand) => {
  const all = { version, authorised, captured: 0, voided: 0, refunded: 0, ...sums };
  return { ...about, paymentId: paymentIdOf(orderId, number), sums: all };
};
/** Given up, and all of it let go. */
const settled = (number = 1, amount = grand) => {
  const [refunded, voided] = [pounds(0), pounds(amount)];
  return message(paymentSettled, { ...told(number, { voided: amount }, amount), refunded, voided, settledAt: minute(0) });
};
const voided = (sums: Sums, number = 1) =>
  message(paymentVoided, { ...told(number, sums), amount: pounds(sums.voided ?? 0), voidedAt: minute(0) });
const refunded = (sums: Sums, number = 1) => {
  const amount = pounds(sums.refunded ?? 0);
  return message(refundSucceeded, { ...told(number, sums), refundId: "by-hand-1", amount, refunded: amount, refundedAt: minute(0) });
};
const parts = [
  { method: "pm_ok", amount: 400 },
  { method: "pm_ok", amount: grand - 400 },
];
const fewer = (due: number) => {
  const lines = [{ lineId: quote.lines[0]!.lineId, quantity: 1 }];
  return message(orderLinesCancelled, { ...about, source: "s", reason: "Lost", lines, due: pounds(due), cancelledAt: minute(0) });
};

const confirming = (payments?: typeof parts) => {
  const walk = committing(payments === undefined ? {} : { payments });
  walk.answer("commit", accepted);
  return walk;
};
const promised = (payments?: typeof parts) => {
  const walk = confirming(payments);
  walk.answer("confirm", accepted);
  return walk;
};
const held = (reason: string) => ({ type: "HoldOrder", reason, until: null, unlessCancelling: true, at: minute(1) });
const holdsOf = (walk: Pick<ReturnType<typeof committing>, "asked">) =>
  walk.asked().flatMap(({ ask, command }) => (ask === "hold" ? [command] : []));

describe("an order whose payment somebody voids by hand", () => {
  it.each([
    ["while its stock is committed", committing],
    ["while it is to be confirmed", confirming],
    ["when it is promised", promised],
  ])("is held, as it is for money that lapsed, %s", (_, begin) => {
    const walk = begin();
    walk.hear(settled());
    expect(holdsOf(walk)).toEqual([held("Payment 1 was voided")]);
    walk.hear(settled());
    expect(holdsOf(walk)).toHaveLength(1);
  });

  it("is held before it is asked to be confirmed, and confirmed when the operator lets it go on", () => {
    const walk = committing();
    walk.hear(settled());
    walk.answer("commit", accepted);
    expect(walk.names().filter((name) => name !== "noteMoney")).toEqual(["hold", "confirm"]);
    walk.answer("hold", accepted);
    walk.answer("confirm", refused("OrderIsOnHold"));
    const hold = { ...about, hold: "5f0c1f9e-8a51-8d0e-9c4b-3f6f0e3b9a77", until: null, putOnHoldAt: minute(1) };
    walk.hear(message(orderPutOnHold, hold));
    walk.hear(resumed);
    expect(walk.asked().at(-1)?.command).toMatchObject({ type: "ConfirmOrder", authorised: pounds(grand) });
    walk.answer("confirm", accepted);
    // Its payment may tell more, and later: the operator has decided.
    walk.hear(voided({ voided: grand, version: 12 }));
    walk.hear(settled());
    expect([walk.status(), holdsOf(walk)]).toEqual(["Promised", []]);
  });

  it("is held for what is let go of a payment that was taken in part", () => {
    const walk = promised();
    walk.hear(voided({ captured: 500, voided: grand - 500 }));
    expect(holdsOf(walk)).toEqual([held("Payment 1 was voided")]);
  });

  it("is not promised when that was before all of its money was there", () => {
    const walk = reserved({ payments: parts });
    walk.hear(paid(400));
    walk.hear(message(paymentVoided, { ...told(1, { captured: 100, voided: 300 }, 400), amount: pounds(300), voidedAt: minute(0) }));
    expect(walk.asked().find(({ ask }) => ask === "reject")?.command).toMatchObject({ reason: "PaymentDeclined" });
    expect(walk.status()).toBe("GivingUp");
  });

  it("is held also where the bank would not let go, and an operator leaves it at that", () => {
    const walk = promised();
    walk.hear(message(paymentSettled, { ...told(1, {}), refunded: pounds(0), voided: pounds(0), settledAt: minute(0) }));
    expect(holdsOf(walk)).toEqual([held("Payment 1 was voided")]);
  });

  it("is held for any of several payments that is needed", () => {
    const walk = promised(parts);
    walk.hear(settled(2, grand - 400));
    expect(holdsOf(walk)).toEqual([held("Payment 2 was voided")]);
  });

  it("is not held while what is left pays for all that it costs", () => {
    const lessIsDue = promised(parts);
    lessIsDue.hear(fewer(400));
    lessIsDue.answer("lower", accepted);
    lessIsDue.hear(settled(2, grand - 400));
    expect(holdsOf(lessIsDue)).toEqual([]);
    lessIsDue.hear(settled(1, 400));
    expect(holdsOf(lessIsDue)).toEqual([held("Payment 1 was voided")]);
    const rest = promised();
    rest.hear(fewer(500));
    rest.answer("lower", accepted);
    rest.hear(voided({ captured: 500, voided: grand - 500 }));
    expect(holdsOf(rest)).toEqual([]);
    const nothing = promised();
    nothing.hear(fewer(0));
    nothing.hear(settled());
    expect(holdsOf(nothing)).toEqual([]);
  });

  it("is not held for a payment that was declined, and paid otherwise", () => {
    const policies = { awaitingCustomerMinutes: 30, reservedMinutes: 15, paymentAttempts: 2, capture: "at_hand_over" };
    const walk = reserved({ policies, payments: parts });
    walk.hear(declined);
    walk.hear(settled(1, 400));
    expect([walk.status(), holdsOf(walk)]).toEqual(["Paying", []]);
  });

  it("is not held when it is being cancelled, or has ended", () => {
    const cancelled = promised();
    cancelled.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(9) }));
    cancelled.hear(settled());
    expect(holdsOf(cancelled)).toEqual([]);
    // The order says so when the news of that come later.
    const late = promised();
    late.hear(settled());
    late.answer("hold", refused("OrderIsCancelling"));
    expect([holdsOf(late), late.isOver()]).toEqual([[], true]);
  });

  it("is left alone by news of payments that are not its own", () => {
    const walk = promised();
    walk.hear(settled(7));
    expect(holdsOf(walk)).toEqual([]);
  });
});

describe("an order of whose money something is given back by hand", () => {
  it("is not held for a part of it, which is goodwill", () => {
    const walk = promised();
    walk.hear(refunded({ captured: grand, refunded: 200, version: 9 }));
    walk.hear(refunded({ captured: grand, refunded: grand - 1, version: 11 }));
    expect(holdsOf(walk)).toEqual([]);
  });

  it("is held when nothing is left of a payment, once, also when it is given up after that", () => {
    const walk = promised();
    walk.hear(refunded({ captured: 600, refunded: 600, voided: grand - 600 }));
    expect(holdsOf(walk)).toEqual([held("Payment 1 was refunded")]);
    walk.answer("hold", accepted);
    walk.hear(message(orderResumed, { ...about, holds: [], resumedAt: minute(1) }));
    walk.hear(settled());
    expect(holdsOf(walk)).toEqual([]);
  });

  it("is not held for what is told late, or without sums", () => {
    const walk = promised();
    walk.hear(voided({ captured: grand - 10, voided: 10, version: 12 }));
    expect(holdsOf(walk)).toEqual([held("Payment 1 was voided")]);
    walk.answer("hold", accepted);
    walk.hear(voided({ captured: 10, voided: grand - 10, version: 9 }));
    const { sums: _, ...plain } = told(1, {});
    const given = { refundId: "r", amount: pounds(grand), refunded: pounds(grand), refundedAt: minute(0) };
    walk.hear(message(refundSucceeded, { ...plain, ...given }));
    expect(holdsOf(walk)).toEqual([]);
  });
});
