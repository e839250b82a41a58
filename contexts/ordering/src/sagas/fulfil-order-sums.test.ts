import { authorisationLapsed, paymentCaptured, paymentSettled, paymentVoided, refundSucceeded } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { fold } from "@waybill/kernel/decider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../domain/order-commands.ts";
import { orderDecider } from "../domain/order-decider.ts";
import type { OrderEvent } from "../domain/order-events.ts";
import { moneyOf, type PaymentSums } from "../domain/order-payments.ts";
import { about, accepted, committing, message } from "../testing/fulfil-order-walk.ts";
import { confirmed, grand, minute, orderId, reserved as orderReserved, placed, pounds } from "../testing/order-samples.ts";

const ofPayment = { ...about, paymentId: paymentIdOf(orderId, 1) };
const at = minute(0);
const sums = (version: number, [captured, voided, refunded]: readonly number[], authorised = grand): PaymentSums => {
  return { version, authorised, captured: captured ?? 0, voided: voided ?? 0, refunded: refunded ?? 0 };
};
const amount = pounds(100);
const captured = (told: PaymentSums) =>
  message(paymentCaptured, { ...ofPayment, captureId: "c", amount, captured: pounds(told.captured), sums: told, capturedAt: at });
const refunded = (told: PaymentSums) =>
  message(refundSucceeded, { ...ofPayment, refundId: "r", amount, refunded: pounds(told.refunded), sums: told, refundedAt: at });
const voided = (told: PaymentSums) => message(paymentVoided, { ...ofPayment, amount, sums: told, voidedAt: at });
const lapsed = (told: PaymentSums) => message(authorisationLapsed, { ...ofPayment, amount, sums: told, lapsedAt: at });
const settled = (told: PaymentSums) => {
  const [back, gone] = [pounds(told.refunded), pounds(told.voided)];
  return message(paymentSettled, { ...ofPayment, refunded: back, voided: gone, sums: told, settledAt: at });
};
const withoutSums = message(paymentCaptured, { ...ofPayment, captureId: "c", amount, captured: pounds(9_999), capturedAt: at });

/** The order after all of it was heard. */
const orderAfter = (...heard: readonly ReturnType<typeof captured | typeof voided>[]) => {
  const walk = committing();
  walk.answer("commit", accepted);
  walk.answer("confirm", accepted);
  for (const one of heard) walk.hear(one as never);
  const events: OrderEvent[] = [placed, orderReserved, confirmed];
  for (const { ask, command } of walk.asked()) {
    if (ask !== "noteMoney") continue;
    const decision = orderDecider.decide(command as unknown as OrderCommand, fold(orderDecider, events));
    if (decision.kind === "accepted") events.push(...decision.events);
  }
  const order = fold(orderDecider, events);
  if (order.status === "NotPlaced") throw new Error("the order was placed");
  return { money: moneyOf(order.payments), noted: events.slice(3) };
};

describe("what an order shows of its payment's money", () => {
  it("is what the payment has, though less was let go than it was told before", () => {
    // All was let go in words; a part of it had been taken, and is given back.
    const money = orderAfter(
      settled(sums(9, [0, grand])),
      captured(sums(10, [600, grand - 600])),
      refunded(sums(14, [600, grand - 600, 600])),
    );
    expect(money.money).toEqual({ authorised: grand, captured: 600, voided: grand - 600, refunded: 600 });
    expect(money.noted.map(({ type }) => type)).toEqual(["OrderPaymentVoided", "OrderPaymentCaptured", "OrderPaymentRefunded"]);
  });

  it("counts what was let go or lapsed of a payment that goes on, all of it together", () => {
    const { money } = orderAfter(captured(sums(6, [500])), voided(sums(9, [500, grand - 700])), lapsed(sums(12, [500, grand - 500])));
    expect(money).toEqual({ authorised: grand, captured: 500, voided: grand - 500, refunded: 0 });
  });

  it("is more than was asked for, where the provider took more", () => {
    const twice = sums(12, [2 * grand, 0, grand], 2 * grand);
    expect(orderAfter(refunded(twice)).money).toEqual({ authorised: 2 * grand, captured: 2 * grand, voided: 0, refunded: grand });
  });

  it("is that of the newest word, in whatever order they come, and however often", () => {
    const truth = sums(20, [700, grand - 700, 700]);
    const news = [
      ...[captured(sums(6, [300])), captured(sums(8, [500])), refunded(sums(11, [500, 0, 200]))],
      ...[voided(sums(13, [500, grand - 500, 200])), settled(sums(15, [500, grand - 500, 500]))],
      ...[captured(sums(17, [700, grand - 700, 500])), refunded(truth), withoutSums],
    ];
    const { version: _, ...money } = truth;
    fc.assert(
      fc.property(fc.shuffledSubarray([...news, ...news], { minLength: 2 * news.length }), (heard) => {
        const told = orderAfter(...heard);
        expect(told.money).toEqual(money);
        const versions = told.noted.flatMap((event) => ("sums" in event && event.sums ? [event.sums.version] : []));
        expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
      }),
      { numRuns: 200 },
    );
  });
});
