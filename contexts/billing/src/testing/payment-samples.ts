import { MerchantId, type Money, moneyOf, OrderId, PaymentId, parseCurrency } from "@waybill/contracts/vocabulary";
import { type Instant, instant } from "@waybill/kernel/clock";
import type { CommandOf, ProviderAnswer } from "../domain/payment-commands.ts";
import type { PaymentEvent } from "../domain/payment-events.ts";

export const euro = parseCurrency("EUR")!;
export const pound = parseCurrency("GBP")!;
export const euros = (amount: number): Money => moneyOf(amount, euro);
export const minute = (count: number): Instant => instant(1_774_776_600_000 + count * 60_000);

export const merchantId = MerchantId.default;
export const orderId = OrderId.derive("an order");
export const paymentId = PaymentId.derive("a payment");
export const total = 1_920;
const at = minute(0);

export const authoriseIt: CommandOf<"AuthorisePayment"> = {
  type: "AuthorisePayment",
  merchantId,
  paymentId,
  orderId,
  number: 1,
  amount: euros(total),
  method: "pm_ok",
  provider: "simulated",
  at,
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
export const answerIt = (key: string, answer: ProviderAnswer, answeredAt = minute(1)): CommandOf<"RecordAnswer"> => ({
  type: "RecordAnswer",
  key,
  answer,
  at: answeredAt,
});

/** Our key for the operation with this number of the sample payment. */
export const keyOf = (number: number, kind: string): string => `${merchantId}/${paymentId}/${number}-${kind}`;
export const authoriseKey = keyOf(1, "authorise");
export const expiresAt = minute(7 * 24 * 60);
export const yes: ProviderAnswer = { kind: "authorised", reference: "ref_1", expiresAt };
export const done: ProviderAnswer = { kind: "done" };
export const no = (code = "CardIsDeclined"): ProviderAnswer => ({ kind: "refused", code });
export const nextAction = { type: "redirect", url: "https://bank.example/confirm/1" } as const;
export const mustAct: ProviderAnswer = { kind: "actionRequired", reference: "ref_1", nextAction, expiresAt: null };

export const created: PaymentEvent = {
  type: "PaymentCreated",
  merchantId,
  paymentId,
  orderId,
  number: 1,
  amount: euros(total),
  method: "pm_ok",
  provider: "simulated",
  at,
};
export const submitted: PaymentEvent = { type: "AuthorisationSubmitted", key: authoriseKey, amount: total, at };
export const called: PaymentEvent = { type: "ProviderCalled", key: authoriseKey, call: 1, at };
export const authorised: PaymentEvent = { type: "PaymentAuthorised", amount: total, reference: "ref_1", expiresAt, at: minute(1) };
export const wanted = [created, submitted] as const;
export const authorisedNow = [created, submitted, called, authorised] as const;
