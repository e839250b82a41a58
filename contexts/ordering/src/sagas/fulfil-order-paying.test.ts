import { paymentDeclined, paymentTimeIsUp } from "@waybill/contracts/billing";
import { paymentIdOf } from "@waybill/contracts/billing-commands";
import { orderLinesCancelled } from "@waybill/contracts/ordering";
import { orderCancellationStarted, orderPaymentsAdded } from "@waybill/contracts/ordering-changes";
import { usualOrderPolicies } from "@waybill/contracts/vocabulary";
import { describe, expect, it } from "vitest";
import { about, accepted, message, paid, refused, reserved } from "../testing/fulfil-order-walk.ts";
import { grand, minute, orderId, pounds } from "../testing/order-samples.ts";

const at = minute(1);
const declined = (number = 1, code = "CardIsDeclined") =>
  message(paymentDeclined, { ...about, paymentId: paymentIdOf(orderId, number), code, declinedAt: minute(1) });
const added = (...payments: readonly (readonly [number: number, amount: number])[]) =>
  message(orderPaymentsAdded, {
    ...about,
    payments: payments.map(([number, amount]) => ({ number, method: "pm_ok", amount })),
    addedAt: minute(2),
  });
const parts = [
  { method: "pm_ok", amount: 1_000 },
  { method: "pm_ok", amount: grand - 1_000 },
];

/** Stock is held, and the first payments are asked for. */
const payingFor = (changes: object, attempts = 2) => {
  const walk = reserved({ policies: { ...usualOrderPolicies, paymentAttempts: attempts }, ...changes });
  walk.answer("held", accepted);
  while (walk.names().includes("authorise")) walk.answer("authorise", accepted);
  const commands = () => walk.asked().map(({ id, command }) => ({ id, ...command }));
  return { ...walk, commands };
};

describe("an order whose payment was declined", () => {
  it("waits for another way to pay, as long as the policy allows attempts", () => {
    const walk = payingFor({});
    walk.hear(declined());
    expect(walk.commands()).toEqual([
      { id: paymentIdOf(orderId, 1), type: "AbandonPayment", orderId, reason: "PaymentDeclined" },
      { id: orderId, type: "NotePaymentDeclined", number: 1, code: "CardIsDeclined", at },
    ]);
    expect([walk.status(), walk.dueAt("deadline")]).toEqual(["Paying", minute(16)]);
    walk.answer("abandon", accepted);
    walk.answer("noteDeclined", accepted);
    walk.hear(added([2, grand]));
    expect(walk.commands()).toEqual([
      { id: paymentIdOf(orderId, 2), type: "AuthorisePayment", orderId, number: 2, amount: pounds(grand), method: "pm_ok" },
    ]);
    walk.answer("authorise", accepted);
    walk.hear(paid(grand, 2));
    expect(walk.names()).toEqual(["commit"]);
    walk.answer("commit", accepted);
    expect(walk.commands()).toMatchObject([{ type: "ConfirmOrder", authorised: pounds(grand) }]);
  });

  it("is rejected after the last attempt, and everything is given back", () => {
    const walk = payingFor({});
    walk.hear(declined());
    walk.answer("abandon", accepted);
    walk.answer("noteDeclined", accepted);
    walk.hear(added([2, grand]));
    walk.answer("authorise", accepted);
    walk.hear(declined(2));
    expect(walk.names()).toEqual(["reject", "release", "abandon", "abandon"]);
    for (const ask of ["reject", "release", "abandon", "abandon"] as const) walk.answer(ask, accepted);
    expect(walk.isOver()).toBe(true);
  });

  it("hears of it once: a repeated decline spends no attempt, and a repeated payment asks for nothing", () => {
    const walk = payingFor({});
    walk.hear(declined());
    walk.hear(declined());
    expect([walk.names(), walk.status()]).toEqual([["abandon", "noteDeclined"], "Paying"]);
    walk.answer("abandon", accepted);
    walk.answer("noteDeclined", accepted);
    walk.hear(added([2, grand]));
    walk.hear(added([2, grand]));
    expect(walk.names()).toEqual(["authorise"]);
  });

  it("is not paid by what the bank says otherwise later: that is given back", () => {
    const walk = payingFor({});
    walk.hear(declined());
    walk.hear(paid(grand));
    expect([walk.names(), walk.status()]).toEqual([["abandon", "noteDeclined"], "Paying"]);
  });

  it("counts an attempt of several payments as one", () => {
    const walk = payingFor({ payments: parts });
    walk.hear(declined(1));
    walk.hear(declined(2));
    expect(walk.status()).toBe("Paying");
    walk.hear(added([3, 1_000], [4, grand - 1_000]));
    walk.hear(declined(4));
    expect(walk.status()).toBe("GivingUp");
    expect(walk.asked().filter(({ ask }) => ask === "abandon")).toHaveLength(2 + 4);
  });

  it("expires when it is not paid otherwise in time, whatever is heard after that", () => {
    const walk = payingFor({});
    walk.hear(declined());
    walk.answer("abandon", accepted);
    walk.answer("noteDeclined", accepted);
    walk.hear(added([2, grand]));
    walk.answer("authorise", accepted);
    walk.fire("deadline", minute(16));
    walk.hear(declined(2));
    expect(walk.status()).toBe("GivingUp");
    const asked = walk.names();
    walk.hear(added([3, grand]));
    walk.hear(paid(grand, 2));
    expect(walk.names()).toEqual(asked);
    walk.answer("expire", accepted);
    walk.answer("reject", refused("OrderIsExpired"));
    for (const ask of ["release", "abandon", "abandon"] as const) walk.answer(ask, accepted);
    expect([walk.isOver(), walk.names()]).toEqual([true, []]);
    walk.hear(added([3, grand]));
    walk.hear(paid(grand, 2));
    expect(walk.names()).toEqual([]);
  });

  it("waits for another way to pay as well when it was the bank's time that was up, and is paid by that", () => {
    const walk = payingFor({});
    walk.hear(declined(1, paymentTimeIsUp));
    expect(walk.commands()).toEqual([
      { id: paymentIdOf(orderId, 1), type: "AbandonPayment", orderId, reason: "PaymentDeclined" },
      { id: orderId, type: "NotePaymentDeclined", number: 1, code: paymentTimeIsUp, at },
    ]);
    expect([walk.status(), walk.dueAt("deadline")]).toEqual(["Paying", minute(16)]);
    walk.answer("abandon", accepted);
    walk.answer("noteDeclined", accepted);
    walk.hear(added([2, grand]));
    walk.answer("authorise", accepted);
    walk.hear(paid(grand, 2));
    expect(walk.names()).toEqual(["commit"]);
  });

  it("expires when the bank's time is up of the last attempt", () => {
    const one = payingFor({}, 1);
    one.hear(declined(1, paymentTimeIsUp));
    expect(one.names()).toEqual(["expire"]);
    const two = payingFor({});
    two.hear(declined(1));
    two.answer("abandon", accepted);
    two.answer("noteDeclined", accepted);
    two.hear(added([2, grand]));
    two.answer("authorise", accepted);
    two.hear(declined(2, paymentTimeIsUp));
    expect(two.names()).toEqual(["expire"]);
  });

  it("asks for nothing that is added to an order which is being cancelled", () => {
    const walk = payingFor({ payments: [] });
    walk.hear(message(orderCancellationStarted, { ...about, attempt: 1, payments: 1, startedAt: minute(1) }));
    walk.hear(added([1, grand]));
    expect(walk.names()).toEqual([]);
  });
});

describe("an order that is paid in parts", () => {
  it("is confirmed when all of them are there, and shows the first meanwhile", () => {
    const walk = payingFor({ payments: parts }, 1);
    walk.hear(paid(1_000, 1));
    expect(walk.commands()).toEqual([{ id: orderId, type: "NotePaymentAuthorised", number: 1, amount: pounds(1_000), at }]);
    walk.answer("noteAuthorised", accepted);
    walk.hear(paid(grand - 1_000, 2));
    expect(walk.names()).toEqual(["commit"]);
  });

  it("gives the first part back when the other is declined", () => {
    const walk = payingFor({ payments: parts }, 1);
    walk.hear(paid(1_000, 1));
    walk.answer("noteAuthorised", accepted);
    walk.hear(declined(2));
    const undoing = walk.asked().filter(({ ask }) => ask === "abandon");
    expect(undoing.map(({ id }) => id)).toEqual([paymentIdOf(orderId, 1), paymentIdOf(orderId, 2)]);
  });

  it("keeps the first part when the other may be paid otherwise", () => {
    const walk = payingFor({ payments: parts });
    walk.hear(paid(1_000, 1));
    walk.answer("noteAuthorised", accepted);
    walk.hear(declined(2));
    expect(walk.commands()).toMatchObject([{ id: paymentIdOf(orderId, 2) }, { type: "NotePaymentDeclined", number: 2 }]);
    walk.answer("abandon", accepted);
    walk.answer("noteDeclined", accepted);
    walk.hear(added([3, grand - 1_000]));
    walk.answer("authorise", accepted);
    walk.hear(paid(grand - 1_000, 3));
    expect(walk.names()).toEqual(["commit"]);
    walk.answer("commit", accepted);
    walk.answer("confirm", accepted);
    const less = { source: "s", reason: "Lost", lines: [{ lineId: 1, quantity: 1 }], due: pounds(1_500), cancelledAt: minute(9) };
    walk.hear(message(orderLinesCancelled, { ...about, ...less }));
    // The one that was declined is of nothing: the last that counts is lowered.
    expect(walk.commands()).toEqual([{ id: paymentIdOf(orderId, 3), type: "LowerPayment", due: pounds(500), reason: "Lost" }]);
  });
});
