import { scenariosOf } from "@waybill/kernel/testing/scenario";
import { describe, expect, it } from "vitest";
import {
  choiceRequested,
  confirmed,
  grand,
  minute,
  paymentDeclined,
  paymentsAdded,
  placed,
  pounds,
  putOnHold,
  reserved,
  smaller,
} from "../testing/order-samples.ts";
import { orderDecider } from "./order-decider.ts";
import type { OrderPlaced } from "./order-events.ts";
import { paying } from "./order-payments.ts";

const { given } = scenariosOf(orderDecider);
const at = minute(3);
const add = (...payments: readonly { readonly method: string; readonly amount: number | null }[]) =>
  ({ type: "AddPayments", payments, at }) as const;
const byCard = add({ method: "pm_ok", amount: null });
const unpaid: OrderPlaced = { ...placed, payments: [] };
const inParts: OrderPlaced = {
  ...placed,
  payments: [
    { method: "pm_ok", amount: 1_000 },
    { method: "pm_declined", amount: grand - 1_000 },
  ],
};
const secondDeclined = { ...paymentDeclined, number: 2 };

describe("paying for an order that was placed already", () => {
  it("covers what no payment does", () => {
    const first = { number: 1, method: "pm_ok", amount: grand };
    given(unpaid, reserved)
      .when(byCard)
      .records({ type: "OrderPaymentsAdded", payments: [first], at });
    given(placed, reserved, paymentDeclined).when(byCard).records(paymentsAdded);
    given(inParts, reserved, secondDeclined)
      .when(byCard)
      .records({ type: "OrderPaymentsAdded", payments: [{ number: 3, method: "pm_ok", amount: grand - 1_000 }], at });
  });
  it("may be in parts that add up to it, exactly", () => {
    const parts = (...amounts: readonly (number | null)[]) => add(...amounts.map((amount) => ({ method: "pm_ok", amount })));
    const payments = [1_000, grand - 1_000].map((amount, index) => ({ number: index + 2, method: "pm_ok", amount }));
    given(placed, reserved, paymentDeclined)
      .when(parts(1_000, grand - 1_000))
      .records({ type: "OrderPaymentsAdded", payments, at });
    for (const [amounts, together] of [
      [[grand - 1], grand - 1],
      [[grand + 1], grand + 1],
      [[grand + 1, -1], grand],
      [[null, null], 2 * grand],
      [[], 0],
    ] as const) {
      given(placed, reserved, paymentDeclined)
        .when(parts(...amounts))
        .isRejected({ code: "PaymentsDoNotAddUp", due: grand, given: together });
    }
  });
  it("is refused while what is due is covered: of two who ask, one pays", () => {
    const isCovered = { code: "DueIsCovered", due: grand, covered: grand } as const;
    given(placed, reserved).when(byCard).isRejected(isCovered);
    given(placed, reserved, paymentDeclined, paymentsAdded).when(byCard).isRejected(isCovered);
    given(unpaid, reserved, { ...paymentsAdded, payments: [{ number: 1, method: "pm_ok", amount: grand }] })
      .when(byCard)
      .isRejected(isCovered);
    given(inParts, reserved, { type: "OrderPaymentAuthorised", number: 1, amount: pounds(1_000), at })
      .when(byCard)
      .isRejected(isCovered);
  });
  it("is possible for an order that is on hold, whose clock runs on", () => {
    given(placed, reserved, paymentDeclined, putOnHold).when(byCard).records(paymentsAdded);
    given(placed, reserved, paymentDeclined)
      .when(byCard)
      .leadsTo((order) => expect(order).toMatchObject({ status: "Reserved", since: reserved.at }));
  });
  it("takes references only, and not for ever", () => {
    given(unpaid, reserved)
      .when(add({ method: "4111111111111111", amount: null }))
      .isRejected({ code: "PaymentIsNoReference" });
    const tried = Array.from({ length: 30 }, (_, index) => index + 1);
    const all = tried.map((number) => ({ ...paymentDeclined, number }));
    given({ ...placed, payments: tried.map(() => ({ method: "pm_ok", amount: 0 })) }, reserved, ...all)
      .when(byCard)
      .isRejected({ code: "OrderHasTooManyPayments" });
  });
  it("is of what the customer has chosen, when that is less", () => {
    const rest = (amount: number) => ({ type: "OrderPaymentsAdded", payments: [{ number: 3, method: "pm_ok", amount }], at }) as const;
    const chosen = [inParts, choiceRequested, { type: "OrderAmended", quote: smaller, at }, reserved] as const;
    given(...chosen, paymentDeclined)
      .when(byCard)
      .records(rest(1_000));
    given(...chosen, secondDeclined)
      .when(byCard)
      .records(rest(smaller.totals.grand - 1_000));
  });
});

describe("what became of a payment", () => {
  const authorised = { type: "NotePaymentAuthorised", number: 1, amount: pounds(1_000), at } as const;
  const declined = { type: "NotePaymentDeclined", number: 1, code: "CardIsDeclined", at: minute(2) } as const;

  it("is noted once, and stays so", () => {
    given(placed, reserved).when(declined).records(paymentDeclined);
    given(placed, reserved, paymentDeclined).when(declined).recordsNothing();
    given(placed, reserved, paymentDeclined).when(authorised).recordsNothing();
    given(inParts, reserved)
      .when(authorised)
      .records({ type: "OrderPaymentAuthorised", number: 1, amount: pounds(1_000), at });
    given(inParts, reserved, { type: "OrderPaymentAuthorised", number: 1, amount: pounds(1_000), at })
      .when(declined)
      .recordsNothing();
  });
  it("is not noted of a payment that the order was never given", () => {
    given(placed, reserved)
      .when({ ...declined, number: 2 })
      .isRejected({ code: "PaymentIsUnknown" });
    given(placed, reserved)
      .when({ ...authorised, number: 2 })
      .isRejected({ code: "PaymentIsUnknown" });
  });
  it("tells how many there are to give back when the order is cancelled", () => {
    given(placed, reserved, paymentDeclined, paymentsAdded)
      .when({ type: "StartCancellation", reason: "Changed my mind", at })
      .records({ type: "CancellationStarted", attempt: 1, reason: "Changed my mind", payments: 2, at });
  });
  it("ends with the order's being confirmed", () => {
    given(placed, reserved, confirmed).when(declined).isRejected({ code: "OrderIsConfirmed" });
  });
});

describe("payments for less", () => {
  it("lose of the last first, and nothing of those that were declined", () => {
    const parts = [400, 300, 500].map((amount) => ({ amount }));
    expect(paying(parts, 600)).toEqual([{ amount: 400 }, { amount: 200 }, { amount: 0 }]);
    expect(paying(parts, 1_300)).toEqual([{ amount: 400 }, { amount: 300 }, { amount: 600 }]);
    const isLast = (part: { readonly amount: number }) => part === parts[2];
    expect(paying(parts, 600, isLast)).toEqual([{ amount: 400 }, { amount: 200 }, { amount: 500 }]);
  });
});
