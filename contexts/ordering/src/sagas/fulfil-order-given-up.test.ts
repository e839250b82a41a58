import { paymentDeclined, paymentSettled } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderPaymentsAdded } from "@waybill/contracts/ordering-changes";
import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { about, accepted, message, paid, reserved } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, pounds } from "../testing/order-samples.ts";

const aboutPayment = (number: number) => ({ ...about, paymentId: paymentIdOf(orderId, number) });
const declined = (number: number) => message(paymentDeclined, { ...aboutPayment(number), code: "CardIsDeclined", declinedAt: minute(1) });
const settled = (number: number, voided: number) =>
  message(paymentSettled, { ...aboutPayment(number), refunded: pounds(0), voided: pounds(voided), settledAt: minute(2) });
const added = (number: number) =>
  message(orderPaymentsAdded, { ...about, payments: [{ number, method: "pm_ok", amount: grand }], addedAt: minute(2) });
const parts = [
  { method: "pm_ok", amount: 1_000 },
  { method: "pm_ok", amount: grand - 1_000 },
];

/** Stock is held, and the payments are asked for; one more attempt is allowed. */
const payingFor = (changes: object) => {
  const walk = reserved({ policies: { ...usualOrderPolicies, paymentAttempts: 2 }, ...changes });
  walk.answer("held", accepted);
  while (walk.names().includes("authorise")) walk.answer("authorise", accepted);
  return { ...walk, commands: () => walk.asked().map(({ command }) => command) };
};

describe("an order whose payment somebody gave up at billing", () => {
  it("does not come about when it was set aside: the rest of the money does not pay for it", () => {
    const walk = payingFor({ payments: parts });
    walk.hear(paid(1_000));
    walk.answer("noteAuthorised", accepted);
    walk.hear(settled(1, 1_000));
    expect([walk.status(), walk.names()]).toEqual(["GivingUp", ["reject", "release", "abandon", "abandon", "noteMoney"]]);
    walk.hear(paid(grand - 1_000, 2));
    expect(walk.names()).not.toContain("commit");
  });

  it("may be paid otherwise when it was not", () => {
    const walk = payingFor({});
    walk.hear(settled(1, 0));
    expect(walk.commands()).toMatchObject([{ type: "AbandonPayment" }, { type: "NotePaymentDeclined", code: "PaymentIsVoided" }]);
    walk.hear(added(2));
    expect(walk.names()).toContain("authorise");
  });

  it("goes on when that was asked for because it was declined", () => {
    const walk = payingFor({ payments: parts });
    walk.hear(declined(1));
    walk.hear(settled(1, 0));
    expect([walk.status(), walk.names()]).toEqual(["Paying", ["abandon", "noteDeclined"]]);
  });
});
