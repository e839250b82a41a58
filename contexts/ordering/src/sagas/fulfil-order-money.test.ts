import { authorisationAtRisk, authorisationLapsed, disputeClosed, paymentCaptured, paymentDisputed } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderLinesCancelled } from "@waybill/contracts/ordering";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { describe, expect, it } from "vitest";
import { about, accepted, committing, message, paid, refused, reserved } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, pounds, quote } from "../testing/order-samples.ts";

const promised = (payments?: readonly { readonly method: string; readonly amount: number }[]) => {
  const walk = committing(payments === undefined ? {} : { payments });
  walk.answer("commit", accepted);
  walk.answer("confirm", accepted);
  return { ...walk, commands: () => walk.asked().flatMap(({ ask, command }) => (ask === "noteMoney" ? [] : [command])) };
};

const aboutPayment = (number = 1) => ({ ...about, paymentId: paymentIdOf(orderId, number) });
const atRisk = (number = 1) => {
  const amount = pounds(grand);
  return message(authorisationAtRisk, {
    ...aboutPayment(number),
    ...{ amount, code: "CardIsDeclined", expiresAt: minute(60), foundAt: minute(0) },
  });
};
const lapsed = (number = 1) => message(authorisationLapsed, { ...aboutPayment(number), amount: pounds(grand), lapsedAt: minute(0) });
const captured = (amount: number, number = 1) =>
  message(paymentCaptured, {
    ...aboutPayment(number),
    ...{ captureId: "by-hand", amount: pounds(amount), captured: pounds(amount), capturedAt: minute(0) },
  });
const disputed = message(paymentDisputed, { ...aboutPayment(), amount: pounds(500), respondBy: minute(90), disputedAt: minute(0) });
const closed = (isWon: boolean) => message(disputeClosed, { ...aboutPayment(), amount: pounds(500), isWon, closedAt: minute(0) });

const at = minute(1);
const hold = (reason: string, until: number | null) => ({
  type: "HoldOrder",
  reason,
  until: until === null ? null : minute(until),
  at,
});
const resume = (reason: string) => ({ type: "ResumeOrder", reason, at });

describe("an order whose money may be lost", () => {
  it("is held for that, and goes on when the money was taken", () => {
    const walk = promised();
    walk.hear(atRisk());
    expect(walk.commands()).toEqual([hold("Payment 1 is at risk", 60)]);
    walk.answer("hold", accepted);
    walk.hear(captured(grand - 1));
    expect(walk.commands()).toEqual([]);
    walk.hear(captured(grand));
    expect(walk.commands()).toEqual([resume("Payment 1 is at risk")]);
    walk.answer("resume", accepted);
    walk.hear(captured(grand));
    expect([walk.commands(), walk.isOver()]).toEqual([[], true]);
  });

  it("goes on when all that it still costs was taken", () => {
    const walk = promised();
    const lines = [{ lineId: quote.lines[0]!.lineId, quantity: 1 }];
    walk.hear(message(orderLinesCancelled, { ...about, source: "s", reason: "Lost", lines, due: pounds(500), cancelledAt: minute(0) }));
    walk.answer("lower", accepted);
    walk.hear(atRisk());
    walk.answer("hold", accepted);
    walk.hear(captured(500));
    expect(walk.commands()).toEqual([resume("Payment 1 is at risk")]);
  });

  it("is not resumed because money was taken that was never at risk", () => {
    const walk = promised([
      { method: "pm_ok", amount: 400 },
      { method: "pm_ok", amount: grand - 400 },
    ]);
    walk.hear(captured(400));
    walk.hear(atRisk(2));
    walk.answer("hold", accepted);
    walk.hear(captured(400));
    expect(walk.commands()).toEqual([]);
    walk.hear(captured(grand - 400, 2));
    expect(walk.commands()).toEqual([resume("Payment 2 is at risk")]);
  });

  it("stays held when it is lost, and is never free in between", () => {
    const walk = promised();
    walk.hear(atRisk());
    walk.answer("hold", accepted);
    walk.hear(lapsed());
    expect(walk.commands()).toEqual([hold("Payment 1 has lapsed", null), resume("Payment 1 is at risk")]);
    walk.answer("hold", accepted);
    walk.answer("resume", accepted);
    walk.hear(captured(grand));
    expect(walk.commands()).toEqual([]);
  });

  it("is held without an end when the news come after it", () => {
    const walk = promised();
    walk.hear({ ...atRisk(), at: minute(60) });
    expect(walk.commands()).toEqual([{ ...hold("Payment 1 is at risk", null), at: minute(60) }]);
  });

  it("is held already before it is confirmed", () => {
    const walk = committing();
    walk.hear(atRisk());
    expect(walk.names()).toEqual(["commit", "hold"]);
  });

  it("does not come about when the money is lost before goods are committed", () => {
    const payments = [
      { method: "pm_ok", amount: 400 },
      { method: "pm_ok", amount: grand - 400 },
    ];
    const walk = reserved({ payments });
    walk.hear(paid(400));
    walk.hear(lapsed(1));
    expect(walk.asked().find(({ ask }) => ask === "reject")?.command).toMatchObject({ reason: "PaymentDeclined" });
    expect(walk.status()).toBe("GivingUp");
  });
});

describe("an order whose money is disputed", () => {
  it("is held until the provider's date, and goes on when the bank decides for the merchant", () => {
    const walk = promised();
    walk.hear(disputed);
    expect(walk.commands()).toEqual([hold("Payment 1 is disputed", 90)]);
    walk.answer("hold", accepted);
    walk.hear(closed(true));
    expect(walk.commands()).toEqual([resume("Payment 1 is disputed")]);
  });

  it("is held for as long as an operator wants when the bank decides otherwise, whenever that was to be decided", () => {
    const walk = promised();
    walk.hear(disputed);
    walk.answer("hold", accepted);
    walk.hear(closed(false));
    expect(walk.commands()).toEqual([hold("Payment 1 was lost in a dispute", null), resume("Payment 1 is disputed")]);
  });
});

describe("news of money that come too late", () => {
  it("are answered by nothing when the order has ended, or is being cancelled", () => {
    const completed = promised();
    completed.hear(disputed);
    completed.answer("hold", refused("OrderIsCompleted"));
    expect([completed.commands(), completed.isOver()]).toEqual([[], true]);
    const cancelled = promised();
    cancelled.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(9) }));
    for (const news of [atRisk(), disputed, closed(true)]) cancelled.hear(news);
    expect(cancelled.commands()).toEqual([]);
  });

  it("are nobody's when they are of a payment that is not the order's", () => {
    const walk = promised();
    walk.hear(atRisk(7));
    walk.hear(lapsed(7));
    expect(walk.commands()).toEqual([]);
    const paying = reserved();
    paying.hear(lapsed(7));
    expect(paying.status()).toBe("Paying");
  });

  it("leave an order alone that is being given up", () => {
    const walk = reserved();
    walk.answer("held", accepted);
    walk.answer("authorise", refused("PaymentIsAbandoned"));
    const before = walk.names();
    for (const news of [atRisk(), lapsed(), captured(grand)]) walk.hear(news);
    expect(walk.names().filter((name) => name !== "noteMoney")).toEqual(before);
  });
});
