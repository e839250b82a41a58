import { authorisationLapsed, paymentCaptured, paymentSettled, refundSucceeded } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderCancellationStarted } from "@waybill/contracts/ordering-changes";
import { fold } from "@waybill/kernel/decider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../domain/order-commands.ts";
import { orderDecider } from "../domain/order-decider.ts";
import type { OrderEvent, OrderPlaced } from "../domain/order-events.ts";
import { moneyOf } from "../domain/order-payments.ts";
import { about, accepted, committing, message, putOnHold, refused, reserved, resumed } from "../testing/fulfil-order-walk.ts";
import {
  cancellationStarted,
  cancelled,
  confirmed,
  grand,
  minute,
  orderId,
  reserved as orderReserved,
  placed,
  pounds,
} from "../testing/order-samples.ts";

const aboutPayment = (number: number) => ({ ...about, paymentId: paymentIdOf(orderId, number) });
const captured = (sum: number, number = 1) => {
  const [amount, capturedAt] = [pounds(100), minute(0)];
  return message(paymentCaptured, { ...aboutPayment(number), captureId: `c-${sum}`, amount, captured: pounds(sum), capturedAt });
};
const refunded = (sum: number, number = 1) => {
  const [amount, refundedAt] = [pounds(100), minute(0)];
  return message(refundSucceeded, { ...aboutPayment(number), refundId: `r-${sum}`, amount, refunded: pounds(sum), refundedAt });
};
const settled = (voided: number | null, number = 1) => {
  const money = (amount: number | null) => (amount === null ? null : pounds(amount));
  const none = voided === null ? null : 0;
  return message(paymentSettled, { ...aboutPayment(number), refunded: money(none), voided: money(voided), settledAt: minute(0) });
};
const lapsed = (amount: number) => message(authorisationLapsed, { ...aboutPayment(1), amount: pounds(amount), lapsedAt: minute(0) });
const cancellation = message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(9) });

const payments = [
  { method: "pm_ok", amount: 1_000 },
  { method: "pm_ok", amount: grand - 1_000 },
];
const at = minute(1);
type Walk = ReturnType<typeof reserved>;
const notesOf = (walk: Walk) => walk.asked().flatMap(({ ask, command }) => (ask === "noteMoney" ? [command] : []));
const promised = (given?: readonly { readonly method: string; readonly amount: number }[]) => {
  const walk = committing(given === undefined ? {} : { payments: given });
  walk.answer("commit", accepted);
  walk.answer("confirm", accepted);
  return walk;
};
const givingUp = () => {
  const walk = reserved();
  walk.answer("held", accepted);
  walk.answer("authorise", refused("PaymentIsAbandoned"));
  return walk;
};
const ended = () => {
  const walk = promised();
  walk.hear(cancellation);
  return walk;
};

describe("money that has moved", () => {
  it("is noted on the order with its sum, of the payment that it is of", () => {
    const walk = promised(payments);
    for (const news of [captured(400), captured(700, 2), refunded(300), settled(600), lapsed(50)]) walk.hear(news);
    expect(notesOf(walk)).toEqual([
      { type: "NotePaymentCaptured", number: 1, captured: pounds(400), sums: null, at },
      { type: "NotePaymentCaptured", number: 2, captured: pounds(700), sums: null, at },
      { type: "NotePaymentRefunded", number: 1, refunded: pounds(300), sums: null, at },
      { type: "NotePaymentVoided", number: 1, voided: pounds(600), sums: null, at },
      { type: "NotePaymentVoided", number: 1, voided: pounds(50), sums: null, at },
    ]);
    expect(walk.asked().every(({ id }) => id === orderId)).toBe(true);
  });

  it.each([
    // Whose payment is settled has nothing to be promised for.
    ["before the order is promised", () => reserved(), ["Paying", "GivingUp"]],
    ["when it is promised", () => promised(), ["Promised", "Promised"]],
    ["while it is given up", givingUp, ["GivingUp", "GivingUp"]],
    ["when somebody else has taken over", ended, ["Over", "Over"]],
  ] as const)("is noted %s", (_, walkTo, [status, after]) => {
    const walk = walkTo();
    expect(walk.status()).toBe(status);
    walk.hear(captured(400));
    walk.hear(refunded(400));
    walk.hear(settled(600));
    expect(notesOf(walk).map(({ type }) => type)).toEqual(["NotePaymentCaptured", "NotePaymentRefunded", "NotePaymentVoided"]);
    // Whatever the order says to it, nothing follows.
    const others = walk.asked().length - 3;
    for (const outcome of [accepted, refused("PaymentIsUnknown"), refused("CurrencyDiffers")]) walk.answer("noteMoney", outcome);
    expect([walk.asked().length, walk.status()]).toEqual([others, after]);
  });

  it("is not noted where nothing moved, nor of a payment that is not the order's", () => {
    const walk = promised();
    for (const news of [settled(null), settled(0), captured(400, 7), refunded(1, 7), settled(5, 7)]) walk.hear(news);
    expect(notesOf(walk)).toEqual([]);
  });

  it("is asked of nobody on an order's way to its promise", () => {
    expect([notesOf(promised()), promised().names()]).toEqual([[], []]);
  });
});

describe("an order that is paid and kept back", () => {
  const noted = { type: "NotePaymentAuthorised", number: 1, amount: pounds(grand), at };
  const notedOf = (walk: Walk) => walk.asked().flatMap(({ ask, command }) => (ask === "noteAuthorised" ? [command] : []));

  it("is told that it is paid when its goods are committed", () => {
    const walk = committing();
    walk.hear(putOnHold);
    expect(notedOf(walk)).toEqual([]);
    walk.answer("commit", accepted, at);
    expect(notedOf(walk)).toEqual([noted]);
    walk.answer("noteAuthorised", accepted);
    walk.hear(resumed);
    walk.answer("confirm", accepted);
    expect([notedOf(walk), walk.status()]).toEqual([[], "Promised"]);
  });

  it("is told so as well when the hold comes between", () => {
    const walk = committing();
    walk.answer("commit", accepted);
    walk.hear(putOnHold);
    expect(notedOf(walk)).toEqual([noted]);
    // It was confirmed already.
    walk.answer("noteAuthorised", refused("OrderIsConfirmed"));
    walk.answer("confirm", accepted);
    expect(walk.status()).toBe("Promised");
  });
});

describe("news of money that come twice, late, and in any order", () => {
  const inParts: OrderPlaced = { ...placed, payments };
  const news = [
    ...[captured(200), captured(400), captured(1_000), refunded(100), refunded(1_000)],
    ...[captured(500, 2), refunded(500, 2), settled(grand - 1_500, 2), cancellation],
  ];
  const carriedOut = (history: readonly OrderEvent[], commands: readonly OrderCommand[]) => {
    const events = [...history];
    for (const command of commands) {
      const decision = orderDecider.decide(command, fold(orderDecider, events));
      expect(decision.kind).not.toBe("refused");
      if (decision.kind === "accepted") events.push(...decision.events);
    }
    return events;
  };

  it("lead to the same sums, which never fall", () => {
    const heard = fc.shuffledSubarray([...news, ...news, ...news], { minLength: 3 * news.length });
    fc.assert(
      fc.property(heard, (all) => {
        const walk = promised(payments);
        for (const one of all) walk.hear(one);
        const commands = notesOf(walk) as unknown as readonly OrderCommand[];
        const history = [inParts, orderReserved, confirmed, cancellationStarted, cancelled];
        const events = carriedOut(history, commands);
        const sums = events.map((_, index) => {
          const order = fold(orderDecider, events.slice(0, index + 1));
          return order.status === "NotPlaced" ? null : moneyOf(order.payments);
        });
        expect(sums.at(-1)).toEqual({ authorised: grand, captured: 1_500, refunded: 1_500, voided: grand - 1_500 });
        for (const field of ["captured", "refunded", "voided"] as const) {
          const path = sums.map((sum) => sum?.[field] ?? 0);
          expect(path).toEqual(path.toSorted((one, other) => one - other));
        }
      }),
      { numRuns: 200, seed: 9 },
    );
  });
});
