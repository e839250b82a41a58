import { billingLanguage } from "@waybill/contracts/billing";
import { undeclaredFields } from "@waybill/contracts/testing/undeclared";
import { createSaidReader } from "@waybill/kernel/said-reader";
import { describe, expect, it } from "vitest";
import { billingVoices } from "./module.ts";
import { paymentScene } from "./testing/billing-process.ts";
import { euros, minute, orderId, paymentId, total } from "./testing/payment-samples.ts";
import { createStrictBank, type StrictBankOptions } from "./testing/strict-bank.ts";

const authorise = { type: "AuthorisePayment", orderId, number: 1, amount: euros(total), method: "pm_ok" };
const capture = { type: "CapturePayment", captureId: "ful_1", amount: euros(1_500) };
const refund = { type: "RefundPayment", refundId: "ret_1", amount: euros(200), reason: "Returned" };
const abandon = { type: "AbandonPayment", orderId, reason: "OrderCancelled" };
const about = { merchantId: "default", paymentId, orderId };

/** What is said of a payment of which these things are asked, a hundred minutes after one another. */
const said = async (bank: StrictBankOptions | null, ...asked: readonly { readonly type: string }[]) => {
  const { process, log } = paymentScene(bank === null ? undefined : [createStrictBank(bank)]);
  const { ask, runUntil } = process();
  for (const [step, command] of asked.entries()) {
    await ask(command);
    await runUntil(minute(100 * (step + 1)));
  }
  const reader = createSaidReader({ log, voices: billingVoices() });
  const { messages } = await reader.read(new Map([[0, 0]]), 1_000);
  for (const { name, data } of messages) {
    const contract = billingLanguage.find((one) => one.name === name)!;
    expect(contract.accepts(data), name).toBe(true);
    expect(undeclaredFields(contract, data)).toEqual([]);
  }
  return messages.map(({ name, data }) => ({ name, data }));
};
const namesOf = (messages: readonly { readonly name: string }[]) => messages.map(({ name }) => name);

describe("what billing says of a payment", () => {
  it("is what was authorised, taken, given back and settled", async () => {
    const messages = await said({}, authorise, capture, refund, abandon);
    expect(messages).toMatchObject([
      { name: "PaymentAuthorised", data: { ...about, amount: euros(total) } },
      { name: "PaymentCaptured", data: { captureId: "ful_1", amount: euros(1_500), captured: euros(1_500) } },
      { name: "RefundSucceeded", data: { refundId: "ret_1", amount: euros(200), refunded: euros(200) } },
      { name: "RefundSucceeded", data: { amount: euros(1_300), refunded: euros(1_500) } },
      { name: "PaymentSettled", data: { refunded: euros(1_500), voided: euros(420) } },
    ]);
  });

  it("is with each movement all that has moved so far, and as of when", async () => {
    const messages = await said({}, authorise, { ...capture, releaseRest: true } as never, refund, abandon);
    const sums = (version: number, [captured, voided, refunded]: readonly number[]) => {
      return { version, authorised: total, captured, voided, refunded };
    };
    expect(messages.map(({ name, data }) => [name, data.sums])).toEqual([
      ["PaymentAuthorised", undefined],
      ["PaymentCaptured", sums(8, [1_500, 0, 0])],
      ["PaymentVoided", sums(11, [1_500, 420, 0])],
      ["RefundSucceeded", sums(15, [1_500, 420, 200])],
      ["RefundSucceeded", sums(20, [1_500, 420, 1_500])],
      ["PaymentSettled", sums(21, [1_500, 420, 1_500])],
    ]);
  });

  it("is nothing but that it is settled when it was given up before it began", async () => {
    expect(await said({}, abandon)).toMatchObject([{ name: "PaymentSettled", data: { ...about, refunded: null, voided: null } }]);
  });

  it("is that it was declined, also by a customer who does not act", async () => {
    expect(await said(null, { ...authorise, method: "pm_expired_card" } as never)).toMatchObject([
      { name: "PaymentDeclined", data: { code: "CardIsExpired" } },
    ]);
    expect(await said(null, { ...authorise, method: "pm_requires_action" } as never)).toMatchObject([
      { name: "PaymentRequiresAction", data: { nextAction: { type: "redirect" } } },
      { name: "PaymentDeclined", data: { code: "ActionExpired" } },
    ]);
  });

  it("is once that nobody knows, and then what was found", async () => {
    const lost = Array.from({ length: 3 }, () => "lostCall" as const);
    expect(await said({ faults: lost }, authorise)).toMatchObject([
      { name: "PaymentUnknown", data: { operation: "Authorise" } },
      { name: "PaymentAuthorised" },
    ]);
  });

  it("is of failures only the last, and of what was given up none", async () => {
    const never = { refuses: ({ kind }: { readonly kind: string }) => kind === "capture" || kind === "refund" };
    expect(await said(never, authorise, capture)).toMatchObject([
      { name: "PaymentAuthorised" },
      { name: "CaptureFailed", data: { captureId: "ful_1", amount: euros(1_500), code: "CardIsDeclined" } },
    ]);
    const noRefunds = { refuses: ({ kind }: { readonly kind: string }) => kind === "refund" };
    expect(namesOf(await said(noRefunds, authorise, capture, refund))).toEqual(["PaymentAuthorised", "PaymentCaptured", "RefundFailed"]);
    expect(namesOf(await said(never, authorise, capture, abandon))).toContain("PaymentSettled");
  });

  it("is that what is set aside is at risk, and that it lapsed", async () => {
    const refuses = ({ kind }: { readonly kind: string }) => kind === "renew";
    const { process, log } = paymentScene([createStrictBank({ refuses })]);
    const { ask, runUntil } = process();
    await ask(authorise);
    await runUntil(minute(20 * 24 * 60));
    const { messages } = await createSaidReader({ log, voices: billingVoices() }).read(new Map([[0, 0]]), 100);
    expect(messages).toMatchObject([
      { name: "PaymentAuthorised" },
      { name: "AuthorisationAtRisk", data: { amount: euros(total), code: "CardIsDeclined" } },
      { name: "AuthorisationLapsed", data: { amount: euros(total) } },
    ]);
  });
});
