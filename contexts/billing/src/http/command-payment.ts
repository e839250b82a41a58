import { type Answer, exactly, MoneyJson, type Route, route } from "@waybill/contracts/http";
import { newUuid } from "@waybill/kernel/id";
import Type from "typebox";
import { handPrefix } from "../domain/ledger.ts";
import { billingLimits } from "../domain/limits.ts";
import { paymentAnswer } from "./payment-answer.ts";
import { PaymentJson, paymentParams } from "./payment-json.ts";
import type { BillingPorts } from "./ports.ts";

const answers = { 200: PaymentJson };

export const capturePayment = (ports: BillingPorts): Route =>
  route({
    operation: "capturePayment",
    method: "POST",
    path: "/v1/payments/:paymentId/capture",
    summary: "Take what was set aside, or a part of it",
    description: "Begins it: `captures` tells what became of it. Without an amount all that is left is taken.",
    params: paymentParams,
    body: exactly({ amount: Type.Optional(MoneyJson) }, { title: "CapturePayment" }),
    answers,
    refusals: [
      "PaymentIsNotCreated",
      "PaymentIsAbandoned",
      "PaymentIsDeclined",
      "PaymentIsExpired",
      "PaymentIsLost",
      "PaymentIsNotAuthorised",
      "PaymentIsVoided",
      "PaymentIsVoiding",
      "PaymentHasTooManyCaptures",
      "AmountIsOutOfRange",
      "CaptureExceedsAuthorisation",
      "CaptureExceedsDue",
      "CurrencyDiffers",
      "VersionIsStale",
    ],
    handle: async ({ params: { paymentId }, body: { amount = null }, caller, at, command, precondition }): Promise<Answer> => {
      const captureId = `${handPrefix}${command.commandId ?? newUuid()}`;
      const capture = { type: "CapturePayment", captureId, amount, releaseRest: false, at, ...precondition } as const;
      return paymentAnswer(ports, { paymentId, caller }, await ports.payments.handle(paymentId, capture, command));
    },
  });

export const voidPayment = (ports: BillingPorts): Route =>
  route({
    operation: "voidPayment",
    method: "POST",
    path: "/v1/payments/:paymentId/void",
    summary: "Give up what was set aside and not taken",
    description:
      "What is just being taken is given back. What failed for good is tried again. A promised order that needs the money is put on hold (`Payment 1 was voided`), unless it is being cancelled.",
    params: paymentParams,
    answers,
    refusals: ["PaymentIsNotCreated", "PaymentIsAbandoned", "PaymentIsCaptured", "VersionIsStale"],
    handle: async ({ params: { paymentId }, caller, at, command, precondition }): Promise<Answer> => {
      const outcome = await ports.payments.handle(paymentId, { type: "VoidPayment", at, ...precondition }, command);
      return paymentAnswer(ports, { paymentId, caller }, outcome);
    },
  });

export const refundPayment = (ports: BillingPorts): Route =>
  route({
    operation: "refundPayment",
    method: "POST",
    path: "/v1/payments/:paymentId/refunds",
    summary: "Give back a part of what was taken",
    description:
      "Begins it: `refunds` tells what became of it. A promised order is put on hold when nothing is left of a payment that it needs (`Payment 1 was refunded`).",
    params: paymentParams,
    body: exactly(
      { amount: MoneyJson, reason: Type.String({ minLength: 1, maxLength: billingLimits.reasonCharacters, examples: ["returned"] }) },
      { title: "RefundPayment" },
    ),
    example: { amount: { amount: 500, currency: "EUR" }, reason: "returned" },
    answers,
    refusals: [
      "PaymentIsNotCreated",
      "PaymentIsAbandoned",
      "PaymentIsDisputed",
      "PaymentIsLost",
      "PaymentHasTooManyRefunds",
      "RefundExceedsCapture",
      "CurrencyDiffers",
      "AmountIsOutOfRange",
      "VersionIsStale",
    ],
    handle: async ({ params: { paymentId }, body: { amount, reason }, caller, at, command, precondition }): Promise<Answer> => {
      const refundId = `${handPrefix}${command.commandId ?? newUuid()}`;
      const refund = { type: "RefundPayment", refundId, amount, reason, at, ...precondition } as const;
      return paymentAnswer(ports, { paymentId, caller }, await ports.payments.handle(paymentId, refund, command));
    },
  });
