import { MerchantId, type Money, moneyOf, OrderId, PaymentId, parseCurrency } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { OpenPayment } from "../domain/payment.ts";
import type { CommandOf, PaymentCommand, ProviderAnswer } from "../domain/payment-commands.ts";

const euro = parseCurrency("EUR")!;
export const pounds = (amount: number): Money => moneyOf(amount, parseCurrency("GBP")!);
export const euros = (amount: number): Money => moneyOf(amount, euro);
export const minute = (count: number): Instant => instant(1_774_776_600_000 + count * 60_000);

const merchantId = MerchantId.default;
export const orderId = OrderId.derive("an order");
export const paymentId = PaymentId.derive("a payment");
export const total = 1_920;

export const authoriseIt: CommandOf<"AuthorisePayment"> = {
  type: "AuthorisePayment",
  merchantId,
  paymentId,
  orderId,
  number: 1,
  amount: euros(total),
  method: "pm_ok",
  provider: "simulated",
  at: minute(0),
};
export const abandonIt: CommandOf<"AbandonPayment"> = { type: "AbandonPayment", orderId, reason: "OrderCancelled", at: minute(20) };
export const captureIt = (captureId: string, amount: number | null = null, releaseRest = false): CommandOf<"CapturePayment"> => ({
  type: "CapturePayment",
  captureId,
  amount: amount === null ? null : euros(amount),
  releaseRest,
  at: minute(30),
});
export const refundIt = (refundId: string, amount: number): CommandOf<"RefundPayment"> => ({
  type: "RefundPayment",
  refundId,
  amount: euros(amount),
  reason: "Returned",
  at: minute(60),
});
export const lowerIt = (due: number): CommandOf<"LowerPayment"> => ({
  type: "LowerPayment",
  due: euros(due),
  reason: "Shortfall",
  at: minute(40),
});
export const answerIt = (key: string, answer: ProviderAnswer, answeredAt = minute(1)): CommandOf<"RecordAnswer"> => ({
  type: "RecordAnswer",
  key,
  answer,
  at: answeredAt,
});

export const expiresAt = minute(7 * 24 * 60);
export const yes: ProviderAnswer = { kind: "authorised", reference: "ref_1", expiresAt };
export const done: ProviderAnswer = { kind: "done" };
export const no = (code = "CardIsDeclined"): ProviderAnswer => ({ kind: "refused", code });
const nextAction = { type: "redirect", url: "https://bank.example/confirm/1" } as const;
export const mustAct: ProviderAnswer = { kind: "actionRequired", reference: "ref_1", nextAction, expiresAt: null };

/** The operation in flight is called, and answered. */
export const call = ({ key }: { readonly key: string }): PaymentCommand => ({ type: "StartCall", key, call: 1, at: minute(1) });
export const answer =
  (said: ProviderAnswer) =>
  ({ key }: { readonly key: string }): PaymentCommand =>
    answerIt(key, said);
export const wakeUp = ({ open }: { readonly open: OpenPayment }): PaymentCommand => ({
  type: "WakePayment",
  version: open.wake ?? 0,
  at: minute(90),
});
